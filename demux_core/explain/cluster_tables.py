"""A table of clusters: their names, and how many texts of each kind they have."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from demux_core.analysis.clusters import Clusters

if TYPE_CHECKING:
    import pandas as pd


def cluster_table(clusters: Clusters, rows: Mapping[str, Sequence[int]]) -> "pd.DataFrame":
    """Return the clusters, the largest first.

    Args:
        clusters: of pool and target sample.
        rows: column -> rows of the pool to count, such as those that a strategy chose.

    Returns:
        number (from 1), name, pool and target (numbers of texts), and the columns of ``rows``.
    """
    import pandas as pd

    count = len(clusters.names)
    columns = {
        "pool": clusters.of_pool,
        "target": clusters.of_target,
        **{name: clusters.of_pool[np.array(part, dtype=np.int64)] for name, part in rows.items()},
    }
    return pd.DataFrame(
        {
            "number": np.arange(1, count + 1),
            "name": clusters.names,
            **{name: np.bincount(found, minlength=count) for name, found in columns.items()},
        }
    )
