import numpy as np
import pytest

from demux_core.tasks.answer_spans import best_span


def naive(scores: np.ndarray, longest: int) -> tuple[float, int, int]:
    start, end = (column.astype(np.float64) for column in scores.T)
    start, end = (x - np.log(np.exp(x).sum()) for x in (start, end))
    spans = [(i, j) for i in range(1, len(start)) for j in range(i, min(i + longest, len(start)))]
    best = max(spans, key=lambda span: start[span[0]] + end[span[1]])
    return start[best[0]] + end[best[1]], best[0] - 1, best[1] - 1


@pytest.mark.parametrize("seed", range(20))
def test_the_best_span_is_the_likeliest_in_order_and_not_too_long(seed: int) -> None:
    generator = np.random.default_rng(seed)
    scores = generator.normal(size=(generator.integers(2, 40), 2)).astype(np.float32) * 3
    value, start, end = best_span(scores, longest=5)
    expected = naive(scores, 5)
    assert (start, end) == expected[1:]
    assert value == pytest.approx(expected[0])
    assert start <= end < start + 5


def test_the_no_answer_position_lowers_the_likelihood_but_is_never_chosen() -> None:
    sure_of_none = np.array([[9.0, 9.0], [1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    unsure = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    assert best_span(sure_of_none)[1:] == best_span(unsure)[1:] == (0, 1)
    assert best_span(sure_of_none)[0] < best_span(unsure)[0]
