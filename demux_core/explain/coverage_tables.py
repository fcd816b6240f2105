"""Tables of the target texts that no chosen text is near."""

from typing import TYPE_CHECKING

from demux_core.analysis.coverage import Coverage
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import insert_glosses, languages_of, text_of

if TYPE_CHECKING:
    import pandas as pd

NOT_CHOSEN, NOT_IN_POOL = "not chosen", "nothing near in the pool"


def uncovered_table(coverage: Coverage, target: Encoding) -> "pd.DataFrame":
    """Return the uncovered target texts, the one farthest from all chosen texts first.

    Args:
        coverage: of the target sample.
        target: the target sample.

    Returns:
        target_row, text, gloss (if there are any), language, chosen_distance and pool_distance (to the
        nearest chosen text and to the nearest text of the pool), why: ``NOT_CHOSEN`` where the pool has a
        near text, else ``NOT_IN_POOL``.
    """
    import pandas as pd

    rows = coverage.left_out
    table = pd.DataFrame(
        {
            "target_row": rows,
            "text": [text_of(target, row) for row in rows.tolist()],
            "language": languages_of(target, rows),
            "chosen_distance": coverage.chosen[rows],
            "pool_distance": coverage.pool[rows],
            "why": [NOT_CHOSEN if near else NOT_IN_POOL for near in coverage.reachable[rows]],
        }
    )
    insert_glosses(table, target, rows.tolist())
    return table
