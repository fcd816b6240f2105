"""The answers of a report where strategies are compared with RANDOM, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from demux_core.experiments.plan import PROBE
from demux_core.explain.learner_sentences import model_phrase, probe_sentence, scores_of_learner
from demux_core.report.comparisons import Row, from_random, interval, score
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import strategy_title

Kind = Literal["clear", "unclear", "unable", "random", "no_gain", "no_baseline", "unmeasured"]


@dataclass(frozen=True)
class Recommendation:
    """The answer.

    Args:
        kind: ``clear`` (a strategy beats RANDOM), ``unclear``, ``unable`` (what beats RANDOM cannot choose
            here), ``random`` (no strategy is above RANDOM), ``no_gain`` (labels did not help at all),
            ``no_baseline`` (RANDOM was not run), ``unmeasured``.
        strategy: whose points to label; it can choose here.
        headline: the answer in one sentence.
        because: the numbers behind it, in one or two sentences.
        reasons: what else speaks for and against it.
    """

    kind: Kind
    strategy: str
    headline: str
    because: str
    reasons: tuple[str, ...] = ()


def of_learner(answer: Recommendation, reading: ExperimentReading) -> Recommendation:
    """Return the answer with the learner behind it; that of a linear probe is worded as one."""
    answer = replace(answer, reasons=(*answer.reasons, scores_of_learner(reading.learner)))
    if reading.learner != PROBE:
        return answer
    headline = answer.headline
    if model_phrase(PROBE) not in headline:
        headline = f"{headline.removesuffix('.')} (measured with a linear probe)."
    return replace(
        answer,
        headline=headline,
        because=f"{answer.because} {probe_sentence(reading.task)}",
    )


def clear(reading: ExperimentReading, best: Row, refusal: str, budget: int) -> Recommendation:
    """Answer where a strategy that can choose here clearly beats RANDOM.

    Args:
        reading: the experiment.
        best: the strategy's difference from RANDOM.
        refusal: a sentence on a better strategy that cannot choose here; empty where there is none.
        budget: number of texts to label.
    """
    name, means = best["strategy"], reading.means
    return Recommendation(
        "clear",
        name,
        f"Label the {budget:,} texts that {strategy_title(name)} chooses.",
        f"In the experiment, {reading.budget:,} labels brought {model_phrase(reading.learner)} to "
        f"{score(reading, means[name])} with texts chosen in this way and to "
        f"{score(reading, means[RANDOM])} with random texts. This puts {strategy_title(name)} "
        f"{from_random(best)} ({interval(best)}).{refusal and f' {refusal}'}",
        (_over_budgets(reading, name),),
    )


def unable(reading: ExperimentReading, best: Row, refusal: str, budget: int) -> Recommendation:
    """Answer where no strategy that clearly beats RANDOM can choose here; arguments as for ``clear``."""
    title = strategy_title(best["strategy"])
    return Recommendation(
        "unable",
        RANDOM,
        f"Choose the {budget:,} texts at random: {title} did better, but cannot be used in this project.",
        f"With {reading.budget:,} labels, {refusal}",
        (_over_budgets(reading, best["strategy"]),),
    )


def unclear(reading: ExperimentReading, best: Row, refusal: str) -> Recommendation:
    """Answer where the lead of the best strategy may be chance; arguments as for ``clear``."""
    title = strategy_title(best["strategy"])
    return Recommendation(
        "unclear",
        RANDOM,
        "No strategy is clearly better than choosing texts at random.",
        f"With {reading.budget:,} labels, the best strategy, {title}, scored {from_random(best)}, which may "
        f"be chance ({interval(best)}).",
        (
            refusal
            or f"{title} needs no more labels than choosing at random, so you can use it, but this report "
            f"cannot promise a gain.",
            _over_budgets(reading, best["strategy"]),
            "More seeds and a larger test set would narrow the interval.",
        ),
    )


def choose_at_random(reading: ExperimentReading, rows: Sequence[Row], budget: int) -> Recommendation:
    """Answer where no strategy is above RANDOM; ``rows`` are their differences from RANDOM, best first."""
    best = rows[0]
    tried = "The only strategy tried did not score"
    if len(rows) > 1:
        tried = f"None of the {len(rows)} strategies tried scored"
    return Recommendation(
        "random",
        RANDOM,
        f"Choose the {budget:,} texts at random.",
        f"{tried} above random texts, which reached {score(reading, reading.means[RANDOM])} with "
        f"{reading.budget:,} labels. {strategy_title(best['strategy'])} came closest: it scored "
        f"{from_random(best)} ({interval(best)}).",
        (_over_budgets(reading, best["strategy"]),),
    )


def no_gain(reading: ExperimentReading, best: str, followed: str) -> Recommendation:
    """Answer where labels did not help at all.

    Args:
        reading: the experiment.
        best: the strategy with the highest score.
        followed: the strategy whose points the report shows.
    """
    means = reading.means
    other = "fine-tuning" if reading.learner == PROBE else "training with replay (English texts mixed in)"
    return Recommendation(
        "no_gain",
        followed,
        f"In the experiment, {reading.budget:,} labels did not improve {model_phrase(reading.learner)}.",
        f"Trained on English alone, it reached {score(reading, means[EN_FT])}; with the best choice of texts "
        f"({strategy_title(best)}) it reached {score(reading, means[best])}.",
        (f"A larger budget, or {other}, may change this. Measure it before you pay for labels.",),
    )


def _over_budgets(reading: ExperimentReading, name: str) -> str:
    column = f"vs_{RANDOM}"
    rows = reading.curves[reading.curves["strategy"] == name].dropna(subset=column)
    if len(rows) == 1:
        return f"Only one budget was measured: {reading.budget:,} labels."
    above = int((rows[column] > 0).sum())
    share = {len(rows): "all", 0: "none of the"}.get(above, f"{above} of the")
    return (
        f"{strategy_title(name)} scored above random texts at {share} {len(rows)} budgets measured "
        f"({rows['budget'].min():,} to {rows['budget'].max():,} labels)."
    )
