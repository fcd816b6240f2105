"""The two questions of a decision at a number of labels: do labels pay at all, and does choosing them pay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isnan, nan

import pandas as pd

from demux_core.analysis.differences import rows_of_scores
from demux_core.analysis.drawn_curves import DrawnCurve, drawn_curves
from demux_core.analysis.labels_needed import (
    UNKNOWN,
    Reading,
    difference_for,
    gain_for,
    random_labels,
    score_for,
)
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.manifests import Manifest
from demux_core.experiments.results_table import table_from_records
from demux_core.modelling.metrics import main_metric
from demux_core.strategies import RANDOM
from demux_core.strategies.display import can_be_recommended, in_order, is_ceiling, is_control


@dataclass(frozen=True)
class Decision:
    """What a number of labels buys, and what choosing them buys on top.

    Args:
        labels: number of labels.
        drawn: the strategy that stands for labels that nobody chose, RANDOM where it was run.
        start: the score without labels, NaN where it is not known.
        score: with labels of ``drawn``.
        gain: ``score`` over ``start``, paired.
        best: the strategy with the highest score of those that can be recommended; None where none can be
            compared with RANDOM.
        same: how many random texts do what ``labels`` of ``best`` do; its interval, as those of ``lead`` and
            ``chosen_gain``, allows for the picking.
        compared: number of strategies among which ``best`` was picked.
        most: largest number of random texts that was measured.
        seeds: number of seeds.
        chosen: the score with labels of ``best``.
        chosen_gain: ``chosen`` over ``start``, paired.
        lead: ``chosen`` over ``score``, paired.
        control: a control that is above ``best`` and clearly above RANDOM: languages matter more than texts.
        control_same: how many random texts do what ``labels`` of ``control`` do.
    """

    labels: int
    drawn: str
    start: float
    score: Reading
    gain: Reading
    best: str | None
    same: Reading
    compared: int
    most: int
    seeds: int
    chosen: Reading = UNKNOWN
    chosen_gain: Reading = UNKNOWN
    lead: Reading = UNKNOWN
    control: str | None = None
    control_same: Reading = UNKNOWN

    @property
    def random_labels_pay(self) -> bool:
        """Whether random labels raise the score, as far as that is known."""
        return not self.gain.value <= 0

    @property
    def in_random_labels(self) -> bool:
        """Whether a number of random labels says what chosen ones are worth; else points must."""
        return self.random_labels_pay and not isnan(self.same.value)

    @property
    def only_chosen_labels_pay(self) -> bool:
        """Whether labels of ``best`` clearly raise the score, and random ones are not shown to."""
        return bool(self.chosen_gain.low > 0 and not self.gain.low > 0)

    @property
    def saved(self) -> Reading:
        """The share of labels that choosing saves, 0 to 1; negative where it costs labels."""
        shares = [share_saved(self.labels, n) for n in (self.same.value, self.same.low, self.same.high)]
        return Reading(*shares)

    @property
    def choosing_pays(self) -> bool:
        """Whether ``best`` clearly needs fewer labels than random drawing, or else scores clearly more."""
        return bool(self.same.low > self.labels if self.in_random_labels else self.lead.low > 0)

    @property
    def choosing_harms(self) -> bool:
        """Whether ``best`` clearly needs more labels than random drawing, or else scores clearly less."""
        return bool(self.same.high < self.labels if self.in_random_labels else self.lead.high < 0)


def experiment_curves(manifest: Manifest, records: Sequence[CellRecord]) -> tuple[str, dict[str, DrawnCurve]]:
    """Return the main metric of an experiment and the curve of every strategy.

    Args:
        manifest: of the experiment.
        records: its finished cells.
    """
    table = table_from_records(manifest, records)
    if table.empty:
        return "", {}
    metric = records[0].metric or main_metric(set(table["metric"]))
    table = table[table["metric"] == metric]
    return metric, drawn_curves(table, rows_of_scores(table, records))


def decide(curves: Mapping[str, DrawnCurve], labels: int) -> Decision | None:
    """Return what the curves say at a number of labels; None where no curve reaches it.

    Args:
        curves: ``drawn_curves.drawn_curves``.
        labels: number of labels.
    """
    measured = {name: curve for name, curve in curves.items() if curve.reaches(labels)}
    usable = [name for name in in_order(measured) if can_be_recommended(name)]
    if not usable:
        return None
    drawn = RANDOM if RANDOM in measured else usable[0]
    rivals = [name for name in usable if name != RANDOM] if drawn == RANDOM else []
    curve = measured[drawn]
    best = max(rivals, key=lambda name: score_for(measured[name], labels).value, default=None)
    if best is None:
        return _undecided(measured, drawn, labels)
    of_best, among = measured[best], len(rivals)
    chosen = score_for(of_best, labels)
    control, control_same = _winning_control(measured, labels, chosen.value)
    return replace(
        _undecided(measured, drawn, labels),
        best=best,
        same=random_labels(of_best, curve, labels, among),
        compared=among,
        chosen=chosen,
        chosen_gain=gain_for(of_best, labels, among),
        lead=difference_for(of_best, curve, labels, among),
        control=control,
        control_same=control_same,
    )


def _undecided(measured: Mapping[str, DrawnCurve], drawn: str, labels: int) -> Decision:
    """What ``drawn`` alone says."""
    curve = measured[drawn]
    return Decision(
        labels=labels,
        drawn=drawn,
        start=float(curve.scores[0]) if curve.has_start else nan,
        score=score_for(curve, labels),
        gain=gain_for(curve, labels),
        best=None,
        same=UNKNOWN,
        compared=0,
        most=int(curve.budgets[-1]),
        seeds=min(each.seeds for each in measured.values()),
    )


def _winning_control(
    measured: Mapping[str, DrawnCurve], labels: int, score: float
) -> tuple[str | None, Reading]:
    """The best control, if it has more than ``score`` and clearly does what more than ``labels`` texts do."""
    controls = {name: score_for(measured[name], labels).value for name in measured if is_control(name)}
    best = max(controls, key=controls.__getitem__, default=None)
    if best is None or not controls[best] > score:
        return None, UNKNOWN
    same = random_labels(measured[best], measured[RANDOM], labels, len(controls))
    return (best, same) if same.low > labels else (None, UNKNOWN)


def labels_table(curves: Mapping[str, DrawnCurve]) -> pd.DataFrame:
    """Return how many random texts do what the chosen ones do, at every budget of every strategy.

    Returns:
        strategy, budget, random_labels, low, high (labels; infinite for more than ``most``), most, saved (the
        share of labels, NaN where the number of random labels is 0 or infinite); empty without RANDOM.
    """
    columns = ["strategy", "budget", "random_labels", "low", "high", "most", "saved"]
    rows = []
    random = curves.get(RANDOM)
    for name in in_order(curves) if random is not None else []:
        for budget in curves[name].budgets[curves[name].budgets > 0]:
            assert random is not None
            same = random_labels(curves[name], random, budget)
            if name != RANDOM and not isnan(same.value):
                known = 0 < same.value < inf
                saved = share_saved(budget, same.value) if known else nan
                values = (same.value, same.low, same.high)
                rows.append((name, int(budget), *values, int(random.budgets[-1]), saved))
    return pd.DataFrame(rows, columns=columns)


def share_saved(labels: float, random: float) -> float:
    """Return the share of ``random`` labels that ``labels`` chosen ones save, NaN where it is not known."""
    if isnan(random):
        return random
    return 1 - labels / random if random else -inf


def strongest(curves: Mapping[str, DrawnCurve], labels: int, count: int) -> list[str]:
    """Return the strategies to look at first: RANDOM, the ceiling and the best of the others."""
    first = [name for name in curves if name == RANDOM or is_ceiling(name)]
    random = curves.get(RANDOM)
    found: dict[str, tuple[float, float]] = {}
    for name in curves.keys() - set(first):
        if can_be_recommended(name):
            same = None if random is None else random_labels(curves[name], random, labels).value
            found[name] = (-1.0 if same is None or isnan(same) else same, curves[name].scores[-1])
    best = sorted(found, key=lambda name: found[name], reverse=True)
    return in_order([*first, *best[: max(0, count - len(first))]])


def usual_labels(curves: Mapping[str, DrawnCurve]) -> int:
    """Return the number of labels to read first: the largest budget up to 250, or else the smallest."""
    read = [curves[RANDOM]] if RANDOM in curves else curves.values()
    budgets = sorted({int(each) for curve in read for each in curve.budgets if each > 0})
    return max((each for each in budgets if each <= 250), default=budgets[0])
