"""How a file is to be read, where a person says so; what nobody says is recognised."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from demux_core.base.errors import InputError

DELIMITERS: Mapping[str, str] = MappingProxyType({"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"})


@dataclass(frozen=True)
class Reading:
    """What a person says about a file; None leaves it to be recognised.

    Args:
        delimiter: a name of ``DELIMITERS``.
        encoding: a name that ``encodings.find_encoding`` knows.
        sheet: of a workbook.
    """

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None

    def named(self) -> dict[str, str]:
        """What is said, by name, as JSON."""
        return {name: value for name, value in asdict(self).items() if value}


AS_RECOGNISED = Reading()


def find_delimiter(given: str) -> str:
    """The name of a separator that is given by name or as the character itself.

    Raises:
        InputError: it is no separator of cells.
    """
    plain = given.strip().lower()
    for name, character in DELIMITERS.items():
        if plain == name or given == character or (name == "tab" and given == "\\t"):
            return name
    raise InputError(f"a delimiter must be one of {', '.join(DELIMITERS)}, got {given[:20]!r}")
