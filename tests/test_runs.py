import json
from pathlib import Path

import pytest

from demux_core.errors import InputError
from demux_core.projects import change_settings, create_project, put_file, remove_file
from demux_core.runs import open_run, run_state, start_prepare, why_not
from tests.pages.fabricate import POOL, prepared_project, project_with_files


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


def test_nothing_is_prepared_at_first() -> None:
    assert run_state(project_with_files()) == "absent"


def test_a_prepared_run_of_the_files_as_they_are_is_ready() -> None:
    assert run_state(prepared_project()) == "ready"


def test_a_changed_input_makes_the_run_stale_and_the_former_content_makes_it_ready_again() -> None:
    project = prepared_project()
    changed, _ = put_file(project, "pool", "pool.csv", POOL.replace("hello", "goodbye").encode())
    assert run_state(changed) == "stale"
    back, _ = put_file(changed, "pool", "renamed.csv", POOL.encode())
    assert run_state(back) == "ready"


def test_training_data_added_or_removed_makes_the_run_stale() -> None:
    project, _ = put_file(prepared_project(), "train", "train.csv", b"text,label\na,x\nb,y\n")
    assert run_state(project) == "stale"
    assert run_state(remove_file(project, "train")) == "ready"


def test_a_job_with_another_model_or_an_unfinished_one_makes_the_run_stale() -> None:
    project = prepared_project()
    project.job.mkdir()
    about = {"pid": 1, "created": 0.0, "arguments": ["prepare", "--model", "default"], "started": 0.0}
    (project.job / "job.json").write_text(json.dumps(about))
    assert run_state(project) == "stale"  # no exit code: it is lost
    (project.job / "exit.json").write_text('{"code": 0}')
    assert run_state(project) == "ready"
    assert run_state(change_settings(project, None, "another/model")) == "stale"


def test_a_run_opens_with_its_map() -> None:
    run = open_run(prepared_project().run)
    assert (len(run.source), len(run.target), run.points.shape) == (60, 8, (68, 2))


def test_runs_of_other_content_have_other_keys() -> None:
    one = prepared_project("one")
    key = open_run(one.run).key
    about = json.loads((one.run / "prepare.json").read_text())
    about["source"]["content_hash"] = "another"
    (one.run / "prepare.json").write_text(json.dumps(about))
    assert open_run(one.run).key != key


def test_a_run_that_is_not_finished_does_not_open() -> None:
    project = prepared_project()
    (project.run / "prepare.json").unlink()
    with pytest.raises(InputError, match="no prepared run"):
        open_run(project.run)


def test_preparing_needs_pool_and_target() -> None:
    with pytest.raises(InputError, match="missing: pool, target"):
        start_prepare(create_project("empty"))


def test_each_strategy_that_cannot_run_has_a_reason() -> None:
    run = open_run(prepared_project(uncertain=False).run)
    assert "labelled training data" in why_not("knn_uncertainty", run)
    assert "--gold" in why_not("gold", run)
    assert "--allocation" in why_not("litmus", run)
    assert why_not("average_dist", run) is None
    assert why_not("random", run) is None
