"""The table of chosen points with the reason for each."""

import re
from typing import TYPE_CHECKING

import pandas as pd

from demux_core.explain.limits import limits_phrases
from demux_core.explain.point_tables import chosen_table
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import find_strategy

if TYPE_CHECKING:
    from demux_core.strategies import Selection


def explained_table(
    selection: "Selection", target: Encoding, seed: int, like: str | None = None
) -> pd.DataFrame:
    """``chosen_table`` with a column ``reason`` after the text and, within constraints, one that names them.

    Args:
        selection: what a strategy chose.
        target: the target sample.
        seed: the seed of the selection.
        like: title of the strategy whose language mix was copied, if one was.
    """
    table = chosen_table(selection, target)
    reasons = find_strategy(selection.strategy).explain(selection, seed, like or "")
    table.insert(list(table.columns).index("text") + 1, "reason", reasons)
    if selection.constraints:
        table["limits"] = "; ".join(limits_phrases(selection.constraints.to_json()))
    return table


def without_numbers(reason: str) -> str:
    """A reason without the numbers of models and draws, which tell annotators nothing."""
    plain = re.sub(r"(; |^)(margin|uncertainty) −?\d[^;]*", "", reason)
    plain = re.sub(r" \((?:mean distance|score|seed) [^)]*\)", "", plain)
    return re.sub(
        r"(mean )?distance −?[\d.]+ to ", lambda found: f"near{' on average' * bool(found[1])} to ", plain
    )
