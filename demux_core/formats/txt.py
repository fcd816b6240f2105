"""Plain text: one text a line."""

from pathlib import Path

import pandas as pd

from demux_core.formats.base import lines, read_text, table


def read(path: Path) -> pd.DataFrame:
    """One row for each line that is not blank."""
    return table(["text"], [[line for line in lines(read_text(path)) if line.strip()]])
