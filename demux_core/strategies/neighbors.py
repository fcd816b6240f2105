"""The points nearest to each of several others, by Euclidean distance.

The search narrows the points with fast matrix products, in float32 and where that sees too little in float64,
and decides with float64 differences. A bound on the error of the products (``float_errors``) proves that the
remaining candidates hold the answer, so the result equals that of a full float64 search, whatever the number
of threads.
"""

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from demux_core.base.progress import Advance, unheard
from demux_core.strategies.cosine import UnitRows
from demux_core.strategies.float_errors import Floats, Vectors, as_floats, squared_error

Rows = NDArray[np.int64]
Points = Vectors | UnitRows

_SEARCH_BLOCK = 32_768
_PRODUCT_BLOCK = 1_024
_MATRIX = 16_000_000  # numbers in the products of a full search: 128 MB
_CANDIDATE_COST = 16
_DIFFERENCES = 262_144  # numbers in a block of differences: 2 MB stay in a processor's cache


def nearest(queries: Vectors, points: Points, k: int, advance: Advance = unheard) -> tuple[Floats, Rows]:
    """The ``k`` points (or all, if there are fewer) nearest to each query, nearest first, ties by lower row.

    Args:
        queries: (m, dim).
        points: (n, dim), may be memory-mapped or computed when they are looked at; never held whole.
        k: at least 1.
        advance: told how many of the points were looked at.

    Returns:
        (m, k) distances and (m, k) rows into ``points``.
    """
    queries, k = as_floats(queries), min(k, len(points))
    points = points if isinstance(points, UnitRows) else as_floats(points)
    distances, rows = np.empty((len(queries), k)), np.empty((len(queries), k), dtype=np.int64)
    undecided, width = np.arange(len(queries)), k + max(16, k // 4)
    # A wider search may settle what a narrow one leaves open, usually many near-equal points; but a candidate
    # costs several times what a point of the full search does.
    while len(undecided) and _CANDIDATE_COST * width <= len(points):
        candidates, limits, norms = _candidates(queries[undecided], points, width, advance)
        near, at = _ranked(queries[undecided], points, candidates, k)
        farthest = near[:, -1]
        # A point outside the candidates and no farther than this has a norm of at most norm + farthest, so
        # float32 saw it below this sum: if the limit is higher, there is none.
        decided = farthest**2 + squared_error(points.shape[1], 2 * norms + farthest) < limits
        distances[undecided[decided]], rows[undecided[decided]] = near[decided], at[decided]
        undecided, width = undecided[~decided], 8 * width
    if len(undecided):
        copies, step = _copies(points), max(1, _MATRIX // len(points))
        for start in range(0, len(undecided), step):
            block = undecided[start : start + step]
            distances[block], rows[block] = _full_search(queries[block], points, copies, k)
    return distances, rows


def places_among_neighbors(queries: Vectors, points: Vectors, row: int) -> Rows:
    """The place of ``points[row]`` in each query's list of nearest points, (m,) from 1, as by ``nearest``."""
    queries, points = as_floats(queries), as_floats(points)
    own, centre = _distances(points[row], queries), queries.mean(axis=0)
    others = np.ascontiguousarray((queries - centre).T, dtype=np.float32)
    squares = np.square(others).sum(axis=0)
    limits = (squares - np.square(own)).astype(np.float32)
    places = np.ones(len(queries), dtype=np.int64)
    for start in range(0, len(points), _PRODUCT_BLOCK):
        block = np.ascontiguousarray(points[start : start + _PRODUCT_BLOCK] - centre, dtype=np.float32)
        norms = np.square(block).sum(axis=1)
        # Squared distances beyond that of the row; where float32 cannot tell their sign, float64 does.
        beyond = (block * np.float32(-2)) @ others
        beyond += norms[:, None]
        beyond += limits
        longest = np.sqrt(norms.max(), dtype=np.float64)
        error = squared_error(points.shape[1], longest + np.sqrt(squares, dtype=np.float64))
        near, query = np.nonzero(~(np.abs(beyond) > error.astype(np.float32)))
        difference = np.subtract(points[near + start], queries[query], dtype=np.float64)
        exact = np.sqrt(np.einsum("ij,ij->i", difference, difference)) - own[query]
        beyond[near, query] = np.where((exact == 0) & (near + start < row), -1, exact)
        places += (beyond < 0).sum(axis=0)
    return places


def _distances(query: Vectors, points: Vectors) -> Floats:
    """(len(points),) distances by float64 differences; equal vectors get equal distances."""
    # numpy, for there are few points at a time: importing scipy alone would slow a first page down more.
    difference = np.subtract(points, query, dtype=np.float64)
    distances: Floats = np.sqrt(np.einsum("ij,ij->i", difference, difference))
    return distances


def _ranked(queries: Vectors, points: Points, candidates: Rows, k: int) -> tuple[Floats, Rows]:
    """(m, k) float64 distances and rows of the ``k`` nearest of each query's (m, width) ``candidates``.

    A candidate of -1 is none; where too few are left, the distances end in infinity.
    """
    among = np.sort(candidates, axis=1)
    distances = np.empty(among.shape)
    step = max(1, _DIFFERENCES // (among.shape[1] * points.shape[1]))
    for start in range(0, len(queries), step):
        block = slice(start, start + step)
        difference = np.subtract(points[among[block]], queries[block, None], dtype=np.float64)
        distances[block] = np.sqrt(np.einsum("qcd,qcd->qc", difference, difference))
    distances[among < 0] = np.inf
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(distances, order, axis=1), np.take_along_axis(among, order, axis=1)


def _full_search(queries: Vectors, points: Points, copies: Rows, k: int) -> tuple[Floats, Rows]:
    """``nearest`` by comparing every point that is no copy of another; holds (m, n) numbers in memory."""
    first, number = np.unique(copies, return_inverse=True)
    distances, rows = np.empty((len(queries), k)), np.empty((len(queries), k), dtype=np.int64)
    exact = np.full(len(first), np.inf)
    for query, (low, high) in enumerate(_bounds(queries, points, first)):
        limit = np.partition(high[number], k - 1)[k - 1]
        near = ~(low > limit)  # `not >` keeps what overflowed
        exact[near] = _distances(queries[query], points[first[near]])
        among = np.flatnonzero(near[number])
        order = np.argsort(exact[number[among]], kind="stable")[:k]
        rows[query] = among[order]
        distances[query] = exact[number[rows[query]]]
    return distances, rows


def _bounds(queries: Vectors, points: Points, rows: Rows) -> Iterator[tuple[Floats, Floats]]:
    """For each query, what the squared distances to ``points[rows]`` are at least and at most.

    By float64 matrix products: they tell apart all that float64 differences do, but for ties.
    """
    centre = queries.mean(axis=0, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        centred = queries - centre
        lengths, squares = np.linalg.norm(centred, axis=1), np.empty((len(queries), len(rows)))
        norms = np.empty(len(rows))
        for start in range(0, len(rows), _PRODUCT_BLOCK):
            at = slice(start, start + _PRODUCT_BLOCK)
            block = points[rows[at]] - centre
            norms[at] = np.linalg.norm(block, axis=1)
            np.matmul(centred, -2 * block.T, out=squares[:, at])
        for length, products in zip(lengths, squares, strict=True):
            between = products + np.square(norms) + length**2
            error = squared_error(points.shape[1], norms + length, np.float64)
            yield between - error, between + error


def _copies(points: Points) -> Rows:
    """(n,) the first row that has the same numbers: what no search can tell apart is often just the same."""
    firsts: dict[bytes, int] = {}
    digests = (blake2b(point.tobytes(), digest_size=16).digest() for point in points)
    return np.array([firsts.setdefault(digest, row) for row, digest in enumerate(digests)])


def _candidates(
    queries: Vectors, points: Points, width: int, advance: Advance
) -> tuple[Rows, Floats, Floats]:
    """The ``width`` nearest points according to float32.

    Returns:
        (m, width) rows, -1 where float32 overflowed; (m,) lower bounds on the squared distance to any other
        point; (m,) norms of the queries, measured from the centre that was subtracted.
    """
    import faiss

    # Errors grow with the norms, and the vectors of one model share a large common part: subtract it.
    # The sum is float64: in float32 the centre would lie beside a crowd of near-equal vectors.
    centre = queries.mean(axis=0, dtype=np.float64).astype(queries.dtype)
    centred = np.ascontiguousarray(queries - centre, dtype=np.float32)
    squares = np.full((len(queries), 0), np.inf, dtype=np.float32)
    rows = np.full((len(queries), 0), -1, dtype=np.int64)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(points), _SEARCH_BLOCK):
            advance(start, len(points))
            block = np.ascontiguousarray(points[start : start + _SEARCH_BLOCK] - centre, dtype=np.float32)
            near, at = faiss.knn(centred, block, min(width, len(block)))
            near[at < 0] = np.inf
            squares = np.hstack([squares, near])
            rows = np.hstack([rows, np.where(at < 0, -1, at + start)])
            if squares.shape[1] > width:
                keep = np.argpartition(squares, width - 1, axis=1)[:, :width]
                squares, rows = np.take_along_axis(squares, keep, 1), np.take_along_axis(rows, keep, 1)
    norms = np.linalg.norm(centred.astype(np.float64), axis=1)
    return rows, squares.max(axis=1).astype(np.float64), norms
