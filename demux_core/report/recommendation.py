"""Which strategy to follow and why; where none is shown to be better than drawing at random, that is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import isnan
from typing import Any, Literal

from demux_core.analysis.intervals import is_significant
from demux_core.analysis.published_tables import PUBLISHED
from demux_core.experiments.results_table import load_results
from demux_core.explain.number_format import format_interval, format_points
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import can_be_recommended, is_ceiling, strategy_title

Reasons = Mapping[str, str | None]
Kind = Literal["clear", "unclear", "unable", "random", "no_gain", "no_baseline", "unmeasured"]
HOW_TO_MEASURE = (
    "To measure it here: give the project a pool with labels, labelled English texts and a labelled test of "
    "the target language (Data page), then start an experiment with RANDOM among its strategies (Curves "
    "page)."
)


@dataclass(frozen=True)
class Unmeasured:
    """Why a report rests on no measurement, as the beginning of a sentence, and what to do about it."""

    why: str
    remedy: str


NO_EXPERIMENT = Unmeasured("This project has no experiment yet", HOW_TO_MEASURE)


@dataclass(frozen=True)
class Recommendation:
    """The answer.

    Args:
        kind: ``clear`` (a strategy beats RANDOM), ``unclear``, ``unable`` (what beats RANDOM cannot choose
            here), ``random`` (none is above RANDOM), ``no_gain`` (labelling has not helped at all),
            ``no_baseline`` (RANDOM was not run), ``unmeasured``.
        strategy: whose points to label; it can choose here.
        headline: the answer in one sentence.
        because: the number behind it, in one sentence.
        reasons: what else speaks for and against it.
    """

    kind: Kind
    strategy: str
    headline: str
    because: str
    reasons: tuple[str, ...] = ()


def recommend(
    measured: ExperimentReading | None, cannot: Reasons, budget: int, lack: Unmeasured = NO_EXPERIMENT
) -> Recommendation:
    """Say which strategy to follow at ``budget``.

    Args:
        measured: the experiment, if there is one.
        cannot: why a strategy cannot choose from the project's pool, None where it can.
        budget: number of texts to label.
        lack: why there is nothing measured, where that is so.
    """
    able = [name for name, reason in cannot.items() if reason is None]
    if measured is None:
        return _unmeasured(able, budget, lack)
    tried = {name: score for name, score in measured.means.items() if can_be_recommended(name)}
    best = _best(tried)
    followed = _best({name: score for name, score in tried.items() if name in able} or {RANDOM: 0})
    start = measured.means.get(EN_FT)
    if start is not None and tried[best] <= start:
        return replace(_no_gain(measured, best, tried[best], start), strategy=followed)
    if measured.against.empty:
        return replace(_no_baseline(measured, best, tried), strategy=followed)
    rows = measured.against.to_dict("records")
    clear = [row for row in rows if row["delta"] > 0 and is_significant(row["low"], row["high"])]
    if rows[0]["delta"] <= 0:
        return _random(measured, rows, budget)
    winner = (clear or rows)[0]
    refusal = "" if winner["strategy"] in able else _refusal(winner, cannot)
    if not clear:
        return _unclear(measured, winner, refusal)
    if found := [row for row in clear if row["strategy"] in able]:
        return _clear(measured, found[0], refusal, budget)
    return _unable(measured, winner, refusal, budget)


@cache
def published_wins() -> dict[str, tuple[int, int]]:
    """The paper's published runs at small budgets: strategy -> won, of how many comparisons with RANDOM."""
    runs = load_results(PUBLISHED / "runs.csv")
    runs = runs[runs["experiment"] == "low_budget"]
    cells = ["dataset", "target_language", "budget"]
    wide = runs.pivot_table(index=cells, columns="strategy", values="score", aggfunc="mean")
    apart = wide.drop(columns=[RANDOM, *(name for name in wide if is_ceiling(str(name)))]).sub(
        wide[RANDOM], axis=0
    )
    return {str(name): (int((apart[name] > 0).sum()), int(apart[name].count())) for name in apart}


def comparisons(measured: ExperimentReading) -> list[str]:
    """How every strategy fared against RANDOM, a sentence each, the best first."""
    sentences = []
    for row in measured.against.to_dict("records"):
        sure = "clearly so" if is_significant(row["low"], row["high"]) else "not clearly"
        title = strategy_title(row["strategy"])
        sentences.append(f"{title} ended {_from_random(row)}, {sure} ({interval(row)}).")
    return sentences


def interval(row: dict[Any, Any]) -> str:
    """The 95 % interval of a difference in words."""
    if isnan(row["low"]):
        return "one seed, so there is no interval"
    return f"95 % interval {format_interval(row['low'], row['high'])}"


def _from_random(row: dict[Any, Any]) -> str:
    delta = row["delta"]
    return f"{format_points(abs(delta))} points {'above' if delta > 0 else 'below'} texts drawn at random"


def _best(scores: Mapping[str, float]) -> str:
    return max(scores, key=lambda name: (scores[name], name == RANDOM))


def _refusal(row: dict[Any, Any], cannot: Reasons) -> str:
    reason = cannot.get(row["strategy"]) or "it is none of the strategies here"
    why = reason.split("; ")[0]  # the remedy stands where the report lists all that cannot choose
    return f"{strategy_title(row['strategy'])} ended {_from_random(row)}, but cannot choose here: {why}."


def _clear(measured: ExperimentReading, best: dict[Any, Any], refusal: str, budget: int) -> Recommendation:
    title = strategy_title(best["strategy"])
    means = measured.means
    return Recommendation(
        "clear",
        best["strategy"],
        f"Label the {budget:,} texts that {title} chooses.",
        f"In the experiment with {measured.at:,} labels, they made the model reach "
        f"{_score(measured, means[best['strategy']])} instead of {_score(measured, means[RANDOM])} with "
        f"texts drawn at random: {format_points(best['delta'])} points more ({interval(best)})."
        f"{refusal and f' {refusal}'}",
        (_over_budgets(measured, best["strategy"]),),
    )


def _unable(measured: ExperimentReading, winner: dict[Any, Any], refusal: str, budget: int) -> Recommendation:
    title = strategy_title(winner["strategy"])
    return Recommendation(
        "unable",
        RANDOM,
        f"Draw the {budget:,} texts at random: {title}, which did better, cannot choose here.",
        f"With {measured.at:,} labels, {refusal}",
        (_over_budgets(measured, winner["strategy"]),),
    )


def _unclear(measured: ExperimentReading, best: dict[Any, Any], refusal: str) -> Recommendation:
    title = strategy_title(best["strategy"])
    doubt = "with one seed nobody can tell" if isnan(best["low"]) else "which may be chance"
    return Recommendation(
        "unclear",
        RANDOM,
        "There is no clear winner: drawing texts at random is as safe a choice as any.",
        f"With {measured.at:,} labels the best strategy, {title}, ended {_from_random(best)}, {doubt} "
        f"({interval(best)}).",
        (
            refusal
            or f"Following {title} costs no more labels than drawing at random, so it may be followed; the "
            f"report cannot promise that it pays.",
            _over_budgets(measured, best["strategy"]),
            "More seeds and a larger test would narrow the interval.",
        ),
    )


def _random(measured: ExperimentReading, rows: Sequence[dict[Any, Any]], budget: int) -> Recommendation:
    best = rows[0]
    count = "The one strategy" if len(rows) == 1 else f"None of the {len(rows)} strategies"
    verb = "tried did not do better" if len(rows) == 1 else "tried did better"
    return Recommendation(
        "random",
        RANDOM,
        f"Draw the {budget:,} texts at random.",
        f"{count} {verb} than texts drawn at random, which reached "
        f"{_score(measured, measured.means[RANDOM])} with {measured.at:,} labels; the next best, "
        f"{strategy_title(best['strategy'])}, ended {_from_random(best)} ({interval(best)}).",
        (_over_budgets(measured, best["strategy"]),),
    )


def _no_gain(measured: ExperimentReading, best: str, score: float, start: float) -> Recommendation:
    return Recommendation(
        "no_gain",
        best,
        f"With {measured.at:,} labels, labelling has not made the model better.",
        f"The model that has seen labelled English only reached {_score(measured, start)}; after the best "
        f"choice of texts ({strategy_title(best)}) it reached {_score(measured, score)}.",
        (
            "A larger budget, or training with replay (English texts mixed in), may change this: measure "
            "before money is spent on labels.",
        ),
    )


def _no_baseline(measured: ExperimentReading, best: str, tried: dict[str, float]) -> Recommendation:
    unknown = "Whether choosing texts pays is not known"
    if measured.annotated:
        start = measured.means.get(EN_FT)
        before = "" if start is None else f"; before any, it was {_score(measured, start)}"
        return Recommendation(
            "no_baseline",
            best,
            f"{unknown}: no round of annotation had texts drawn at random beside it.",
            f"After {measured.at:,} labels that people gave, the model reached "
            f"{_score(measured, tried[best])}{before}.",
            (
                "Other texts may have done as much. An experiment tells, with RANDOM among its strategies, "
                "on a pool that has labels already (Curves page).",
            ),
        )
    lacking, remedy = (
        (f"with {measured.at:,} labels nothing is finished beside RANDOM", "more strategies")
        if RANDOM in tried
        else ("the experiment has not drawn any at random", "RANDOM")
    )
    return Recommendation(
        "no_baseline",
        best,
        f"{unknown}: {lacking}.",
        f"With {measured.at:,} labels, {strategy_title(best)} reached {_score(measured, tried[best])}, the "
        f"best of {len(tried)} tried; go on with the experiment and add {remedy}.",
    )


def _unmeasured(able: Sequence[str], budget: int, lack: Unmeasured) -> Recommendation:
    shares = {name: won / of for name, (won, of) in published_wins().items() if name in able}
    best = max(shares, key=lambda name: shares[name], default=RANDOM)
    if shares.get(best, 0) <= 0.5:
        told = f" In published results, {_published(best)}." if best != RANDOM else ""
        return Recommendation(
            "unmeasured",
            RANDOM,
            f"Draw the {budget:,} texts at random until an experiment shows something better.",
            f"{lack.why}, and no strategy that can choose here has done better than chance elsewhere.{told}",
            (lack.remedy,),
        )
    return Recommendation(
        "unmeasured",
        best,
        f"Begin with the {budget:,} texts that {strategy_title(best)} chooses; whether they pay here, this "
        f"report cannot say.",
        f"{lack.why}, so the choice rests on published results alone: there {_published(best)}.",
        (
            "Those results are of other tasks, languages and larger models (Khanuja et al., NAACL 2024).",
            lack.remedy,
        ),
    )


def _published(name: str) -> str:
    won, of = published_wins()[name]
    return f"{strategy_title(name)} was better than drawing at random in {won} of {of} comparisons"


def _over_budgets(measured: ExperimentReading, name: str) -> str:
    table = measured.numbers[measured.numbers["strategy"] == name].dropna(subset=f"vs_{RANDOM}")
    above = int((table[f"vs_{RANDOM}"] > 0).sum())
    if len(table) == 1:
        return f"Only one budget was measured: {measured.at:,} labels."
    return (
        f"Over all {len(table)} budgets measured ({table['budget'].min():,} to {table['budget'].max():,} "
        f"labels), {strategy_title(name)} was above RANDOM at {above}."
    )


def _score(measured: ExperimentReading, value: float) -> str:
    if measured.metric == "accuracy":
        return f"{value:.1f} % right"
    return f"{value:.1f} ({measured.metric_name}, of 100)"
