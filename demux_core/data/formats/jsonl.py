"""JSON Lines: one object a line."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from demux_core.base import strict_json
from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.data.formats.base import numbered_lines, records
from demux_core.data.formats.raw_file import RawFile


def read(file: RawFile) -> pd.DataFrame:
    """One row for each line that is not blank.

    Raises:
        InputError: a line is not a JSON object.
    """
    return records([row for _, row in objects(file, "fix or delete it")])


def objects(file: RawFile, remedy: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each line that is not blank, and its object; ``remedy`` ends the errors.

    Raises:
        InputError: a line is not a JSON object.
    """
    values = 0
    for number, line in numbered_lines(file):
        if not line.strip():
            continue
        limits.check_values(strict_json.max_values(line), number)
        try:
            row = strict_json.parse(line)
        except ValueError as error:
            raise InputError(
                f"every line must be JSON, but line {number:,} is not ({error}); {remedy}"
            ) from error
        if not isinstance(row, dict):
            raise InputError(
                f'every line must be an object such as {{"text": "..."}}, but line {number:,} is a '
                f"{type(row).__name__}; {remedy}"
            )
        # The sum over lines must not count commas in texts, as the check of one line may.
        values += strict_json.count_values(row)
        limits.check_values(values, number)
        yield number, row
