"""Round trips with annotation tools: one small file a tool, each of them with ``write`` and ``read``.

To add a tool, write its file here and register it below. ``README.md`` says what each one gets and gives.
"""

from collections.abc import Iterator, Mapping
from errno import ENOENT
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from demux_core.base.errors import InputError
from demux_core.data.formats import limits

if TYPE_CHECKING:
    from demux_core.exchange.returned import Returned
    from demux_core.exchange.sheet import Sheet
    from demux_core.tasks.base import Task


class Tool(NamedTuple):
    """An annotation tool, or a file format in its place.

    Args:
        name: on the command line.
        title: for people.
        suffix: of its files; none for a folder.
        module: of this package; imported only to write or read a file.
        has_several_files: whether it is given more than one file, such as its settings.
    """

    name: str
    title: str
    suffix: str
    module: str
    has_several_files: bool = False

    def write(self, sheet: "Sheet", path: Path) -> list[Path]:
        """Write texts to label, and return the files that were written: ``path`` first.

        Raises:
            InputError: the tool cannot hold them.
        """
        return list(import_module(f"{__name__}.{self.module}").write(sheet, path))

    def read(self, path: Path, task: "Task") -> Iterator["Returned"]:
        """Yield what a file of the tool says about texts of ``task``.

        Raises:
            InputError: it is no such file, or one of another task.
        """
        try:
            if path.is_file():
                limits.check_bytes(path.stat().st_size, limits.MAX_FILE_BYTES, "export fewer texts")
            elif self.suffix or not path.is_dir():
                raise FileNotFoundError(ENOENT, "there is no such file")
            yield from self._read(path, task)
        except OSError as error:
            raise InputError(
                f"an export of {self.title} must be readable, but {path.name} is not "
                f"({error.strerror or error}); check the path"
            ) from error

    def _read(self, path: Path, task: "Task") -> "Iterator[Returned]":
        yield from import_module(f"{__name__}.{self.module}").read(path, task)


TOOLS: Mapping[str, Tool] = MappingProxyType(
    {
        tool.name: tool
        for tool in (
            Tool("label-studio", "Label Studio", ".json", "label_studio", True),
            Tool("argilla", "Argilla", ".json", "argilla", True),
            Tool("doccano", "doccano", ".jsonl", "doccano"),
            Tool("prodigy", "Prodigy", ".jsonl", "prodigy"),
            Tool("conll", "CoNLL", ".conll", "conll"),
            Tool("conllu", "CoNLL-U", ".conllu", "conllu"),
            Tool("csv", "CSV", ".csv", "csv"),
            Tool("xlsx", "Excel", ".xlsx", "xlsx"),
            Tool("parquet", "Parquet", ".parquet", "parquet"),
            Tool("hf", "Hugging Face datasets", "", "hf", True),
        )
    }
)


def find_tool(name: str) -> Tool:
    """Return the tool called ``name``.

    Raises:
        InputError: there is none; the message lists the choices.
    """
    if name not in TOOLS:
        raise InputError(f"a tool must be one of {', '.join(TOOLS)}, got {name!r}")
    return TOOLS[name]
