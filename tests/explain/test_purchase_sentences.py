"""What labels bought, in words: clear where the interval excludes 0, open where it does not."""

from dataclasses import replace

from demux_core.analysis.purchase import Difference, Purchase
from demux_core.explain.purchase_sentences import (
    is_gain,
    over_random_sentence,
    over_start_sentence,
    verdict,
)

CLEAR = Purchase(
    "f1", "cover", 10, 22.3, Difference(-0.7, -5, 4), Difference(4, -2, 10), Difference(4.7, 0.4, 9.6)
)
OPEN = replace(CLEAR, over_random=Difference(4.7, -0.4, 9.6), chosen=Difference(4, 1, 7))
WORSE = replace(CLEAR, over_random=Difference(-4.7, -9.6, -0.4))


def test_labels_are_compared_with_none_first() -> None:
    assert (
        over_start_sentence(OPEN, "F1")
        == "10 chosen labels clearly raise F1 from 22.3 to 26.3 (+4.0 points, 95% interval +1.0 to +7.0)."
    )
    assert over_start_sentence(CLEAR, "F1") == (
        "10 chosen labels reach F1 26.3, none 22.3: too little to tell (+4.0 points, 95% interval −2.0 to "
        "+10.0)."
    )


def test_a_clear_difference_from_random_labels_is_stated_with_its_interval() -> None:
    gain = "(+4.7 points, 95% interval +0.4 to +9.6)"
    assert over_random_sentence(CLEAR) == (
        f"As many random ones reach 21.6; the chosen ones are clearly above {gain}."
    )
    assert "clearly below (−4.7 points" in over_random_sentence(WORSE)


def test_what_cannot_be_told_is_said() -> None:
    assert "cannot be told yet (+4.7 points, 95% interval −0.4 to +9.6)" in over_random_sentence(OPEN)


def test_a_card_has_the_verdict_in_a_few_words() -> None:
    assert verdict(CLEAR) == "10 chosen labels: 4.7 points above random ones"
    assert verdict(WORSE) == "10 chosen labels: 4.7 points below random ones"
    assert verdict(OPEN) == "10 chosen labels: no clear difference from random ones"
    assert [is_gain(each) for each in (CLEAR, OPEN, WORSE)] == [True, False, False]
