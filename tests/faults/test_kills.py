"""Workers and servers are killed at random moments: no finished work is lost, and the result is the same.

The moments are drawn from a seeded generator, within the time that an undisturbed run takes.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from demux_core.base.files import sha256_of
from demux_core.jobs import Job, find_job, job_queue, processes
from demux_core.workflows.experiment_jobs import start_experiment
from demux_core.workflows.preparation_jobs import preparation_state, start_prepare
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.integrity import check
from demux_core.workspace.prepared import prepared_key
from demux_core.workspace.project import Project, create_project, open_project
from demux_core.workspace.project_files import change_settings, put_file
from demux_core.workspace.records import list_labels
from tests.helpers import tiny

KILLS = 12
Fork = Callable[..., tuple[int, float]]

POOL = "text,lang\n" + "".join(f"{text} {i},en\n" for i in range(12) for text in tiny.TEXTS)
TARGET = "text,lang\n" + "".join(f"{tiny.TEXTS[2]} {i},ne\n" for i in range(90, 98))
TRAIN = "text,label,lang\n" + "".join(
    f"{text} {i},{'ab'[i % 2]},en\n" for i in range(20, 28) for text in tiny.TEXTS
)


def new_project(place: Path, monkeypatch: pytest.MonkeyPatch, model: Path, trained: bool) -> Project:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(place / "workspace"))
    monkeypatch.setenv("DEMUX_CACHE", str(place / "cache"))
    project = create_project("p")
    for role, content in (("pool", POOL), ("target", TARGET), *([("train", TRAIN)] if trained else [])):
        put_file(project, role, f"{role}.csv", content.encode())
    return change_settings(project, None, str(model))


def wait(job: Job) -> Job:
    deadline = time.monotonic() + 120
    while find_job(job.id).active:
        assert time.monotonic() < deadline
        time.sleep(0.03)
    return find_job(job.id)


def outcome(project: Project) -> tuple[str, str | None]:
    """Return the hash of a run's artifacts, and that of its model's weights."""
    weights = project.prepared_folder / "model" / "model.safetensors"
    return prepared_key(project), sha256_of(weights) if weights.exists() else None


@pytest.mark.parametrize("trained", [False, True], ids=["encode", "train"])
def test_a_preparation_killed_repeatedly_ends_like_an_undisturbed_one(
    trained: bool,
    forked: Fork,
    tiny_model: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = tiny_model("bert")
    project = new_project(tmp_path / "undisturbed", monkeypatch, model, trained)
    started = time.monotonic()
    assert wait(start_prepare(project)).state == "done"
    seconds = time.monotonic() - started
    wanted = outcome(project)

    chance = random.Random(7)
    kills = places = 0
    while kills < KILLS:
        places += 1
        assert places < 3 * KILLS
        project = new_project(tmp_path / f"place{places}", monkeypatch, model, trained)
        job = start_prepare(project)
        for _ in range(4):
            time.sleep(chance.uniform(0, seconds))
            if processes.exists(job.process.pid, job.process.started):
                os.kill(job.process.pid, signal.SIGKILL)
            kills += wait(job).state == "lost"
            assert [problem for problem in check(open_store()) if problem.kind != "orphaned"] == []
            if find_job(job.id).state != "lost":
                break
            job = job_queue.retry(job)
        assert wait(job).state == "done", job.log.tail()
        assert preparation_state(project) == "ready"
        assert outcome(project) == wanted
        assert check(open_store()) == []


def rows_of(role: str, language: str, n: int) -> bytes:
    lines = [
        f"{role} {text} {i},{'ab'[k % 2]},{language}" for i in range(n) for k, text in enumerate(tiny.TEXTS)
    ]
    return "\n".join(["text,label,lang", *lines]).encode()


def new_experiment(place: Path, monkeypatch: pytest.MonkeyPatch, model: Path) -> tuple[Project, Job]:
    project = new_project(place, monkeypatch, model, trained=False)
    for role, language, n in (("pool", "fr", 6), ("train", "en", 3), ("test", "hi", 3)):
        put_file(project, role, f"{role}.csv", rows_of(role, language, n))
    options = {"strategies": "random,average_dist", "budgets": "3,6", "seeds": "2", "replay": True}
    quick = {"epochs": 1, "en-epochs": 1, "batch-size": 8}
    return project, start_experiment(open_project("p"), "first", options | quick)


def cells_of(project: Project) -> dict[str, dict]:
    """Return the finished cells without their run time, which differs between runs."""
    (experiment,) = list_experiments(project)
    cells = records.finished_cells(open_store(), experiment.id)
    return {name: {k: v for k, v in cell.items() if k != "seconds"} for name, cell in cells.items()}


def test_an_experiment_killed_repeatedly_keeps_every_cell_and_ends_like_an_undisturbed_one(
    forked: Fork, tiny_model: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tiny_model("bert")
    project, job = new_experiment(tmp_path / "undisturbed", monkeypatch, model)
    started = time.monotonic()
    assert wait(job).state == "done", job.log.tail()
    seconds = time.monotonic() - started
    wanted = cells_of(project)
    assert len(wanted) == 1 + 2 * 2

    chance = random.Random(13)
    kills = places = 0
    while kills < KILLS // 3:
        places += 1
        assert places < 2 * KILLS
        project, job = new_experiment(tmp_path / f"place{places}", monkeypatch, model)
        finished: dict[str, dict] = {}
        for attempt in range(3):
            time.sleep(chance.uniform(0, seconds / (1 + attempt)))  # every attempt has less left to do
            if processes.exists(job.process.pid, job.process.started):
                os.kill(job.process.pid, signal.SIGKILL)
            kills += wait(job).state == "lost"
            cells = cells_of(project) if list_experiments(project) else {}
            assert finished.items() <= cells.items()  # no cell is lost or computed again
            assert cells.items() <= wanted.items()
            finished = cells
            if find_job(job.id).state != "lost":
                break
            job = job_queue.retry(job)
        assert wait(job).state == "done", job.log.tail()
        assert cells_of(project) == wanted
        assert check(open_store()) == []


def test_acknowledged_uploads_and_labels_survive_the_death_of_the_server(
    fork: Fork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    project = create_project("p")
    chance = random.Random(11)
    labels = 0
    for number in range(KILLS):
        log = tmp_path / f"log{number}.txt"
        pid, _ = fork(["upload_for_ever", "p"], log, {})
        while not (log.exists() and log.read_text()):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.2))
        os.kill(pid, signal.SIGKILL)
        while psutil.pid_exists(pid):
            time.sleep(0.01)
        acknowledged = int(log.read_text().split("\n")[-2])
        upload = open_project("p").uploads["pool"]
        stored = int(
            open_project("p").path("pool").read_text().removeprefix("text,lang\nhello ").split(",")[0]
        )
        assert stored in (acknowledged, acknowledged + 1)
        assert sha256_of(open_project("p").path("pool")) == Path(upload.files[0].artifact).stem
        stored_labels = list_labels(open_store(), project.id)
        assert len(stored_labels) - labels in (acknowledged + 1, acknowledged + 2)
        labels = len(stored_labels)
        assert {problem.kind for problem in check(open_store())} <= {"orphaned"}


def test_a_job_claimed_by_a_server_that_dies_is_lost_not_stuck(
    forked: Fork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Callable[..., Path]
) -> None:
    project = new_project(tmp_path, monkeypatch, tiny_model("bert"), trained=False)
    with monkeypatch.context() as patch:
        patch.setattr(job_queue.processes, "start", lambda *_: pytest.fail("the server dies here"))
        with pytest.raises(pytest.fail.Exception):
            start_prepare(project)
    with open_store().write() as connection:  # 13 s later
        connection.execute(sa.text("UPDATE jobs SET heartbeat = heartbeat - 13"))
    assert job_queue.reap_and_start() == []
    job = find_job(1)
    assert job.state == "lost"
    assert wait(job_queue.retry(job)).state == "done"
