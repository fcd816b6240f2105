"""Points of the map to read: those that a search matches, and a table of any of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.analysis.clusters import Clusters
from demux_core.base import text_search
from demux_core.explain.map_frames import hover_lines
from demux_core.explain.point_tables import points_table
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import gloss_of, languages_of, text_of
from demux_core.strategies.display import strategy_title

_MOST_MATCHES = 200


@dataclass(frozen=True)
class PointRows:
    """Points of the map.

    Args:
        pool: rows of the pool, in the order in which they are read.
        target: rows of the target sample, likewise.
        total: number of points that there are where these are only the first of them; 0 otherwise.
    """

    pool: tuple[int, ...] = ()
    target: tuple[int, ...] = ()
    total: int = 0

    def __len__(self) -> int:
        return len(self.pool) + len(self.target)


def searched_texts(encoding: Encoding) -> list[str]:
    """Return what a search looks through: every text, with its gloss if it has one."""
    rows = range(len(encoding))
    return [f"{text_of(encoding, row)} {gloss_of(encoding, row) or ''}" for row in rows]


def matching_points(pool: Sequence[str], target: Sequence[str], words: str) -> PointRows:
    """The points whose texts contain ``words``: the first 200, those of the small target sample in front.

    Args:
        pool: texts of the pool as ``text_search.fold`` returns them.
        target: texts of the target sample, likewise.
        words: as people type them.
    """
    in_pool, in_target = (text_search.find_texts(texts, words) for texts in (pool, target))
    total = len(in_pool) + len(in_target)
    in_target = in_target[:_MOST_MATCHES]
    return PointRows(tuple(in_pool[: _MOST_MATCHES - len(in_target)]), tuple(in_target), total)


def split_rows(rows: NDArray[np.int64], pool_size: int) -> PointRows:
    """Rows of the map, which has the pool's points first, as rows of the pool and of the target sample."""
    in_pool, in_target = rows[rows < pool_size], rows[rows >= pool_size] - pool_size
    return PointRows(tuple(in_pool.tolist()), tuple(in_target.tolist()))


def in_languages(rows: PointRows, source: Encoding, languages: Sequence[str]) -> PointRows:
    """The same points without those of the pool in other languages."""
    codes = languages_of(source, np.array(rows.pool, dtype=np.int64))
    pool = tuple(row for row, code in zip(rows.pool, codes, strict=True) if code in languages)
    return replace(rows, pool=pool)


def chosen_first(rows: PointRows, picked: Mapping[str, Sequence[int]]) -> PointRows:
    """The same points, those that a strategy chose in front, by the best rank that one gave them."""
    ranks: dict[int, int] = {}
    for chosen in picked.values():
        for rank, row in enumerate(chosen):
            ranks[row] = min(rank, ranks.get(row, rank))
    first = sorted((row for row in rows.pool if row in ranks), key=ranks.__getitem__)
    return replace(rows, pool=(*first, *(row for row in rows.pool if row not in ranks)))


def first_points(rows: PointRows, most: int) -> PointRows:
    """The first ``most`` of the pool's points and of the target sample's."""
    return replace(rows, pool=rows.pool[:most], target=rows.target[:most])


def point_lines(
    source: Encoding,
    target: Encoding,
    place: int,
    picked: Mapping[str, Sequence[int]],
    clusters: Clusters | None = None,
) -> list[tuple[str, str]]:
    """What one point of the map says, each line with its kind, ``text`` or ``detail``.

    Args:
        source: the pool.
        target: the target sample.
        place: row of the map, which has the pool's points first.
        picked: title of a strategy -> pool rows, best first: the point tells its rank.
        clusters: whose name the point tells.
    """
    in_pool = place < len(source)
    row = place if in_pool else place - len(source)
    texts, details = hover_lines(source if in_pool else target, row)
    ranks = [
        f"{title}: rank {list(rows).index(row) + 1:,}"
        for title, rows in picked.items()
        if in_pool and row in rows
    ]
    named = []
    if clusters is not None:
        named = [clusters.names[(clusters.of_pool if in_pool else clusters.of_target)[row]]]
    return [("text", text) for text in texts] + [("detail", line) for line in (details, *ranks, *named)]


def read_points(
    source: Encoding, target: Encoding, rows: PointRows, picked: Mapping[str, Sequence[int]]
) -> pd.DataFrame:
    """A table of points for reading.

    Args:
        source: the pool.
        target: the target sample.
        rows: the points.
        picked: strategy -> the pool rows that it chose, best first.

    Returns:
        in (``pool`` or ``target``), text, language (name), margin or uncertainty, id, and
        chosen_by: the strategies that chose the point, each with the rank it gave it.
    """
    chosen_by = _chosen_by(picked)
    parts = [
        points_table(source, np.array(rows.pool, dtype=np.int64)).assign(
            chosen_by=[chosen_by.get(row, "") for row in rows.pool]
        ),
        points_table(target, np.array(rows.target, dtype=np.int64)).assign(chosen_by=""),
    ]
    for part, place in zip(parts, ("pool", "target"), strict=True):
        part.insert(0, "in", place)
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _chosen_by(picked: Mapping[str, Sequence[int]]) -> dict[int, str]:
    ranks: dict[int, list[str]] = {}
    for name, rows in picked.items():
        for rank, row in enumerate(rows, start=1):
            ranks.setdefault(row, []).append(f"{strategy_title(name)} {rank:,}")
    return {row: " · ".join(parts) for row, parts in ranks.items()}
