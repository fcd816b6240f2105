"""The table of a selection to which points were added for target texts that it left out."""

from typing import TYPE_CHECKING

import numpy as np

from demux_core.explain.reasons import explained_table
from demux_core.strategies import Selection

if TYPE_CHECKING:
    import pandas as pd

_WHY = "added for a target text that no chosen text was near: "


def with_added(table: "pd.DataFrame", added: Selection) -> "pd.DataFrame":
    """Return ``reasons.explained_table`` of a selection with added points below, ranked on.

    Args:
        table: of the selection.
        added: points of the same pool, chosen for a part of its target sample.
    """
    import pandas as pd

    assert added.target is not None
    below = explained_table(added, added.target, 0)
    below = below.assign(
        rank=below["rank"] + len(table),
        strategy=table["strategy"].iloc[0],
        score=np.nan,  # another strategy's scores mean something else
        reason=_WHY + below["reason"],
    )
    return pd.concat([table, below], ignore_index=True)
