"""The shipped projects open as they were computed: quickly, once, and without a model."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.demo import opening
from demux_core.demo.catalog import DEMOS, SHIPPED, DemoExperiment
from demux_core.demo.opening import available_demos, open_demo, open_first_demo, run_yourself
from demux_core.experiments.results_files import read_records
from demux_core.jobs import job_queue
from demux_core.strategies import STRATEGIES
from demux_core.tasks import find_task
from demux_core.workflows.live_probe import ensure_live_probe
from demux_core.workflows.preparation_jobs import preparation_state
from demux_core.workspace import open_store
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.integrity import check
from demux_core.workspace.prepared import is_prepared, open_prepared, unmet_need
from demux_core.workspace.project import create_project, list_projects, rename_project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.saved_selections import list_saved, open_saved

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "transformers", "umap", "sklearn", "ray")
NAMES = [demo.name for demo in available_demos()]


def shipped_experiments(name: str) -> list[DemoExperiment]:
    """The experiments of a demo as far as they are computed, in the order of the catalogue."""
    return [each for each in DEMOS[name].experiments if (SHIPPED / name / f"{each.file}.csv").exists()]


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.delenv("DEMUX_DEMO")
    return tmp_path / "workspace"


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_is_a_prepared_project_with_all_its_files(name: str) -> None:
    project = open_demo(name)
    assert preparation_state(project) == "ready"
    assert set(project.uploads) == {"pool", "target", "train", "test", "gold"}
    prepared = open_prepared(project)
    assert list(prepared.source.ids) == load_file(project, "pool").frame["id"].tolist()
    assert prepared.source.embeddings.dtype == "float32"
    assert prepared.source.uncertainty is not None
    assert check(open_store()) == []
    assert open_demo(name) == project


@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_for_its_task_can_choose_from_a_demo(name: str) -> None:
    prepared, task = open_prepared(open_demo(name)), find_task(DEMOS[name].task)
    suitable = [strategy for strategy in STRATEGIES.values() if strategy.suits(task)]
    given = ("gold", "allocation")
    assert [each.name for each in suitable if unmet_need(each.name, prepared, given)] == []


def test_two_selections_are_saved_from_the_start() -> None:
    saved = list_saved(open_demo("intents"))
    assert [(s.strategy, s.budget) for s in saved] == [("knn_uncertainty", 250), ("random", 250)]
    assert len(open_saved(saved[0])) == 250


@pytest.mark.parametrize("name", NAMES)
def test_the_experiments_have_the_shipped_cells(name: str) -> None:
    found = {e.name: experiment_records(e) for e in list_experiments(open_demo(name))}
    # Pages show the newest experiment first.
    assert list(found) == [each.name for each in shipped_experiments(name)]
    for each in shipped_experiments(name):
        assert found[each.name] == read_records(SHIPPED / name / f"{each.file}.csv")


def test_the_shipped_probes_count_as_the_live_probe_so_that_none_is_started() -> None:
    project = open_demo("intents")
    found = ensure_live_probe(project)
    assert found.record is not None
    assert (found.job, found.cells > 100) == (None, True)


def test_the_target_sample_has_neither_labels_nor_languages() -> None:
    path = open_demo("intents").path("target")
    assert path.read_text(encoding="utf-8").split("\n")[0] == "text,gloss"


def test_a_demo_opens_quickly_and_without_a_model_library(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from demux_core.demo.opening import open_demo\n"
        "started = time.process_time(); open_demo('intents'); seconds = time.process_time() - started\n"
        f"print(seconds, [name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds, loaded = done.stdout.split(" ", 1)
    assert loaded.strip() == "[]", done.stderr
    assert float(seconds) < 3


@pytest.mark.alone
def test_a_workspace_without_projects_gets_the_intents_once() -> None:
    open_first_demo()
    assert [project.name for project in list_projects()] == [DEMOS["intents"].title]
    started = time.perf_counter()
    open_first_demo()
    assert time.perf_counter() - started < 0.1
    assert len(list_projects()) == 1


def test_two_visitors_at_once_get_one_demo() -> None:
    open_store()
    with ThreadPoolExecutor(4) as visitors:
        list(visitors.map(lambda _: open_first_demo(), range(4)))
    assert len(list_projects()) == 1


def test_a_workspace_in_use_is_left_alone(workspace: Path) -> None:
    mine = create_project("Mine")
    open_first_demo()
    assert list_projects() == [mine]


def test_the_demo_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_DEMO", "off")
    open_first_demo()
    assert list_projects() == []


def test_a_demo_that_a_killed_server_left_incomplete_is_completed() -> None:
    create_project(DEMOS["intents"].title)
    open_first_demo()
    assert len(list_projects()) == 1
    assert all(is_prepared(project) for project in list_projects())


def test_a_renamed_demo_is_recognised() -> None:
    project = rename_project(open_demo("intents"), "What patients want")
    assert open_demo("intents") == project


def test_with_a_changed_corpus_the_demo_is_refused_and_the_workspace_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(opening.DEMO / "intents", tmp_path / "demo" / "intents")
    pool = tmp_path / "demo" / "intents" / "pool.csv"
    pool.write_text(pool.read_text(encoding="utf-8").replace("hi-001", "hi-one"), encoding="utf-8")
    monkeypatch.setattr(opening, "DEMO", tmp_path / "demo")
    with pytest.raises(InputError, match=r"intents/pool.csv .* `python -m demux_core demo build`"):
        open_demo("intents")
    assert list_projects() == []


def test_the_error_for_an_unknown_demo_lists_the_choices() -> None:
    with pytest.raises(InputError, match="intents, slots, notices"):
        open_demo("weather")


def test_run_yourself_creates_an_unprepared_project_and_queues_its_jobs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job_queue, "start_queued", lambda: None)
    project, jobs = run_yourself("intents")
    assert not is_prepared(project)
    assert [job.request.arguments[:2] for job in jobs] == [
        ("workspace", "prepare"),
        ("workspace", "experiment"),
    ]
    assert [job.state for job in jobs] == ["queued", "queued"]
