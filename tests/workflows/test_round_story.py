"""Rounds told as a story, from rounds and cells as they are stored."""

import pytest

from demux_core.analysis.forecast import Forecast, NoForecast
from demux_core.analysis.intervals import NORMAL_95
from demux_core.analysis.row_errors import difference_error
from demux_core.experiments.cells import Cell, CellRecord, ScoreParts
from demux_core.workflows import round_story as stories
from demux_core.workflows.annotation_rounds import EXPERIMENT, Round, write_round
from demux_core.workflows.round_story import round_story
from demux_core.workspace import open_store, records
from demux_core.workspace.project import Project, create_project


@pytest.fixture
def project(workspace: object) -> Project:
    return create_project("Greetings")


def hits(count: int) -> ScoreParts:
    return ScoreParts([1.0] * count + [0.0] * (100 - count), [1.0] * 100)


def keep(project: Project, *scores: int | None, before: int = 40) -> None:
    """Rounds of 20 labels each with these scores on a test of 100 rows."""
    experiment = records.open_experiment(open_store(), project.id, EXPERIMENT, {})

    def put(strategy: str, number: int, score: int) -> None:
        cell = Cell(strategy, 42, number, 20 * number)
        data = None if number == 0 else f"data {number}"
        made = CellRecord(cell, {"all": {"accuracy": score}}, "accuracy", hits(score), data_hash=data)
        records.finish_cell(open_store(), experiment.id, cell.name, made.to_json())

    put("en_ft", 0, before)
    for number, score in enumerate(scores, 1):
        known = {} if score is None else {"metric": "accuracy", "score": score, "before": before}
        ids = tuple(str(each) for each in range(20 * number))
        write_round(
            project, Round(number, "cover", 20 * number, f"data {number}", "start", ids, "run", **known)
        )
        if score is not None:
            put("cover", number, score)


def test_each_round_is_compared_with_the_model_before_it(project: Project) -> None:
    keep(project, 50, 53)
    first, second = round_story(project)
    assert (first.gain.value, second.gain.value) == (10, 3)
    assert (first.rows, second.rows) == (100, 100)
    half = NORMAL_95 * difference_error(hits(53), hits(50))
    assert first.interval == pytest.approx((40.38, 59.62), abs=0.01)
    assert (second.gain.low, second.gain.high) == pytest.approx((3 - half, 3 + half))


def test_the_last_round_has_the_forecast_once_there_are_four_scores(project: Project) -> None:
    keep(project, 50, 53)
    assert isinstance(round_story(project)[-1].outlook, NoForecast)
    keep(project, 50, 55, 58)
    first, *_, last = round_story(project)
    assert first.outlook is None
    assert isinstance(last.outlook, Forecast)
    assert last.outlook.measured.budgets == (0, 20, 40, 60)
    assert last.outlook.measured.row_error == pytest.approx(4.94, abs=0.01)


def test_a_round_without_a_test_has_no_gain_and_no_forecast(project: Project) -> None:
    keep(project, None)
    (only,) = round_story(project)
    assert (only.score, only.gain, only.outlook) == (None, None, None)


def test_a_project_without_rounds_has_no_story(project: Project) -> None:
    assert stories.round_story(project) == []
