from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from demux_core.analysis.decision import Decision, decide, usual_labels
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.analysis.labels_needed import Reading
from demux_core.explain.decision_sentences import (
    ceiling_sentence,
    choosing_sentence,
    head_sentence,
    labels_sentence,
    labels_text,
    saving_number,
)

BETTER = "Choosing does better than drawing at random"
UNKNOWN = Reading(nan, nan, nan)
SCORE, GAIN, SAME = Reading(54.2, 50.1, 58.3), Reading(10.9, 6, 15), Reading(384.6, 300, 520)


def found(
    score: Reading = SCORE,
    gain: Reading = GAIN,
    same: Reading = SAME,
    best: str | None = "cover",
    start: float = 43.3,
    drawn: str = "random",
    labels: int = 250,
) -> Decision:
    return Decision(labels, drawn, start, score, gain, best, same, compared=8, most=1000, seeds=10)


def test_labels_that_pay_are_said_with_both_scores() -> None:
    assert labels_sentence(found(), "accuracy") == (
        "Labels pay: the accuracy is 43% without labels and 54% (50 to 58) with 250 labels, drawn at random."
    )


def test_a_gain_that_may_be_none_cannot_be_told_and_a_loss_is_said() -> None:
    unclear = found(Reading(44.1, 40, 48), Reading(0.8, -3, 4.6), labels=10)
    assert labels_sentence(unclear, "f1") == (
        "Whether labels pay cannot be told: the F1 score is 43.3 without labels and 44.1 (40.0 to 48.0) with "
        "10 labels, drawn at random. The difference may be −3.0 to +4.6 points."
    )
    assert labels_sentence(found(gain=Reading(-3, -5, -1)), "f1").startswith("Labels do not pay here: ")
    assert "from one seed" in labels_sentence(found(gain=Reading(3, nan, nan)), "f1")
    assert "without labels it is not known" in labels_sentence(found(start=nan), "accuracy")


def test_choosing_is_said_in_random_texts_that_do_the_same() -> None:
    assert choosing_sentence(found()) == (
        "Choosing pays: 250 texts chosen by COVER are worth 385 random ones (300 to 520): 35% fewer labels "
        "(17 to 52)."
    )
    assert saving_number(found()) == "35%"


def test_what_random_never_reaches_is_more_than_was_measured() -> None:
    never = found(same=Reading(inf, 400, inf))
    assert choosing_sentence(never) == (
        "Choosing pays: 250 texts chosen by COVER are worth more than 1,000 random ones (400 to more than "
        "1,000): at least 75% fewer labels."
    )
    assert saving_number(never) == "at least 75%"
    at_the_end = found(same=Reading(inf, 1000.5, inf), labels=1000)
    assert choosing_sentence(at_the_end).endswith("how many labels it saves was not measured.")


def test_an_interval_that_holds_the_number_itself_cannot_be_told() -> None:
    unclear = found(same=Reading(310, 180, 520))
    assert choosing_sentence(unclear) == (
        "Whether choosing pays cannot be told: 250 texts chosen by COVER are worth 310 random ones, but it "
        "may be 180 to 520 (COVER is the best of 8 strategies)."
    )
    assert saving_number(unclear) == "unclear"
    assert choosing_sentence(found(same=Reading(100, 60, 200))).startswith("Choosing does not pay here: ")
    assert saving_number(found(same=Reading(100, 60, 200))) == "none"


def test_what_was_not_measured_is_said() -> None:
    assert "a strategy was not measured with 250 labels" in choosing_sentence(found(best=None, same=UNKNOWN))
    assert "RANDOM was not measured" in choosing_sentence(found(best=None, same=UNKNOWN, drawn="cover"))
    assert labels_text(UNKNOWN, 1000) == ""


def curve(*scores: float, budgets: tuple[int, ...] = (0, 10, 50, 250)) -> DrawnCurve:
    heights = np.array(scores, dtype=np.float64)
    return DrawnCurve(np.array(budgets, dtype=np.float64), heights, np.tile(heights, (10, 1)), 5)


def test_where_only_chosen_labels_are_shown_to_pay_that_is_said() -> None:
    chosen = {"chosen": Reading(32.5, 22.7, 43), "chosen_gain": Reading(10.2, 1.2, 19.3)}
    notices = replace(found(Reading(27, 17, 38), Reading(4.7, -2.6, 12.8), start=22.3, labels=50), **chosen)
    assert labels_sentence(notices, "f1") == (
        "Labels pay if they are chosen: the F1 score is 22 without labels and 32 (23 to 43) with 50 labels, "
        "chosen by COVER; random ones are not shown to: 27 (17 to 38)."
    )
    slots = replace(notices, gain=Reading(-4.5, -7.4, -1.6))
    assert "random ones lower it: 27" in labels_sentence(slots, "f1")


@pytest.mark.parametrize(
    ("lead", "chosen_low", "said"),
    [
        (
            Reading(6.4, 3.2, 9.5),
            -1.2,
            "Choosing does better than drawing at random, but not clearly above no labels: ",
        ),
        (Reading(6.4, 3.2, 9.5), 0.5, "Choosing does better than drawing at random: "),
        (Reading(2.0, -1.0, 5.0), -3.0, "Whether choosing pays cannot be told: "),
        (Reading(-6.4, -9.5, -3.2), -9.0, "Choosing does not pay here: "),
        (Reading(6.4, nan, nan), nan, "Whether choosing pays cannot be told from one seed: "),
    ],
)
def test_where_random_labels_lower_the_score_choosing_is_said_in_points(
    lead: Reading, chosen_low: float, said: str
) -> None:
    falling = replace(
        found(gain=Reading(-4.5, -7.4, -1.6)), lead=lead, chosen_gain=Reading(1.8, chosen_low, 5)
    )
    sentence = choosing_sentence(falling)
    assert sentence.startswith(f"{said}with 250 labels, COVER is {abs(lead.value)} points ")
    assert saving_number(falling) in {"–", "unclear", "none"}


def test_without_a_start_a_strategy_below_every_score_of_random_is_compared_in_points() -> None:
    curves = {"random": curve(44, 46, budgets=(10, 50)), "cover": curve(40, 43, budgets=(10, 50))}
    decision = decide(curves, 50)
    assert decision is not None
    assert decision.choosing_harms
    assert choosing_sentence(decision) == (
        "Choosing does not pay here: with 50 labels, COVER is 3.0 points below RANDOM (95% interval −3.0 to "
        "−3.0)."
    )
    assert saving_number(decision) == "none"


def test_a_control_that_does_more_says_that_languages_matter_more() -> None:
    above = replace(
        found(same=Reading(381, 192, 774)), control="nn_lang", control_same=Reading(573, 351, inf)
    )
    assert choosing_sentence(above).endswith(
        "Languages seem to matter more than texts here: 250 texts drawn at random within languages by the "
        "control NN-LANG are worth 573 random ones (351 to more than 1,000)."
    )


def test_controls_are_not_picked_but_seen() -> None:
    curves = {
        "random": curve(40, 42, 46, 50),
        "cover": curve(40, 43, 47, 52),
        "nn_lang": curve(40, 45, 49, 55),
    }
    decision = decide(curves, 50)
    assert decision is not None
    assert (decision.best, decision.compared, decision.control) == ("cover", 1, "nn_lang")
    assert decision.lead.value == pytest.approx(1)
    assert decision.chosen_gain.value == pytest.approx(7)


def test_the_best_strategy_is_the_one_with_the_highest_score() -> None:
    curves = {
        "random": curve(40, 42, 46, 50),
        "cover": curve(40, 46, 48, 52),
        "uncertainty": curve(40, 41, 42, 43),
        "gold": curve(40, 60, budgets=(0, 10)),
    }
    decision = decide(curves, 10)
    assert decision is not None
    assert (decision.best, decision.compared) == ("cover", 2)
    assert decision.same.value == pytest.approx(50)
    assert decision.saved.value == pytest.approx(0.8)
    assert decide(curves, 1000) is None
    assert usual_labels(curves) == 250


def test_a_ceiling_below_the_start_is_explained() -> None:
    curves = {"random": curve(43, 44, 46, 50), "gold": curve(43, 40, 42, 60)}
    assert ceiling_sentence(curves).startswith("Up to 50 labels, GOLD is below the start")
    assert ceiling_sentence({"gold": curve(43, 44, 46, 50)}) == ""


def test_a_probe_that_is_not_shown_to_predict_fine_tuning_says_what_it_is() -> None:
    assert head_sentence("probe", "sequence", "accuracy").startswith(
        "This is a linear head on a frozen model."
    )
    assert head_sentence("probe", "token", "f1").startswith("This is a linear head on a frozen model.")
    assert head_sentence("probe", "token", "accuracy") == ""
    assert head_sentence("fine_tune", "sequence", "accuracy") == ""
