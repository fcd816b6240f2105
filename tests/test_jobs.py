import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from demux_core import jobs
from demux_core.errors import InputError
from demux_core.jobs import Job, Progress, start

# A stand-in for the interpreter: it tells its progress, then does what the test's first argument says.
WORKER = """#!{python}
import json, os, pathlib, subprocess, sys, time
what = sys.argv[3]
print("a line for people")
for done in (1, 3):
    print(f"progress\\tencode source\\t{{done}}\\t4")
sys.stdout.flush()
if what == "sleep":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "grandchild"])
    time.sleep(60)
if what == "vanish":
    os._exit(0)
pathlib.Path(os.environ["DEMUX_JOB"], "exit.json").write_text(json.dumps({{"code": int(what)}}))
"""


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Job]:
    """``begin("sleep")`` starts a job that sleeps; "vanish" leaves no exit code; "2" is one."""
    worker = tmp_path / "worker"
    worker.write_text(WORKER.format(python=sys.executable))
    worker.chmod(0o755)
    monkeypatch.setattr(jobs.sys, "executable", str(worker))
    return lambda what: start([what], tmp_path / "job")


def wait(job: Job, until: Callable[[], bool] | None = None) -> None:
    deadline = time.monotonic() + 20
    while not (until() if until else job.status() != "running"):
        assert time.monotonic() < deadline, job.log_tail()
        time.sleep(0.02)


def test_a_job_is_running_until_it_ends_and_then_done(begin: Callable[[str], Job]) -> None:
    job = begin("0")
    wait(job)
    assert job.status() == "done"


def test_a_job_that_exits_with_another_code_has_failed(begin: Callable[[str], Job]) -> None:
    job = begin("2")
    wait(job)
    assert job.status() == "failed"


def test_a_job_that_is_gone_without_an_exit_code_is_lost(begin: Callable[[str], Job]) -> None:
    job = begin("vanish")
    wait(job)
    assert job.status() == "lost"


def test_progress_is_the_last_progress_line_and_the_log_is_the_rest(begin: Callable[[str], Job]) -> None:
    job = begin("0")
    wait(job)
    assert job.progress() == Progress("encode source", 3, 4)
    assert job.progress().share == 0.75
    assert job.log_tail() == ["a line for people"]


def test_the_same_job_is_found_again_in_its_folder(begin: Callable[[str], Job]) -> None:
    job = begin("sleep")
    assert Job.open(job.folder) == job
    assert Job.open(job.folder).status() == "running"
    job.cancel()


def test_there_is_no_job_where_none_was_started(tmp_path: Path) -> None:
    assert Job.open(tmp_path) is None


def test_cancel_ends_the_process_and_its_children(begin: Callable[[str], Job]) -> None:
    job = begin("sleep")
    wait(job, until=lambda: bool(psutil.Process(job.pid).children()))
    child = psutil.Process(job.pid).children()[0]
    job.cancel()
    assert job.status() == "cancelled"
    child.wait(5)


def test_a_second_job_does_not_start_while_one_runs_and_does_afterwards(begin: Callable[[str], Job]) -> None:
    job = begin("sleep")
    with pytest.raises(InputError, match=r"one job at a time.*wait for it or cancel it"):
        begin("0")
    job.cancel()
    again = begin("0")
    wait(again)
    assert again.status() == "done"  # nothing of the cancelled one is left


def test_a_killed_job_is_lost(begin: Callable[[str], Job]) -> None:
    job = begin("sleep")
    os.killpg(job.pid, signal.SIGKILL)
    wait(job)
    assert job.status() == "lost"


def test_another_process_with_the_same_pid_is_not_the_job(begin: Callable[[str], Job]) -> None:
    ours = psutil.Process().create_time()
    job = Job(begin("0").folder, os.getpid(), ours - 1_000, (), 0.0)
    wait(Job.open(job.folder))
    (job.folder / "exit.json").unlink()
    assert job.status() == "lost"
    job.cancel()  # must not end this very process


def test_bad_input_of_the_real_command_line_is_one_error_line(tmp_path: Path) -> None:
    arguments = ["prepare", "--source", "none.csv", "--target", "none.csv", "--out", str(tmp_path / "run")]
    job = start(arguments, tmp_path / "job")
    wait(job)
    assert job.status() == "failed"
    assert "none.csv" in job.error()
