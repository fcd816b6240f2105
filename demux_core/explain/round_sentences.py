"""An annotated round in a few sentences: what it changed, and whether to go on."""

from dataclasses import dataclass

from demux_core.analysis.forecast import Estimate, Forecast, NoForecast
from demux_core.analysis.intervals import is_significant
from demux_core.base.plurals import counted
from demux_core.explain.forecast_sentences import advice_sentence
from demux_core.explain.metric_names import metric_name
from demux_core.explain.number_format import format_interval, format_points


@dataclass(frozen=True)
class RoundChange:
    """What a round changed, compared with the model before it.

    Args:
        number: of the round.
        labels: number of labels that it trained on.
        new: those that the model before had not seen.
        metric: the main metric; empty without a test.
        score: None without a test.
        gain: the score minus that of the model before, with its interval over test rows; None if unknown.
        rows: of the test; 0 if unknown.
        interval: 95% interval of the score over test rows, low and high; None if unknown.
        agreement: score of the model before on the new labels; None if unknown.
        more_certain: number of target texts about which the model is more certain than before; None if
            unknown.
        sample: number of target texts.
        covered: how many of these have a labelled text near, before and after; None if unknown.
        outlook: how the curve of the rounds is expected to go on.
    """

    number: int
    labels: int
    new: int
    metric: str = ""
    score: float | None = None
    gain: Estimate | None = None
    rows: int = 0
    interval: tuple[float, float] | None = None
    agreement: float | None = None
    more_certain: int | None = None
    sample: int = 0
    covered: tuple[int, int] | None = None
    outlook: Forecast | NoForecast | None = None


def round_sentences(change: RoundChange) -> list[str]:
    """Return the round as sentences: its score, what else changed, and the advice."""
    told = [_score(change), _model(change), _coverage(change), advice(change)]
    return [sentence for sentence in told if sentence]


def advice(change: RoundChange) -> str:
    """Return whether to go on; where nothing can be forecast, why."""
    if change.outlook is None:
        return "Add a test to see when to stop." if change.score is None else ""
    if isinstance(change.outlook, NoForecast):
        return f"When to stop is not known yet. {change.outlook.reason}"
    return advice_sentence(change.outlook)


def _score(change: RoundChange) -> str:
    trained = f"Round {change.number:,} trained on {counted(change.labels, 'label')}"
    if change.score is None:
        return f"{trained}. {_agreement(change)}"
    metric = metric_name(change.metric).phrase
    told = f"{trained}: {metric} {change.score:.1f}{_certainty(change)}"
    if change.gain is None:
        return f"{told}."
    gain = change.gain
    told += f", {format_points(gain.value, '+')} compared with the model before"
    if gain.low == gain.high:  # without the scores of rows there is no interval
        return f"{told}."
    clear = "" if is_significant(gain.low, gain.high) else "; this may be chance"
    return f"{told} (95% interval {format_interval(gain.low, gain.high)}){clear}."


def _certainty(change: RoundChange) -> str:
    """How far other test rows would move the score, and how many there are."""
    if not change.rows or change.interval is None:
        return ""
    low, high = change.interval
    return f" (95% interval {low:.1f} to {high:.1f}, {counted(change.rows, 'test row')})"


def _agreement(change: RoundChange) -> str:
    if change.agreement is None:
        return "There is no test to score it on."
    return (
        f"There is no test; on the {counted(change.new, 'new label')} the model before reached "
        f"{change.agreement:.0f}. That is no test score: chosen texts can be harder than others."
    )


def _model(change: RoundChange) -> str:
    if change.more_certain is None:
        return ""
    sample = counted(change.sample, "target text")
    return f"The model is more certain than before about {change.more_certain:,} of {sample}."


def _coverage(change: RoundChange) -> str:
    if change.covered is None:
        return ""
    before, after = change.covered
    sample = counted(change.sample, "target text")
    return f"{after:,} of {sample} have a labelled text near ({before:,} before)."
