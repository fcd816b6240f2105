"""Cells that a spreadsheet would run as formulas: a leading apostrophe makes them text."""

import re

# Formulas begin with one of these characters (OWASP, "CSV Injection"), also in full width, which Japanese
# spreadsheets accept, and after spaces or invisible characters, which some programs drop.
_FORMULA = r"([\t\r\n]|[\s\0\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[=+\-@＝＋－−﹢﹣＠﹦﹫])"
# A formula that already has apostrophes gets one more, so that removing one always restores the cell.
_UNSAFE = re.compile(f"'*{_FORMULA}")
_ESCAPED = re.compile(f"'+{_FORMULA}")


def escape(cell: str) -> str:
    """The cell as text that a spreadsheet does not run."""
    return f"'{cell}" if _UNSAFE.match(cell) else cell


def unescape(cell: str) -> str:
    """The cell before ``escape``."""
    return cell[1:] if _ESCAPED.match(cell) else cell
