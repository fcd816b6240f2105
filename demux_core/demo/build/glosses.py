"""The English glosses of the demo corpus, one file a language: an id, a tab and the gloss."""

from collections.abc import Mapping
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.data.formats.base import lines, read_text
from demux_core.data.formats.raw_file import opened
from demux_core.demo.build.rules import check_gloss


def read_glosses(folder: Path, ids: Mapping[str, str]) -> dict[str, str]:
    """Read the checked gloss of every text that needs one, by its id.

    Args:
        folder: of the files.
        ids: id of each of these texts -> the code of its language.

    Raises:
        InputError: a text has no gloss, a gloss has no text or stands in another language's file, or it
            breaks a rule; with file and line.
    """
    glosses: dict[str, str] = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(lines(read_text(opened(path)).removesuffix("\n")), start=1):
            place, (name, _, gloss) = f"glosses/{path.name} line {number}", line.partition("\t")
            if ids.get(name) != path.stem or name in glosses:
                raise InputError(
                    f"{place}: every line must begin with the id of a text of {path.stem} in the pool or a "
                    f"sample, each once, got {name!r}; correct it"
                )
            check_gloss(gloss, place)
            glosses[name] = gloss
    if missing := [name for name in ids if name not in glosses]:
        raise InputError(
            f"every text of the pool and the samples must have a gloss, but {len(missing)} have none, the "
            f"first of them {missing[0]}; write it in glosses/{ids[missing[0]]}.tsv"
        )
    return glosses
