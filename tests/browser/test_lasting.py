"""Jobs outlive the death of the server and of the worker, as a visitor sees it."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from demux_core.base.files import sha256_of
from demux_core.jobs import Job, processes
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import EMBEDDINGS
from demux_core.modelling.encoding import ROWS as ROWS_FILE
from demux_core.modelling.models import find_model
from demux_core.workflows.preparation_jobs import preparation_state, prepare_job
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import referenced_artifacts
from demux_core.workspace.integrity import check
from demux_core.workspace.project import Project, create_project
from demux_core.workspace.project_files import change_settings, load_file, put_file
from tests.browser.conftest import Server
from tests.helpers import tiny

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect

ROWS = 9_000
POOL = "text,lang\n" + "".join(f"{i} {' '.join(tiny.TEXTS[:2])},en\n" for i in range(ROWS))
TARGET = "text\n" + "".join(f"{text} {i}\n" for i in range(4) for text in tiny.TEXTS)


def long_project(model: Path, name: str) -> Project:
    project = create_project(name)
    put_file(project, "pool", "pool.csv", POOL.encode())
    put_file(project, "target", "target.csv", TARGET.encode())
    return change_settings(project, None, str(model))


def encoding(project: Project, attempt: int = 1) -> Job:
    """Wait until part of the pool, but not all of it, is encoded; return the job in this attempt."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        time.sleep(0.05)
        if (job := prepare_job(project)) is None:  # the click has not arrived yet
            continue
        now = job.progress
        encodes = now is not None and now.step.startswith("Encoding the pool")
        if job.attempt == attempt and encodes and 0 < now.share < 1:
            return job
        assert job.active or job.attempt < attempt, (job.state, job.log.tail())
    pytest.fail(f"no part was encoded in time: {prepare_job(project)}")


@contextmanager
def slowed(pid: int) -> Iterator[None]:
    """Let a process run a tenth of the time, so that it is still busy a little later on any machine."""
    ended = threading.Event()

    def pulse() -> None:
        with suppress(ProcessLookupError):
            while not ended.is_set():
                os.kill(pid, signal.SIGSTOP)
                ended.wait(0.18)
                os.kill(pid, signal.SIGCONT)
                ended.wait(0.02)

    pulses = threading.Thread(target=pulse)
    pulses.start()
    try:
        yield
    finally:
        ended.set()
        pulses.join()


def test_a_long_encoding_outlives_the_server_and_resumes_after_the_worker_dies(
    workspace: Path,
    page: Page,
    running: Server,
    tiny_model: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = long_project(tiny_model("bert"), "Long")
    page.goto("/data")
    page.get_by_role("button", name="Choose my texts").click()
    job = encoding(project)
    with slowed(job.process.pid):
        sidebar_job = page.get_by_test_id("stSidebar").get_by_text(
            re.compile("Preparing Long.*Encoding the pool")
        )
        expect(sidebar_job).to_be_visible(timeout=60_000)
        page.get_by_test_id("stSidebarNavLink").filter(has_text="Curves").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Curves")
        expect(sidebar_job).to_be_visible()  # on every page

        running.kill()
        assert processes.exists(job.process.pid, job.process.started)
        running.start()
        page.goto("/data")
        expect(page.get_by_test_id("stSidebar").get_by_text("1 active job")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()

        job = encoding(project)
        os.killpg(job.process.pid, signal.SIGKILL)
    killed = time.monotonic()
    expect(page.get_by_text("The job was lost")).to_be_visible(timeout=15_000)
    assert time.monotonic() - killed < 15
    page.get_by_role("button", name="Try again").click()
    again = encoding(project, attempt=2)
    assert again.id == job.id
    assert again.progress.done >= job.progress.done  # it resumes from its last shard
    expect(page.get_by_text("Prepared. Next")).to_be_visible(timeout=180_000)
    assert preparation_state(project) == "ready"

    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))
    undisturbed = encode(load_file(project, "pool"), find_model(project.model))
    artifacts = {f"{sha256_of(undisturbed / name)}{Path(name).suffix}" for name in (EMBEDDINGS, ROWS_FILE)}
    assert artifacts <= set(referenced_artifacts(open_store()))
    assert check(open_store()) == []
