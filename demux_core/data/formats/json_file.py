"""JSON: the nesting of SQuAD and TyDiQA (articles, paragraphs, questions), or a plain list of objects."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from demux_core.base import strict_json
from demux_core.base.errors import InputError
from demux_core.base.languages import code_of_name
from demux_core.data.formats import limits
from demux_core.data.formats.base import read_text, records
from demux_core.data.formats.raw_file import RawFile

_REMEDY = 'give a list of objects, or SQuAD\'s {"data": [{"paragraphs": [{"context", "qas"}]}]}'


def read(file: RawFile) -> pd.DataFrame:
    """One row an object, or in SQuAD's layout one row a question.

    The ids of TyDiQA's gold passages name the language (``bengali-123``).

    Raises:
        InputError: the file is not JSON, or has another layout.
    """
    text = read_text(file)
    limits.check_values(strict_json.max_values(text))
    try:
        content = strict_json.parse(text)
    except ValueError as error:
        is_lines = "Extra data" in str(error)
        remedy = "if it has one object a line (JSON Lines), call the file .jsonl" if is_lines else "fix it"
        raise InputError(f"the file must be JSON, but is not ({error}); {remedy}") from error
    rows = content.get("data") if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"JSON must be a list of objects, got {_shape(content)}; {_REMEDY}")
    if any("paragraphs" in row for row in rows):
        rows = list(_questions(rows))
    return records(rows)


def _questions(articles: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        for article in articles:
            number += 1
            for paragraph in article["paragraphs"]:
                for question in paragraph["qas"]:
                    row = {
                        "id": question.get("id"),
                        "question": question["question"],
                        "context": paragraph["context"],
                        "answers": question.get("answers") or [],
                    }
                    language = code_of_name(str(row["id"]).split("-")[0])
                    yield row | {"language": language} if language else row
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"article {number:,} is not in SQuAD's layout ({error!r}); {_REMEDY}") from error


def _shape(content: Any) -> str:
    if isinstance(content, dict):
        return f"an object with the keys {', '.join(list(content)[:5]) or '(none)'}"
    return f"a {type(content).__name__}"
