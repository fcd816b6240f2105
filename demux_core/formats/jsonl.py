"""JSON Lines: one object a line."""

import json
from pathlib import Path

import pandas as pd

from demux_core.errors import InputError
from demux_core.formats.base import lines, read_text, records


def read(path: Path) -> pd.DataFrame:
    """One row for each line that is not blank.

    Raises:
        InputError: a line is not a JSON object.
    """
    rows = []
    for number, line in enumerate(lines(read_text(path)), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"every line must be JSON, but line {number:,} is not ({error}); mend or delete it"
            ) from error
        if not isinstance(row, dict):
            raise InputError(
                f'every line must be an object such as {{"text": "..."}}, but line {number:,} is a '
                f"{type(row).__name__}; mend or delete it"
            )
        rows.append(row)
    return records(rows)
