"""How results look in a notebook."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SHOWN_ROWS = 10
_SHOWN_CHARACTERS = 80


def summary_html(title: str, facts: str, table: "pd.DataFrame") -> str:
    """Return a title, a line of facts and the first ``SHOWN_ROWS`` rows of a table as escaped HTML."""
    import pandas as pd

    with pd.option_context("display.max_colwidth", _SHOWN_CHARACTERS, "display.precision", 3):
        rows = table.head(SHOWN_ROWS).to_html(index=False, border=0, na_rep="")
    return f"<div><strong>{escape(title)}</strong><br>{escape(facts)}{rows}</div>"


def listed_counts(counts: "dict[str, int]", most: int = 5) -> str:
    """Return the largest counts by name: ``hi 30, mr 20, and 3 more``."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} {count:,}" for name, count in ordered[:most])
    return f"{shown}, and {len(ordered) - most} more" if len(ordered) > most else shown
