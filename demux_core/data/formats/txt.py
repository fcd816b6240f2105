"""Plain text: one text a line."""

import pandas as pd

from demux_core.data.formats.base import numbered_lines, table
from demux_core.data.formats.raw_file import RawFile


def read(file: RawFile) -> pd.DataFrame:
    """One row for each line that is not blank."""
    return table(["text"], [[line for _, line in numbered_lines(file) if line.strip()]])
