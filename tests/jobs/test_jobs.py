"""Jobs as real processes (the queue's rules are in tests/store/test_queue.py)."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from demux_core.jobs import Job, find, job_queue, processes

# A stand-in for the command that a job runs, inside the real worker.
WORKER = """
import os, subprocess, sys, time
from demux_core.jobs import worker
python, sys.executable = sys.executable, os.environ["STAND_IN"]  # what it starts is a stand-in as well
worker.BEAT_SECONDS = 0.1
def command():
    what = sys.argv[3]
    print("a line for people")
    for done in (1, 3):
        worker.report_progress("encode source", done, 4)
    if what == "sleep":
        subprocess.Popen([python, "-c", "import time; time.sleep(60)"])
        time.sleep(60)
    if what == "nap":
        time.sleep(0.5)
    if what == "bad":
        print("error: the pool is empty; add rows")
        return 2
    return 0
sys.exit(worker.run(os.environ["DEMUX_JOB"], command))
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Job]]:
    """``begin("sleep")`` queues a job that sleeps; "nap" is short, "bad" fails, "fine" is done at once."""
    script, interpreter = tmp_path / "worker.py", tmp_path / "python"
    script.write_text(WORKER)
    interpreter.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
    interpreter.chmod(0o755)
    monkeypatch.setattr(processes.sys, "executable", str(interpreter))
    monkeypatch.setenv("STAND_IN", str(interpreter))
    begun: list[Job] = []

    def submit(what: str) -> Job:
        begun.append(job_queue.submit([what], key=f"{what}-{len(begun)}", title=what))
        return begun[-1]

    yield submit
    for job in begun:
        job_queue.cancel(job)


def wait(job: Job, until: Callable[[], bool] | None = None) -> Job:
    deadline = time.monotonic() + 20
    while not (until() if until else not find(job.id).active):
        assert time.monotonic() < deadline, find(job.id).log_tail()
        time.sleep(0.02)
    return find(job.id)


def test_a_job_is_running_until_it_ends_and_then_done(begin: Callable[[str], Job]) -> None:
    job = begin("nap")
    assert job.state == "running"
    assert wait(job).state == "done"


def test_a_job_that_exits_with_another_code_has_failed_and_says_why(begin: Callable[[str], Job]) -> None:
    job = wait(begin("bad"))
    assert job.state == "failed"
    assert job.error() == "the pool is empty; add rows"


def test_heartbeats_carry_the_progress_and_the_log_has_the_words(begin: Callable[[str], Job]) -> None:
    job = begin("nap")
    wait(job, until=lambda: find(job.id).progress is not None)
    job = wait(job)
    assert (job.progress.text, job.progress.done, job.progress.total) == ("encode source", 3, 4)
    assert job.log_tail() == ["a line for people"]


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="cores are not shared among sessions")
def test_a_job_and_its_session_give_way_to_the_pages(begin: Callable[[str], Job]) -> None:
    job = begin("sleep")
    wait(job, until=lambda: find(job.id).progress is not None)
    assert psutil.Process(job.pid).nice() >= 10
    assert Path(f"/proc/{job.pid}/autogroup").read_text().split()[-1] == "10"


def test_the_worker_that_ends_starts_the_next_though_no_page_is_open(begin: Callable[[str], Job]) -> None:
    jobs = [begin(what) for what in ("nap", "bad", "fine")]
    assert [job.state for job in jobs] == ["running", "queued", "queued"]
    assert [wait(job).state for job in jobs] == ["done", "failed", "done"]


def test_cancel_ends_the_process_and_its_children(begin: Callable[[str], Job]) -> None:
    job = begin("sleep")
    wait(job, until=lambda: bool(psutil.Process(job.pid).children()))
    child = psutil.Process(job.pid).children()[0]
    job_queue.cancel(job)
    assert find(job.id).state == "cancelled"
    child.wait(5)
    assert not processes.exists(job.pid, job.born)


def test_a_killed_job_is_lost_within_a_moment_and_can_be_tried_again(begin: Callable[[str], Job]) -> None:
    job = begin("sleep")
    os.killpg(job.pid, signal.SIGKILL)
    started = time.monotonic()
    assert wait(job, until=lambda: find(job.id).state == "lost")
    assert time.monotonic() - started < 2
    again = job_queue.retry(find(job.id))
    assert (again.state, again.attempt) == ("running", 2)


def test_a_worker_that_is_not_wanted_any_more_ends_by_itself(
    begin: Callable[[str], Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin("sleep")
    with monkeypatch.context() as patch:  # as if it ran on another computer
        patch.setattr(processes, "end", lambda *_: None)
        job_queue.cancel(job)
    wait(job, until=lambda: not processes.exists(job.pid, job.born))


def test_bad_input_of_the_real_command_line_is_one_error_line() -> None:
    job = wait(job_queue.submit(["workspace", "prepare", "none"], key="none", title="None"))
    assert job.state == "failed"
    assert job.error() == (
        "preparing needs a project with a pool and a target sample, got 'none'; use the name in its address "
        "and add its files"
    )
    assert len(job.log_tail()) == 1
