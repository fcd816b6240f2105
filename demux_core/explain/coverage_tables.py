"""Tables of coverage: the share of each group of target texts, and the texts that no chosen text is near."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from demux_core.analysis.coverage import Coverage
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import insert_glosses, languages_of, text_of

if TYPE_CHECKING:
    import pandas as pd

NOT_CHOSEN, NOT_IN_POOL = "not chosen", "nothing near in the pool"


def group_table(curves: "pd.DataFrame", budget: int, groups: Sequence[str]) -> "pd.DataFrame":
    """Return the coverage of each group of target texts at a budget, the largest group first.

    Args:
        curves: ``coverage_curve`` of strategies, each with the same groups.
        budget: a budget of the curves.
        groups: the group of each target text.

    Returns:
        group, texts (number of its target texts), and a column for each strategy: the share covered.
    """
    here = curves[(curves["budget"] == budget) & curves["target_group"].isin(set(groups))]
    shares = here.pivot(index="target_group", columns="strategy", values="coverage")
    counts = Counter(groups)
    order = sorted(shares.index, key=lambda group: (-counts[group], group))
    table = shares.loc[order, list(dict.fromkeys(here["strategy"]))].reset_index(names="group")
    table.insert(1, "texts", [counts[group] for group in table["group"]])
    return table


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
