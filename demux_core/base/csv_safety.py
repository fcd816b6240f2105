"""Cells that a spreadsheet would run as formulas: an apostrophe in front makes them text."""

import re

# Formulas begin with one of these characters (OWASP, "CSV Injection"), also in full width, which Japanese
# spreadsheets accept, and after spaces or invisible characters, which some programs drop.
_SIGN = r"[=+\-@＝＋－−﹢﹣＠﹦﹫]"
_UNSEEN = r"\s\0\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069"
# Spreadsheets of many countries split a row at semicolons or tabs as well, whatever the quotes, so that
# another cell begins there. Commas and line ends are everywhere in prose; only a bare formula counts there.
_BEGINNINGS = re.compile(rf"""(?<=[;\t])|(?<=[,\r\n])(?=['"]*{_SIGN})""")
# A formula that already has apostrophes gets one more, so that removing one always restores the cell.
_FIRST = re.compile(rf"'*([\t\r\n]|[{_UNSEEN}]*{_SIGN})")
_LATER = re.compile(rf"""'*[{_UNSEEN}"']*{_SIGN}""")


def escape(cell: str) -> str:
    """The cell as text that a spreadsheet does not run."""
    first, *later = _BEGINNINGS.split(cell)
    parts = [_marked(first, _FIRST), *(_marked(part, _LATER) for part in later)]
    return "".join(parts)


def unescape(cell: str) -> str:
    """The cell before ``escape``."""
    if "'" not in cell:
        return cell
    first, *later = _BEGINNINGS.split(cell)
    parts = [_unmarked(first, _FIRST), *(_unmarked(part, _LATER) for part in later)]
    return "".join(parts)


def _marked(part: str, formula: re.Pattern[str]) -> str:
    return f"'{part}" if formula.match(part) else part


def _unmarked(part: str, formula: re.Pattern[str]) -> str:
    return part[1:] if part.startswith("'") and formula.match(part) else part
