"""Class scores become uncertainty: higher = more uncertain, whatever their scale."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from demux_core.base.errors import InputError
from demux_core.tasks import TASKS
from demux_core.tasks.answer_spans import SPAN_MEASURES, span_uncertainty
from demux_core.tasks.classification import Classification, class_uncertainty
from demux_core.tasks.margins import SURE
from demux_core.tasks.tagging import Tagging, word_uncertainty

GENERATOR = np.random.default_rng(7)


def probabilities(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    return [value / sum(raised) for value in raised]


def margin(scores: Sequence[float]) -> float:
    first, second = sorted(probabilities(scores), reverse=True)[:2]
    return first - second


def margin_log(scores: Sequence[float]) -> float:
    first, second = sorted(scores, reverse=True)[:2]
    return first - second


def best_log(scores: Sequence[float]) -> float:
    return math.log(max(probabilities(scores)))


def of_window(name: str, scores: Sequence[float]) -> float:
    """A measure of one side of a window, whose first position is "no answer"."""
    first, second = sorted(probabilities(scores)[1:], reverse=True)[:2]
    if name == "span":
        return math.log(first)
    return first - second if name == "margin" else math.log(first) - math.log(second)


def runs(values: Sequence, lengths: Sequence[int]) -> list[list]:
    rest = iter(values)
    return [[next(rest) for _ in range(length)] for length in lengths]


def assert_measure(found: np.ndarray, expected: list[float]) -> None:
    assert found.dtype == np.float32
    assert found == pytest.approx(np.array(expected), rel=1e-6, abs=1e-7)


def test_the_first_measure_of_a_task_is_the_papers() -> None:
    assert {task.name: task.measures[0] for task in TASKS.values()} == {
        "sequence": "margin",
        "token": "margin_min",
        "qa": "span",
    }


def test_sequence_is_the_negated_margin_of_the_two_best_classes() -> None:
    logits = GENERATOR.normal(scale=3, size=(50, 4))
    found = class_uncertainty(logits)
    assert tuple(found) == Classification.measures
    assert_measure(found["margin"], [-margin(line) for line in logits.tolist()])
    assert_measure(found["margin_log"], [-margin_log(line) for line in logits.tolist()])


def test_token_reduces_the_margins_of_a_rows_words() -> None:
    lengths = [3, 1, 7, 2]
    logits = GENERATOR.normal(scale=3, size=(sum(lengths), 5))
    found = word_uncertainty(logits, lengths)
    assert tuple(found) == Tagging.measures
    for suffix, of_word in (("", margin), ("_log", margin_log)):
        rows = runs([of_word(line) for line in logits.tolist()], lengths)
        assert_measure(found["margin_min" + suffix], [-min(row) for row in rows])
        assert_measure(found["margin_mean" + suffix], [-sum(row) / len(row) for row in rows])
        assert_measure(found["margin_max" + suffix], [-max(row) for row in rows])
    rows = runs([best_log(line) for line in logits.tolist()], lengths)
    assert_measure(found["mnlp"], [-sum(row) / len(row) for row in rows])


def test_qa_sums_start_and_end_and_lets_the_most_certain_window_decide() -> None:
    lengths, windows = [4, 3, 9, 5, 3], [2, 1, 2]
    start, end = GENERATOR.normal(scale=3, size=(2, sum(lengths)))
    found = span_uncertainty(start, end, lengths, windows)
    assert tuple(found) == SPAN_MEASURES
    for name in SPAN_MEASURES:
        pairs = zip(runs(start.tolist(), lengths), runs(end.tolist(), lengths), strict=True)
        sums = [of_window(name, first) + of_window(name, last) for first, last in pairs]
        assert_measure(found[name], [-max(row) for row in runs(sums, windows)])


def test_the_least_certain_word_decides_the_minimum() -> None:
    sure, torn = [9.0, 0.0], [0.1, 0.0]
    found = word_uncertainty([sure, sure, sure, torn], [2, 2])
    assert found["margin_min"][1] > found["margin_min"][0]
    assert found["margin_max"][1] == found["margin_max"][0]


def test_an_exact_tie_is_zero_and_the_most_uncertain() -> None:
    for values in class_uncertainty([[2.0, 2.0, -1.0], [2.0, 1.9, -1.0], [2.0, -5.0, -9.0]]).values():
        assert values[0] == 0
        assert (np.diff(values) < 0).all()


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e4, 1e30, 1e300])
def test_no_scale_of_scores_gives_nan_infinity_or_minus_zero(scale: float) -> None:
    logits = np.array([[1, 1], [1, 0], [-1, 0.5], [0, 0]]) * scale
    with np.errstate(all="raise", under="ignore"):
        measured = [
            class_uncertainty(logits),
            word_uncertainty(logits, [1, 3]),
            span_uncertainty(logits[:, 0], logits[:, 1], [2, 2], [1, 1]),
        ]
    for values in (values for measures in measured for values in measures.values()):
        assert np.isfinite(values).all()
        assert not np.signbit(values[values == 0]).any()


def test_nearly_equal_classes_keep_their_order() -> None:
    found = class_uncertainty([[0.0, 1e-12], [0.0, 2e-12]])["margin"]
    assert found[0] > found[1]


def test_a_single_class_is_certain() -> None:
    found = class_uncertainty([[3.0], [-8.0]])
    assert found["margin"].tolist() == [-1, -1]
    assert found["margin_log"].tolist() == [-SURE] * 2


def test_a_window_of_one_position_is_certain() -> None:
    found = span_uncertainty([-np.inf, 1.0], [-np.inf, 4.0], [2], [1])
    assert [float(found[name][0]) for name in SPAN_MEASURES] == [0, -2, -2 * SURE]


def test_a_window_that_says_no_answer_is_not_a_sure_one() -> None:
    torn, none = [-9.0, 1.0, 0.0], [9.0, 6.0, 0.0]
    for name in ("span", "margin"):
        alone, both, sure = (
            float(span_uncertainty(scores, scores, [3] * (len(scores) // 3), [len(scores) // 3])[name][0])
            for scores in (torn, torn + none, [-9.0, 6.0, 0.0])
        )
        assert sure < alone == both


def test_a_masked_class_counts_as_impossible() -> None:
    found = class_uncertainty([[1.0, -np.inf], [1.0, 0.0]])
    assert found["margin"][0] == -1
    assert np.isfinite(found["margin_log"]).all()


def test_a_row_without_words_is_certain_and_shifts_no_other_row() -> None:
    logits = GENERATOR.normal(size=(3, 4))
    found = word_uncertainty(logits, [0, 2, 0, 1, 0])
    dense = word_uncertainty(logits, [2, 1])
    for name, values in found.items():
        assert values[[1, 3]].tolist() == dense[name].tolist()
        assert (values[[0, 2, 4]] <= values.min()).all() or name == "mnlp"
    assert found["mnlp"][[0, 2, 4]].tolist() == [0, 0, 0]


def test_no_rows_give_no_values() -> None:
    assert class_uncertainty(np.empty((0, 3)))["margin"].shape == (0,)
    assert word_uncertainty(np.empty((0, 3)), [])["mnlp"].shape == (0,)
    assert span_uncertainty([], [], [], [])["span"].shape == (0,)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_scores_that_are_no_numbers_are_refused(broken: float) -> None:
    with pytest.raises(InputError, match="line 1"):
        class_uncertainty([[0.0, 1.0], [broken, 1.0]])


def test_lengths_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InputError, match="3 words, got 2"):
        word_uncertainty(np.zeros((3, 2)), [1, 1])
    with pytest.raises(InputError, match="2 windows, got 3"):
        span_uncertainty(np.zeros(4), np.zeros(4), [2, 2], [3])
