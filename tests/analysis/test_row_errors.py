import pytest

from demux_core.analysis.row_errors import score_error, score_interval
from demux_core.experiments.cells import ScoreParts


def hits(count: int, rows: int) -> ScoreParts:
    return ScoreParts([1.0] * count + [0.0] * (rows - count), [1.0] * rows)


@pytest.mark.parametrize(
    ("count", "rows", "low", "high"), [(50, 100, 40.38, 59.62), (98, 98, 96.23, 100.0), (0, 98, 0.0, 3.77)]
)
def test_a_share_of_rows_has_wilson_s_interval(count: int, rows: int, low: float, high: float) -> None:
    assert score_interval(hits(count, rows)) == pytest.approx((low, high), abs=0.01)


def test_a_ratio_of_sums_has_the_interval_of_as_many_rows_as_its_error_is_worth() -> None:
    tags = ScoreParts([8.0, 1.0, 5.0, 0.0] * 25, [10.0, 1.0, 10.0, 4.0] * 25)
    low, high = score_interval(tags)
    assert low < 56 < high
    assert high - low == pytest.approx(2 * 1.96 * score_error([tags]), rel=0.05)
