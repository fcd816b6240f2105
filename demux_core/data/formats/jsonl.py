"""JSON Lines: one object a line."""

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
    rows = []
    values = 0
    for number, line in numbered_lines(file):
        if not line.strip():
            continue
        limits.check_values(strict_json.max_values(line), number)
        try:
            row = strict_json.parse(line)
        except ValueError as error:
            raise InputError(
                f"every line must be JSON, but line {number:,} is not ({error}); fix or delete it"
            ) from error
        if not isinstance(row, dict):
            raise InputError(
                f'every line must be an object such as {{"text": "..."}}, but line {number:,} is a '
                f"{type(row).__name__}; fix or delete it"
            )
        # The sum over lines must not count commas in texts, as the check of one line may.
        values += strict_json.count_values(row)
        limits.check_values(values, number)
        rows.append(row)
    return records(rows)
