"""Maps, from a cold process: what compiles for its first use counts."""

from tests.benchmarks.rows.base import HERE, USUAL, Row, Side, Work, vectors

TARGETS = 2_000


def placed(size: int) -> Work:
    """The map of this product."""
    points, targets = vectors(size, TARGETS)

    def work() -> object:
        from demux_core.modelling.projection import project

        return project(points, targets)

    return work


def fitted(size: int) -> Work:
    """umap-learn with its defaults, on all points at once."""
    import numpy as np

    points = np.concatenate(vectors(size, TARGETS))

    def work() -> object:
        import umap

        return umap.UMAP().fit_transform(points)

    return work


ROWS = (
    Row(
        "map",
        "map of {size} texts, cold process",
        100_000,
        "5x umap-learn",
        {HERE: Side(placed), USUAL: Side(fitted)},
    ),
    Row("map-1m", "map of {size} texts, cold process", 1_000_000, "60 s, 4 GB", {HERE: Side(placed)}),
)
