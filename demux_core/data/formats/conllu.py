"""CoNLL-U, the format of Universal Dependencies."""

from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats.base import numbered_lines, records
from demux_core.data.formats.raw_file import RawFile

_COMMENTS = {"sent_id": "id", "text_en": "gloss", "lang": "lang", "annotator": "annotator"}
_ENTITY = "ner="  # of MISC, as Stanza writes it


def read(file: RawFile) -> pd.DataFrame:
    """One row a sentence: FORM as tokens, UPOS as tags, ``sent_id`` as id, ``text_en`` as gloss.

    Where no word of a sentence has a UPOS, ``ner=`` of MISC are its tags.

    Multiword ranges (1-2) and empty nodes (1.1) are skipped: their words have lines of their own.

    Raises:
        InputError: a line does not have 10 columns, or only some words of a sentence have a UPOS.
    """
    rows: list[dict[str, Any]] = []
    row, entities = _blank(), list[str]()
    number = 0
    for number, line in numbered_lines(file):
        if not line.strip():
            if row["tokens"]:
                rows.append(_finish(row, entities, number))
            row, entities = _blank(), []
        elif line.startswith("#"):
            key, _, value = line[1:].partition("=")
            if name := _COMMENTS.get(key.strip()):
                row[name] = value.strip()
        else:
            cells = line.split("\t")
            if len(cells) != 10:
                raise InputError(
                    f"a word must have 10 columns separated by tabs, but line {number:,} has {len(cells)}; "
                    f"export the file again"
                )
            if cells[0].isdecimal():
                row["tokens"].append(cells[1])
                row["tags"].append(cells[3])
                entities += [part[len(_ENTITY) :] for part in cells[9].split("|") if part.startswith(_ENTITY)]
    if row["tokens"]:
        rows.append(_finish(row, entities, number + 1))
    return records(rows)


def _blank() -> dict[str, Any]:
    return {"id": None, "tokens": [], "tags": []}


def _finish(row: dict[str, Any], entities: list[str], number: int) -> dict[str, Any]:
    missing = row["tags"].count("_")
    if missing == len(row["tags"]):
        return row | {"tags": entities if len(entities) == missing else None}
    if missing:
        raise InputError(
            f"all words of a sentence must have a UPOS, or none, but {missing} of the sentence that ends "
            f"before line {number:,} have none; tag them"
        )
    return row
