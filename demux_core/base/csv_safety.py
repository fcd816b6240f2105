"""Cells that a spreadsheet would run: an apostrophe before them makes them text; reading takes it off."""

import re

# Formulas begin with one of these (OWASP, CSV injection): also in full width, which Japanese spreadsheets
# take for the same, and after spaces or marks that nobody sees and some leave out.
_FORMULA = r"([\t\r\n]|[\s\0\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[=+\-@＝＋－−﹢﹣＠﹦﹫])"
# What has apostrophes before a formula already gets one more, so that taking one off always gives the cell.
_RUNS = re.compile(f"'*{_FORMULA}")
_HARMLESS = re.compile(f"'+{_FORMULA}")


def escape(cell: str) -> str:
    """The cell as a spreadsheet shows it and does not run it."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def unescape(cell: str) -> str:
    """The cell that ``escape`` was given."""
    return cell[1:] if _HARMLESS.match(cell) else cell
