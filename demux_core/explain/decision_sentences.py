"""Whether labels pay and whether choosing them pays, in sentences that need no statistics to read."""

from collections.abc import Mapping
from math import isinf, isnan

from demux_core.analysis.decision import Decision
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.analysis.intervals import is_significant
from demux_core.analysis.labels_needed import Reading, score_for
from demux_core.base.plurals import counted
from demux_core.experiments.plan import PROBE
from demux_core.explain.learner_sentences import predicts_fine_tuning
from demux_core.explain.metric_names import MetricName, metric_name
from demux_core.explain.number_format import format_interval, format_points
from demux_core.strategies import RANDOM
from demux_core.strategies.display import is_ceiling, strategy_title

_CLOSE = 2.0  # points; smaller gains need a decimal


def labels_sentence(found: Decision, metric: str) -> str:
    """Say whether labels pay at all: the score without any and with some, drawn at random."""
    named = metric_name(metric)
    name, unit = named.phrase, named.unit
    digits = int(abs(found.gain.value) < _CLOSE)
    after = f"{score_text(found.score, digits, unit)} with {_labels(found.labels)}, {_how(found.drawn)}"
    if isnan(found.start):
        return f"The {name} is {after}; without labels it is not known."
    if found.only_chosen_labels_pay and found.best is not None:
        return _chosen_labels_sentence(found, found.best, named)
    scores = f"the {name} is {found.start:.{digits}f}{unit} without labels and {after}"
    if isnan(found.gain.low):
        return f"Whether labels pay cannot be told from one seed: {scores}."
    if is_significant(found.gain.low, found.gain.high):
        return f"Labels {'pay' if found.gain.value > 0 else 'do not pay here'}: {scores}."
    between = format_interval(found.gain.low, found.gain.high)
    return f"Whether labels pay cannot be told: {scores}. The difference may be {between} points."


def choosing_sentence(found: Decision) -> str:
    """Say whether choosing the texts pays, compared with drawing them at random."""
    if found.best is None:
        missing = "a strategy" if found.drawn == RANDOM else "RANDOM"
        return f"Whether choosing pays is not known: {missing} was not measured with {_labels(found.labels)}."
    title, n = strategy_title(found.best), found.labels
    if not found.in_random_labels:
        return _lead_sentence(found, title)
    does = f"{n:,} texts chosen by {title} are worth {_count(found.same.value, found.most)} random ones"
    if isnan(found.same.low):
        return f"Whether choosing pays cannot be told from one seed: {does}."
    control = _control_sentence(found)
    if found.choosing_pays:
        return f"Choosing pays: {does}{_interval(found.same, found.most)}: {_fewer(found)}.{control}"
    among = f"the best of {found.compared} strategies" if found.compared > 1 else "the only strategy compared"
    if found.choosing_harms:
        interval = _interval(found.same, found.most)
        return f"Choosing does not pay here: {does}{interval}; {title} is {among}.{control}"
    return (
        f"Whether choosing pays cannot be told: {does}, but it may be "
        f"{_range(found.same, found.most)} ({title} is {among}).{control}"
    )


def expected_sentence(found: Decision, curves: Mapping[str, DrawnCurve], metric: str) -> str:
    """Say which score a number of labels leads to, drawn at random and chosen by the best strategy.

    Args:
        found: the decision at that number.
        curves: ``drawn_curves.drawn_curves``.
        metric: name of the score.
    """
    unit = metric_name(metric).unit
    parts = [f"{score_text(found.score, 1, unit)} {_how(found.drawn)}"]
    if found.best is not None:
        parts.append(f"{score_text(score_for(curves[found.best], found.labels), 1, unit)} {_how(found.best)}")
    return f"With {_labels(found.labels)}, expect {', '.join(parts)}."


def saving_number(found: Decision) -> str:
    """The share of labels that choosing saves: ``35%``, ``none``, ``unclear``; ``–`` where there is none."""
    if found.best is None or not found.choosing_pays:
        return "none" if found.choosing_harms else "unclear"
    if not found.in_random_labels:
        return "–"
    return f"{'at least ' * isinf(found.same.value)}{_percent(found)}%"


def score_text(score: Reading, digits: int = 1, unit: str = "") -> str:
    """A score with its interval, ``54% (50 to 58)``; alone where resampling never gives another score."""
    text = f"{score.value:.{digits}f}{unit}"
    if isnan(score.low) or score.low == score.high:
        return text
    return f"{text} ({score.low:.{digits}f} to {score.high:.{digits}f})"


def labels_text(labels: Reading, most: float) -> str:
    """A number of labels with its interval: ``385 (300 to 520)``, ``more than 1,000``."""
    if isnan(labels.value):
        return ""
    interval = "" if isnan(labels.low) else _interval(labels, most)
    return f"{_count(labels.value, most)}{interval}"


def ceiling_sentence(curves: Mapping[str, DrawnCurve]) -> str:
    """Explain a ceiling that lies below the start; empty where none does.

    Args:
        curves: ``drawn_curves.drawn_curves``.
    """
    for name, curve in curves.items():
        after = curve.scores[1:] if curve.has_start else curve.scores[:0]
        if is_ceiling(name) and (after < curve.scores[0]).any():
            at = int(curve.budgets[1:][after < curve.scores[0]].max())
            return (
                f"Up to {_labels(at)}, {strategy_title(name)} is below the start, although its texts are in "
                "the target language itself: so few texts do not show every label, and training on them "
                "makes the model forget some of its English. It is a ceiling only for many labels."
            )
    return ""


def head_sentence(learner: str, task: str, metric: str) -> str:
    """Say what a linear probe is where it is not shown to predict fine-tuning; empty elsewhere.

    Args:
        learner: how the models were trained.
        task: name of the task.
        metric: its main score.
    """
    if learner != PROBE or predicts_fine_tuning(task, metric):
        return ""
    return (
        "This is a linear head on a frozen model. For such labels it is not shown that it predicts what a "
        "fine-tuned model gains."
    )


def _how(strategy: str) -> str:
    return "drawn at random" if strategy == RANDOM else f"chosen by {strategy_title(strategy)}"


def _fewer(found: Decision) -> str:
    low, high = found.saved.low, found.saved.high
    if isinf(found.same.value):
        share = _percent(found)
        return f"at least {share}% fewer labels" if share else "how many labels it saves was not measured"
    between = f"{100 * low:.0f} " + ("or more" if isinf(found.same.high) else f"to {100 * high:.0f}")
    return f"{_percent(found)}% fewer labels ({between})"


def _percent(found: Decision) -> int:
    random = found.most if isinf(found.same.value) else found.same.value
    return round(100 * (1 - found.labels / random))


def _interval(labels: Reading, most: float) -> str:
    return "" if labels.low == labels.high else f" ({_range(labels, most)})"


def _range(labels: Reading, most: float) -> str:
    return f"{_count(labels.low, most)} to {_count(labels.high, most)}"


def _count(labels: float, most: float) -> str:
    return f"more than {most:,.0f}" if isinf(labels) else f"{round(labels):,}"


def _labels(n: int) -> str:
    return counted(n, "label")


def _chosen_labels_sentence(found: Decision, best: str, metric: MetricName) -> str:
    """Say that chosen labels pay where random ones are not shown to."""
    digits, unit = int(abs(found.chosen_gain.value) < _CLOSE), metric.unit
    chosen, drawn = (score_text(score, digits, unit) for score in (found.chosen, found.score))
    other = "lower it" if found.gain.high < 0 else "are not shown to"
    return (
        f"Labels pay if they are chosen: the {metric.phrase} is {found.start:.{digits}f}{unit} without "
        f"labels and {chosen} with {_labels(found.labels)}, {_how(best)}; random ones {other}: {drawn}."
    )


def _lead_sentence(found: Decision, title: str) -> str:
    """Say how far choosing is above random drawing, in points, where no number of random labels says it."""
    lead = f"{format_points(abs(found.lead.value))} points {'above' if found.lead.value > 0 else 'below'}"
    does = f"with {_labels(found.labels)}, {title} is {lead} RANDOM"
    if isnan(found.lead.low):
        return f"Whether choosing pays cannot be told from one seed: {does}."
    interval = f"95% interval {format_interval(found.lead.low, found.lead.high)}"
    if found.choosing_harms:
        return f"Choosing does not pay here: {does} ({interval})."
    if not found.choosing_pays:
        return f"Whether choosing pays cannot be told: {does} ({interval})."
    known = isnan(found.start) or found.chosen_gain.low > 0
    clearly = "" if known else ", but not clearly above no labels"
    return f"Choosing does better than drawing at random{clearly}: {does} ({interval})."


def _control_sentence(found: Decision) -> str:
    if found.control is None:
        return ""
    worth = f"{_count(found.control_same.value, found.most)} random ones"
    return (
        f" Languages seem to matter more than texts here: {found.labels:,} texts drawn at random within "
        f"languages by the control {strategy_title(found.control)} are worth {worth}"
        f"{_interval(found.control_same, found.most)}."
    )
