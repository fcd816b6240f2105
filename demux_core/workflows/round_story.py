"""The rounds of a project as a story: what each changed, and whether to go on."""

from collections.abc import Sequence

from demux_core.analysis.forecast import Estimate, forecast
from demux_core.analysis.measured_curve import MeasuredCurve
from demux_core.analysis.row_errors import difference_error, score_error
from demux_core.experiments.cells import CellRecord
from demux_core.explain.round_sentences import RoundChange
from demux_core.strategies import EN_FT
from demux_core.workflows.annotation_rounds import EXPERIMENT, Round, list_rounds
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project

_NORMAL = 1.96


def round_story(project: Project) -> list[RoundChange]:
    """Return what each finished round changed, in order; the last one with the forecast."""
    rounds = list_rounds(project)
    cells = _cells(project, rounds)
    changes = []
    for place, one in enumerate(rounds):
        start = one.before if place == 0 else rounds[place - 1].score
        gain, rows = _gain(one.score, start, cells[place], cells[place + 1])
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
                rows,
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


def _gain(
    score: float | None, start: float | None, before: CellRecord | None, after: CellRecord | None
) -> tuple[Estimate | None, int]:
    """What a round gained, with its interval over test rows, and the number of these; 0 if unknown."""
    if score is None or start is None:
        return None, 0
    gain = score - start
    known = [record.items for record in (after, before) if record is not None and record.items]
    if len(known) < 2 or len(known[0].numerator) != len(known[1].numerator):
        return Estimate(gain, gain, gain), 0
    half = _NORMAL * difference_error(*known)
    return Estimate(gain, gain - half, gain + half), len(known[0].numerator)


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
