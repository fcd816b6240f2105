"""Plain text: one text a line."""

from pathlib import Path

import pandas as pd

from demux_core.data.formats.base import numbered_lines, table


def read(path: Path) -> pd.DataFrame:
    """One row for each line that is not blank."""
    return table(["text"], [[line for _, line in numbered_lines(path) if line.strip()]])
