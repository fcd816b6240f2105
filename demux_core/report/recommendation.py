"""Which strategy to follow and why, or that none is shown to be better than choosing at random."""

from collections.abc import Mapping, Sequence

from demux_core.analysis.intervals import is_significant
from demux_core.report import answers, unknown_gain
from demux_core.report.answers import Recommendation
from demux_core.report.comparisons import Row, from_random
from demux_core.report.evidence import NO_EXPERIMENT, NoEvidence
from demux_core.report.published_wins import published_share, published_wins
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import can_be_recommended, strategy_title

Refusals = Mapping[str, str | None]  # strategy -> why it cannot choose from the pool, None where it can


def recommend(
    reading: ExperimentReading | None,
    refusals: Refusals,
    budget: int,
    missing: NoEvidence = NO_EXPERIMENT,
) -> Recommendation:
    """Say which strategy to follow at ``budget``.

    Args:
        reading: the experiment, if there is one.
        refusals: why a strategy cannot choose from the project's pool, None where it can.
        budget: number of texts to label.
        missing: why there is no experiment, where that is so.
    """
    able = [name for name, reason in refusals.items() if reason is None]
    if reading is None:
        return _unmeasured(able, budget, missing)
    return answers.of_learner(_measured(reading, refusals, able, budget), reading)


def _measured(
    reading: ExperimentReading, refusals: Refusals, able: Sequence[str], budget: int
) -> Recommendation:
    tried = {name: mean for name, mean in reading.means.items() if can_be_recommended(name)}
    best = _best(tried)
    followed = _best({name: mean for name, mean in tried.items() if name in able} or {RANDOM: 0})
    start = reading.means.get(EN_FT)
    if start is not None and tried[best] <= start:
        return answers.no_gain(reading, best, followed)
    if reading.against_random.empty:
        return unknown_gain.no_baseline(reading, list(tried), best, followed)
    return _compared(reading, refusals, able, budget)


def _compared(
    reading: ExperimentReading, refusals: Refusals, able: Sequence[str], budget: int
) -> Recommendation:
    rows = reading.against_random.to_dict("records")
    winners = [row for row in rows if row["delta"] > 0 and is_significant(row["low"], row["high"])]
    if rows[0]["delta"] <= 0:
        return answers.choose_at_random(reading, rows, budget)
    best = (winners or rows)[0]
    refusal = "" if best["strategy"] in able else _refusal(best, refusals)
    if not winners:
        return answers.unclear(reading, best, refusal)
    if able_winners := [row for row in winners if row["strategy"] in able]:
        return answers.clear(reading, able_winners[0], refusal, budget)
    return answers.unable(reading, best, refusal, budget)


def _unmeasured(able: Sequence[str], budget: int, missing: NoEvidence) -> Recommendation:
    shares = {name: published_share(name) for name in published_wins() if name in able}
    best = max(shares, key=shares.__getitem__, default=RANDOM)
    return unknown_gain.unmeasured(best, shares.get(best, 0) > 0.5, budget, missing)


def _best(means: Mapping[str, float]) -> str:
    return max(means, key=lambda name: (means[name], name == RANDOM))


def _refusal(row: Row, refusals: Refusals) -> str:
    reason = refusals.get(row["strategy"]) or "this product does not include it"
    why = reason.split("; ")[0]  # the report lists remedies with all strategies that cannot choose
    title = strategy_title(row["strategy"])
    return f"{title} scored {from_random(row)}, but cannot be used in this project: {why}."
