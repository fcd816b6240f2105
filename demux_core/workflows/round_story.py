"""The rounds of a project as a story: what each changed, and whether to go on."""

from collections.abc import Sequence

from demux_core.analysis.forecast import Estimate, forecast
from demux_core.analysis.intervals import NORMAL_95
from demux_core.analysis.measured_curve import MeasuredCurve
from demux_core.analysis.row_errors import difference_error, score_error, score_interval
from demux_core.experiments.cells import CellRecord, ScoreParts
from demux_core.explain.round_sentences import RoundChange
from demux_core.strategies import EN_FT
from demux_core.workflows.annotation_rounds import EXPERIMENT, Round, list_rounds
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project


def round_story(project: Project) -> list[RoundChange]:
    """Return what each finished round changed, in order; the last one with the forecast."""
    rounds = list_rounds(project)
    cells = _cells(project, rounds)
    changes = []
    for place, one in enumerate(rounds):
        start = one.before if place == 0 else rounds[place - 1].score
        gain, items = _gain(one.score, start, cells[place], cells[place + 1]), _items(cells[place + 1])
        outlook = None
        if one.score is not None and place == len(rounds) - 1:
            outlook = forecast(_curve(rounds, cells[-1]))
        changes.append(
            RoundChange(
                one.number,
                one.labels,
                one.new,
                one.metric,
                one.score,
                gain,
                0 if items is None else len(items.numerator),
                None if items is None else score_interval(items),
                one.agreement,
                one.more_certain,
                one.sample,
                one.covered,
                outlook=outlook,
            )
        )
    return changes


def _curve(rounds: Sequence[Round], last: CellRecord | None) -> MeasuredCurve:
    """The scores of EN-FT and of the rounds; of rounds with as many labels the later one."""
    points = {one.labels: one.score for one in rounds if one.score is not None}
    starts = [one.before for one in rounds if one.before is not None]
    points |= {0: starts[-1]} if starts else {}
    budgets = sorted(points)
    rows = score_error([last.items]) if last is not None and last.items else 0.0
    return MeasuredCurve(tuple(budgets), tuple(points[each] for each in budgets), row_error=rows)


def _items(record: CellRecord | None) -> ScoreParts | None:
    return record.items if record is not None and record.items else None


def _gain(
    score: float | None, start: float | None, before: CellRecord | None, after: CellRecord | None
) -> Estimate | None:
    """What a round gained, with its interval over test rows; without one where these are not known."""
    if score is None or start is None:
        return None
    gain = score - start
    known = [items for items in map(_items, (after, before)) if items is not None]
    if len(known) < 2 or len(known[0].numerator) != len(known[1].numerator):
        return Estimate(gain, gain, gain)
    half = NORMAL_95 * difference_error(*known)
    return Estimate(gain, gain - half, gain + half)


def _cells(project: Project, rounds: Sequence[Round]) -> list[CellRecord | None]:
    """The cells of EN-FT and of each round; None where a round was not scored."""
    if not rounds:
        return []
    last = (rounds[-1].number, rounds[-1].data_hash)
    for experiment in list_experiments(project):
        if not experiment.name.startswith(EXPERIMENT):
            continue
        records = experiment_records(experiment)
        start = next((record for record in records if record.cell.strategy == EN_FT), None)
        of_round = {(record.cell.round, record.data_hash): record for record in records if record != start}
        if last in of_round:
            return [start, *(of_round.get((one.number, one.data_hash)) for one in rounds)]
    return [None] * (len(rounds) + 1)
