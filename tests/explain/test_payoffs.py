"""Where choosing paid and where not: what the shipped measurements say, the gains first."""

from demux_core.analysis.expected_gain import Expectation
from demux_core.explain.advice_sentences import gain_sentence
from demux_core.explain.payoffs import payoffs


def test_gains_come_first_and_a_level_result_is_said_as_plainly() -> None:
    found = payoffs()
    assert [payoff.pays for payoff in found] == [True, True, False]
    published, words, topics = (payoff.text for payoff in found)
    assert "reach F1 80.5, random ones 70.3" in published
    assert "TOKEN-UNCERTAINTY" in words
    assert "above them in 93% of 59 target languages" in words
    assert "not clearly better than random ones" in topics


def test_what_is_not_known_is_not_expected() -> None:
    assert gain_sentence("cover", None, None) == ""
    assert gain_sentence("random", Expectation(0, 0, 0, 12), None) == ""
    expected = gain_sentence("cover", Expectation(1.25, -1, 3.5, 12), 40)
    assert "gained +1.2 points over random texts" in expected
    assert "expect −1.0 to +3.5" in expected
    assert "40 more labels" in expected
