"""The answers of a report: what to label, and what speaks for it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from demux_core.analysis.decision import Decision
from demux_core.base.plurals import counted
from demux_core.experiments.plan import PROBE
from demux_core.explain import decision_sentences
from demux_core.explain.learner_sentences import model_phrase, probe_sentence, scores_of_learner
from demux_core.report.comparisons import score
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import strategy_title

Kind = Literal[
    "clear", "chosen", "unclear", "unable", "random", "no_gain", "unclear_gain", "no_baseline", "unmeasured"
]


@dataclass(frozen=True)
class Recommendation:
    """The answer.

    Args:
        kind: ``clear`` (choosing pays), ``chosen`` (only chosen labels are shown to pay), ``unclear``
            (whether choosing pays cannot be told), ``unable`` (it pays, but not with a strategy that can
            choose here), ``random`` (it does not pay), ``no_gain`` (labels did not help at
            all), ``unclear_gain`` (that they help is not shown), ``no_baseline`` (nothing to compare with),
            ``unmeasured``.
        strategy: whose points to label; it can choose here.
        headline: what to label, in one sentence.
        expect: what the labels lead to.
        at_random: what as many random texts would do.
        decision: what the curves say; None where nothing was measured.
    """

    kind: Kind
    strategy: str
    headline: str
    expect: tuple[str, ...]
    at_random: tuple[str, ...]
    decision: Decision | None = None


def texts_of(strategy: str, budget: int) -> str:
    """Return what to label: ``20 texts that COVER chooses``."""
    how = "drawn at random" if strategy == RANDOM else f"that {strategy_title(strategy)} chooses"
    return f"{counted(budget, 'text')} {how}"


def headline(kind: Kind, strategy: str, budget: int, learner: str) -> str:
    """Return the answer where choosing was compared with drawing at random, in one sentence."""
    label = f"Label {texts_of(strategy, budget)}"
    probed = " (measured with a linear probe)" if learner == PROBE else ""
    if kind == "no_gain":
        return f"Do not pay for labels yet: they did not improve {model_phrase(learner)}."
    if kind == "unclear_gain":
        return f"Do not pay for more labels yet: that they improve {model_phrase(learner)} is not shown."
    if kind == "chosen":
        return f"{label}: labels of texts drawn at random are not shown to pay{probed}."
    if kind == "unclear":
        return f"{label}: that choosing pays is not shown{probed}."
    if kind == "no_baseline":
        return f"{label}; whether choosing pays is not known{probed}."
    return f"{label}{probed}."


def expect_sentences(reading: ExperimentReading, found: Decision) -> tuple[str, ...]:
    """Say what the labels lead to, and how far these scores can be relied on."""
    reliance = decision_sentences.head_sentence(reading.learner, reading.task, reading.metric)
    if not reliance:
        reliance = scores_of_learner(reading.learner)
        reliance += f" {probe_sentence(reading.task, reading.metric)}" if reading.learner == PROBE else ""
    return (
        decision_sentences.labels_sentence(found, reading.metric),
        decision_sentences.expected_sentence(found, reading.drawn, reading.metric),
        reliance,
    )


def no_gain_sentence(reading: ExperimentReading, best: str) -> str:
    """Say how far labels fell short of the starting model."""
    means = reading.means
    other = ""
    if reading.learner == PROBE:
        other = ", or fine-tuning,"
    elif not reading.setup.manifest.get("replay"):
        other = ", or training with replay (English texts mixed in),"
    return (
        f"Trained on English alone, {model_phrase(reading.learner)} reached {score(reading, means[EN_FT])}; "
        f"with {reading.budget:,} labels and the best choice of texts ({strategy_title(best)}), "
        f"{score(reading, means[best])}. A larger budget{other} may change this."
    )


def no_baseline_sentences(reading: ExperimentReading, found: Decision) -> tuple[str, ...]:
    """Say why the texts cannot be compared with random ones, and what to do about it."""
    if reading.annotated:
        return (
            f"Not known: the rounds of annotation ({reading.budget:,} labels given by people) have no random "
            "texts to compare with.",
            "To find out, run an experiment that includes RANDOM on a pool that already has labels (Curves "
            "page).",
        )
    missing = "more strategies" if RANDOM in reading.means else "RANDOM"
    return (
        decision_sentences.choosing_sentence(found),
        f"To find out, continue the experiment and add {missing}.",
    )


def unable_sentence(strategy: str, refusals: Mapping[str, str | None]) -> str:
    """Say why a strategy that did better cannot be followed."""
    reason = refusals.get(strategy) or "this product does not include it"
    why = reason.split("; ")[0]  # the report lists remedies with all strategies that cannot choose
    return f"{strategy_title(strategy)} cannot be used in this project: {why}."
