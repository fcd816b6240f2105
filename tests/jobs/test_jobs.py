"""Jobs as real processes; ``test_queue.py`` has the rules of the queue."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from demux_core.jobs import Job, find_job, job_queue, processes, worker

# A fake command inside the real worker.
WORKER = """
import os, subprocess, sys, time
from demux_core.jobs import worker
python, sys.executable = sys.executable, os.environ["FAKE_PYTHON"]  # the jobs that it starts are fake as well
worker.HEARTBEAT_SECONDS = 0.1
def command():
    what = sys.argv[3]
    print("a line of output")
    for done in (1, 3):
        worker.report_progress("encode source", done, 4)
    if what == "sleep":
        subprocess.Popen([python, "-c", "import time; time.sleep(60)"])
        time.sleep(60)
    if what == "nap":
        time.sleep(0.5)
    if what == "greedy":
        try:
            bytearray(4_000_000_000)
        except MemoryError:
            print("error: too much memory")
            return 2
    if what == "bad":
        print("error: the pool is empty; add rows")
        return 2
    return 0
sys.exit(worker.run(os.environ["DEMUX_JOB"], command))
"""


pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def submit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Job]]:
    """``submit("sleep")`` queues a job that sleeps; "nap" is short, "bad" fails, "fine" ends at once."""
    script, interpreter = tmp_path / "worker.py", tmp_path / "python"
    script.write_text(WORKER)
    interpreter.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
    interpreter.chmod(0o755)
    monkeypatch.setattr(processes.sys, "executable", str(interpreter))
    monkeypatch.setenv("FAKE_PYTHON", str(interpreter))
    submitted: list[Job] = []

    def submit_command(what: str) -> Job:
        submitted.append(job_queue.submit([what], key=f"{what}-{len(submitted)}", title=what))
        return submitted[-1]

    yield submit_command
    for job in submitted:
        job_queue.cancel(job)


def wait(job: Job, until: Callable[[], bool] | None = None) -> Job:
    deadline = time.monotonic() + 20
    while not (until() if until else not find_job(job.id).active):
        assert time.monotonic() < deadline, find_job(job.id).log.tail()
        time.sleep(0.02)
    return find_job(job.id)


def test_a_job_runs_until_it_ends_and_is_then_done(submit: Callable[[str], Job]) -> None:
    job = submit("nap")
    assert job.state == "running"
    assert wait(job).state == "done"


def test_a_job_with_another_exit_status_than_0_has_failed_with_its_error_message(
    submit: Callable[[str], Job],
) -> None:
    job = wait(submit("bad"))
    assert job.state == "failed"
    assert job.log.error() == "the pool is empty; add rows"


def test_heartbeats_report_progress_and_the_log_keeps_the_output(submit: Callable[[str], Job]) -> None:
    job = submit("nap")
    wait(job, until=lambda: find_job(job.id).progress is not None)
    job = wait(job)
    assert (job.progress.step, job.progress.done, job.progress.total) == ("encode source: 3 of 4", 3, 4)
    assert job.log.tail() == ["a line of output"]


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="cores are not shared among sessions")
def test_a_job_and_its_session_have_a_low_priority(submit: Callable[[str], Job]) -> None:
    job = submit("sleep")
    wait(job, until=lambda: find_job(job.id).progress is not None)
    assert psutil.Process(job.process.pid).nice() >= 10
    assert Path(f"/proc/{job.process.pid}/autogroup").read_text().split()[-1] == "10"


def test_a_worker_starts_the_next_job_at_its_end_without_an_open_page(submit: Callable[[str], Job]) -> None:
    jobs = [submit(what) for what in ("nap", "bad", "fine")]
    assert [job.state for job in jobs] == ["running", "queued", "queued"]
    assert [wait(job).state for job in jobs] == ["done", "failed", "done"]


def test_cancelling_ends_the_process_and_its_children(submit: Callable[[str], Job]) -> None:
    job = submit("sleep")
    wait(job, until=lambda: bool(psutil.Process(job.process.pid).children()))
    child = psutil.Process(job.process.pid).children()[0]
    job_queue.cancel(job)
    assert find_job(job.id).state == "cancelled"
    child.wait(5)
    assert not processes.exists(job.process.pid, job.process.started)


@pytest.mark.alone
def test_a_killed_job_is_lost_at_once_and_can_be_retried(submit: Callable[[str], Job]) -> None:
    job = submit("sleep")
    os.killpg(job.process.pid, signal.SIGKILL)
    started = time.monotonic()
    assert wait(job, until=lambda: find_job(job.id).state == "lost")
    assert time.monotonic() - started < 2
    again = job_queue.retry(find_job(job.id))
    assert (again.state, again.attempt) == ("running", 2)


def test_a_worker_whose_job_was_cancelled_ends_itself(
    submit: Callable[[str], Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = submit("sleep")
    with monkeypatch.context() as patch:  # as if the worker ran on another computer
        patch.setattr(processes, "end", lambda *_: None)
        job_queue.cancel(job)
    wait(job, until=lambda: not processes.exists(job.process.pid, job.process.started))


def test_bad_input_is_a_single_error_line_of_the_real_command_line() -> None:
    job = wait(job_queue.submit(["workspace", "prepare", "none"], key="none", title="None"))
    assert job.state == "failed"
    assert job.log.error() == "there is no project 'none' in the workspace; create one on the Overview page"
    assert len(job.log.tail()) == 1


def test_a_file_of_the_working_folder_does_not_take_the_place_of_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets.py").write_text("raise SystemExit('mine')")
    monkeypatch.chdir(tmp_path)
    job = wait(job_queue.submit(["workspace", "prepare", "none"], key="none", title="None"))
    assert "there is no project 'none'" in (job.log.error() or "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces the limit")
def test_a_job_gets_no_more_memory_than_it_may_use(
    submit: Callable[[str], Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_JOB_MEMORY", str(2_000_000_000))
    job = wait(submit("greedy"))
    assert (job.state, job.log.error()) == ("failed", "too much memory")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces the limit")
def test_a_stricter_limit_of_the_system_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setenv("DEMUX_JOB_MEMORY", str(2_000_000_000))
    monkeypatch.setattr(worker.resource, "getrlimit", lambda _: (1_500_000_000, 1_500_000_000))
    monkeypatch.setattr(worker.resource, "setrlimit", lambda _, both: limits.append(both))
    worker.limit_memory()
    assert limits == [(1_500_000_000, 1_500_000_000)]


def test_a_wrong_limit_fails_the_job_and_says_so(
    submit: Callable[[str], Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_JOB_MEMORY", "2 GB")
    job = wait(submit("fine"))
    assert job.state == "failed"
    assert "DEMUX_JOB_MEMORY must be a whole number of bytes" in job.log.error()
