"""Where choosing texts paid and where it did not, from the measurements that ship with the product."""

from dataclasses import dataclass

from demux_core.analysis.curves import curve, deltas
from demux_core.analysis.intervals import is_significant
from demux_core.analysis.overall_gains import OverallGain, overall_gain
from demux_core.analysis.published_tables import published_results
from demux_core.explain.number_format import format_interval, format_points
from demux_core.strategies import RANDOM
from demux_core.strategies.display import strategy_title

_STRATEGY = "knn_uncertainty"  # the paper's best; on tagging another gains more
_BUDGET = 50
_PUBLISHED_BUDGET = 100


@dataclass(frozen=True)
class Payoff:
    """One measurement in plain words.

    Args:
        title: what it is about.
        text: what was measured.
        pays: whether the chosen texts are clearly above random ones.
    """

    title: str
    text: str
    pays: bool


def payoffs() -> list[Payoff]:
    """Return where choosing paid, the clearest gains first, and where it did not."""
    found = [
        _published(),
        _measured("Marking words", ("pos", "ner"), "parts of speech and names", "token_uncertainty"),
        _measured("Sorting texts by topic", ("topic",), "topics", _STRATEGY),
    ]
    return sorted(found, key=lambda payoff: not payoff.pays)


def _published() -> Payoff:
    runs = published_results()
    runs = runs[(runs["experiment"] == "low_budget") & (runs["dataset"] == "panx")]
    scores = curve(runs).set_index(["strategy", "budget"])["mean"]
    reached, random = (float(scores[name, _PUBLISHED_BUDGET]) for name in (_STRATEGY, RANDOM))
    apart = deltas(runs, [RANDOM])
    here = (apart["strategy"] == _STRATEGY) & (apart["budget"] == _PUBLISHED_BUDGET)
    delta, low, high, seeds = apart.loc[here, ["delta", "low", "high", "n"]].to_numpy()[0].tolist()
    difference = (
        f"difference {format_points(delta, '+')}, 95% interval {format_interval(low, high)}, "
        f"{seeds:.0f} seeds"
    )
    return Payoff(
        "Finding names in Urdu: the paper's runs",
        f"{_PUBLISHED_BUDGET} labels chosen by {strategy_title(_STRATEGY)} reach F1 "
        f"{format_points(reached)}, random ones {format_points(random)} ({difference}).",
        low > 0,
    )


def _measured(title: str, corpora: tuple[str, ...], subject: str, strategy: str) -> Payoff:
    gain = overall_gain(corpora, strategy, _BUDGET)
    chosen = f"{_BUDGET} texts by {strategy_title(strategy)}"
    return Payoff(title, f"{chosen}, {subject}: {_verdict(gain)}", gain.low > 0)


def _verdict(gain: OverallGain) -> str:
    interval = f"95% interval {format_interval(gain.low, gain.high)}"
    if not is_significant(gain.low, gain.high):
        return (
            f"over {gain.targets} target languages, chosen labels are not clearly better than random ones "
            f"({format_points(gain.mean, '+')} points, {interval})."
        )
    side = "above" if gain.mean > 0 else "below"
    return (
        f"chosen labels are {format_points(abs(gain.mean))} points {side} random ones on average "
        f"({interval}), above them in {gain.won:.0%} of {gain.targets} target languages."
    )
