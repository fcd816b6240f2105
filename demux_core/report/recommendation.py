"""Which texts to label and why, or that none are shown to be better than random ones."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from demux_core.analysis.decision import Decision, decide
from demux_core.analysis.intervals import is_significant
from demux_core.explain.advice_sentences import expectation_sentence
from demux_core.explain.decision_sentences import choosing_sentence
from demux_core.report import answers
from demux_core.report.answers import Recommendation
from demux_core.report.evidence import NoEvidence
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import can_be_recommended

Refusals = Mapping[str, str | None]  # strategy -> why it cannot choose from the pool, None where it can
Advice = Mapping[str, Any]  # ``preflight.Advice`` as JSON


def recommend(reading: ExperimentReading, refusals: Refusals, budget: int) -> Recommendation:
    """Say which texts to label, from an experiment.

    Args:
        reading: the experiment.
        refusals: why a strategy cannot choose from the project's pool, None where it can.
        budget: number of texts to label; where nothing is known of it, the budget of the reading counts.
    """
    able = {name for name, reason in refusals.items() if reason is None}
    found = _decision(reading, budget)
    if found is None:  # GOLD alone has been measured
        return _without_baseline(reading, able, budget, None)
    tried = {name: mean for name, mean in reading.means.items() if can_be_recommended(name)}
    best, start = max(tried, key=lambda name: tried[name]), reading.means.get(EN_FT)
    if start is not None and tried[best] <= start:
        followed = _best_of(tried, able)
        reason = answers.no_gain_sentence(reading, best)
        known = is_significant(found.gain.low, found.gain.high)
        given = _measured("no_gain" if known else "unclear_gain", followed, reading, found, budget)
        return replace(given, expect=(*given.expect, reason))
    if found.best is None:
        return _without_baseline(reading, able, budget, found)
    return _compared(reading, refusals, able, found, budget)


def expected(
    advice: Advice | None, able: Collection[str], budget: int, missing: NoEvidence
) -> Recommendation:
    """Say which texts to label where nothing was measured: what measured targets like this one suggest.

    Args:
        advice: of the preflight, if it was asked.
        able: strategies that can choose from the project's pool.
        budget: number of texts to label.
        missing: why nothing was measured.
    """
    strategy = RANDOM if advice is None or advice["strategy"] not in able else str(advice["strategy"])
    said: tuple[str, ...] = () if advice is None else (expectation_sentence(advice),)
    if advice is not None and advice["expected_gain"] is None:
        said = (*said, str(advice["reason"]))
    return Recommendation(
        "unmeasured",
        strategy,
        f"Start with {answers.texts_of(strategy, budget)}; nothing has been measured here.",
        (f"{missing.reason}, so the score is not known.", missing.remedy),
        said or ("Not known: the project was not compared with measured targets (Curves page).",),
    )


def _decision(reading: ExperimentReading, budget: int) -> Decision | None:
    """What the curves say at the budget, or else where strategies were compared."""
    asked = decide(reading.drawn, budget)
    if asked is not None and (asked.best is not None or reading.comparisons.empty):
        return asked
    return decide(reading.drawn, reading.budget) or asked


def _compared(
    reading: ExperimentReading, refusals: Refusals, able: Collection[str], found: Decision, budget: int
) -> Recommendation:
    assert found.best is not None
    shown = found.random_labels_pay or found.chosen_gain.low > 0
    if found.only_chosen_labels_pay and not found.choosing_pays and found.best in able:
        return _measured("chosen", found.best, reading, found, budget)
    if not found.choosing_pays:
        kind: answers.Kind = "random" if found.choosing_harms else "unclear"
        return _measured(kind, RANDOM, reading, found, budget)
    if not shown:
        return _measured("unclear_gain", found.best if found.best in able else RANDOM, reading, found, budget)
    if found.best in able:
        return _measured("clear", found.best, reading, found, budget)
    refusal = answers.unable_sentence(found.best, refusals)
    usable = decide({n: c for n, c in reading.drawn.items() if n in able}, found.labels)
    if usable is None or not usable.choosing_pays or usable.best is None:
        given = _measured("unable", RANDOM, reading, found, budget)
        return replace(given, at_random=(*given.at_random, refusal))
    given = _measured("clear", usable.best, reading, usable, budget)
    return replace(given, at_random=(*given.at_random, choosing_sentence(found), refusal))


def _measured(
    kind: answers.Kind, strategy: str, reading: ExperimentReading, found: Decision, budget: int
) -> Recommendation:
    return Recommendation(
        kind,
        strategy,
        answers.headline(kind, strategy, budget, reading.learner),
        answers.expect_sentences(reading, found),
        (choosing_sentence(found),),
        found,
    )


def _without_baseline(
    reading: ExperimentReading, able: Collection[str], budget: int, found: Decision | None
) -> Recommendation:
    tried = {name: mean for name, mean in reading.means.items() if can_be_recommended(name)}
    followed = _best_of(tried, able)
    if found is None:
        said = f"Not known: the experiment {reading.name} has only the ceiling so far."
        head = answers.headline("no_baseline", followed, budget, reading.learner)
        return Recommendation("no_baseline", followed, head, (said,), (said,))
    given = _measured("no_baseline", followed, reading, found, budget)
    return replace(given, at_random=answers.no_baseline_sentences(reading, found))


def _best_of(tried: Mapping[str, float], able: Collection[str]) -> str:
    usable = {name: mean for name, mean in tried.items() if name in able}
    return max(usable, key=lambda name: (usable[name], name == RANDOM), default=RANDOM)
