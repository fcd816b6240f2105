import math

import pytest

from demux_core.analysis.agreement import agreement
from demux_core.explain.agreement_sentences import agreement_sentences


def test_two_annotators_agree_as_worked_out_by_hand() -> None:
    # Of 10 texts 8 are the same (po = 0.8); each says x for 5 of them (pe = 0.5): kappa = 0.6.
    pairs = ["xx"] * 4 + ["yy"] * 4 + ["xy", "yx"]
    found = agreement([{"asha": a, "bikram": b} for a, b in pairs])
    assert found is not None
    assert (found.decisions, found.same) == (10, pytest.approx(0.8))
    assert found.cohen == {("asha", "bikram"): (pytest.approx(0.6), 10)}
    # Krippendorff: 1 - observed / expected disagreement = 1 - 0.2 / (2 * 10 * 10 / (20 * 19)).
    assert found.alpha == pytest.approx(1 - 0.2 * 380 / 200)


def test_fleiss_takes_the_decisions_that_the_same_number_of_people_took() -> None:
    three = [dict(zip("abc", values, strict=True)) for values in ("xxx", "yyy", "xxy", "xyy")]
    found = agreement([*three, {"a": "x", "b": "y"}])
    assert found is not None
    assert found.fleiss_decisions == (4, 3)
    assert found.fleiss == pytest.approx((2 / 3 - 1 / 2) / (1 - 1 / 2))


def test_what_one_person_decided_alone_is_no_agreement() -> None:
    assert agreement([{"asha": "x"}, {"bikram": "x"}]) is None


def test_one_label_alone_has_no_coefficients() -> None:
    found = agreement([{"asha": "x", "bikram": "x"}] * 3)
    assert found is not None
    assert math.isnan(found.alpha)
    assert math.isnan(found.fleiss)
    assert agreement_sentences(found, "text") == [
        "2 annotators labelled 3 texts at least twice; 100% of pairs of answers agree.",
        "Kappa and alpha need at least two different labels.",
    ]


def test_agreement_is_told_in_words() -> None:
    found = agreement([{"asha": a, "bikram": b} for a, b in ["xx", "yy", "xy"]])
    assert found is not None
    assert agreement_sentences(found, "word") == [
        "2 annotators labelled 3 words at least twice; 67% of pairs of answers agree.",
        "Krippendorff's alpha is 0.44.",
        "Cohen's kappa: asha and bikram 0.40 (3 words).",
    ]
