"""The rules of the queue, with fake processes; ``test_jobs.py`` has real ones."""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from demux_core.base.errors import InputError
from demux_core.jobs import Job, JobProgress, find_job, job_queue, latest_job, processes
from demux_core.workspace import Store, StoreError
from demux_core.workspace.schema import jobs

STARTED = processes.start_time(os.getpid())


@pytest.fixture
def started(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the started jobs, in order; the process of each is this one, so that it is alive."""
    names: list[str] = []

    def start(arguments: tuple[str, ...], *_: object) -> tuple[int, float]:
        names.append(arguments[0])
        return os.getpid(), STARTED

    monkeypatch.setattr(processes, "start", start)
    monkeypatch.setattr(processes, "end", lambda pid, started: names.append("ended"))
    return names


def submit(name: str) -> Job:
    return job_queue.submit([name], key=name, title=name)


def set_row(store: Store, number: int, **values: object) -> None:
    with store.write() as connection:
        connection.execute(jobs.update().where(jobs.c.id == number).values(values))


def test_the_first_job_starts_and_the_others_are_queued(started: list[str]) -> None:
    one, two, three = submit("one"), submit("two"), submit("three")
    assert [one.state, two.state, three.state] == ["running", "queued", "queued"]
    job_queue.record_end(one.id, one.attempt, "done")
    job_queue.start_queued()
    assert started == ["one", "two"]
    assert [find_job(job.id).state for job in (one, two, three)] == ["done", "running", "queued"]


def test_as_many_jobs_run_as_there_are_slots(started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_JOB_SLOTS", "2")
    assert [submit(name).state for name in ("one", "two", "three")] == ["running", "running", "queued"]


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_the_number_of_slots_is_a_whole_number(
    value: str, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_JOB_SLOTS", value)
    with pytest.raises(
        InputError, match=f"DEMUX_JOB_SLOTS must be a whole number of at least 1, got '{value}'"
    ):
        job_queue.job_slots()


def test_no_two_processes_start_the_same_job(started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_JOB_SLOTS", "5")
    names = [f"j{i}" for i in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(submit, names))
    assert len(started) == len(set(started)) == 5


def test_only_one_job_with_the_same_key_is_queued_or_running(started: list[str]) -> None:
    job = submit("one")
    with pytest.raises(
        InputError, match=r"only one job at a time.*is queued or running; wait until it ends, or cancel it"
    ):
        submit("one")
    job_queue.cancel(job)
    assert submit("one").id != job.id


def test_the_latest_job_of_a_key_can_be_looked_up(started: list[str]) -> None:
    assert latest_job("one") is None
    job_queue.cancel(submit("one"))
    again = submit("one")
    submit("two")
    assert latest_job("one").id == again.id


def test_a_cancelled_queued_job_never_starts(started: list[str]) -> None:
    one, two = submit("one"), submit("two")
    job_queue.cancel(two)
    job_queue.cancel(one)
    assert started == ["one", "ended"]
    assert [find_job(job.id).state for job in (one, two)] == ["cancelled", "cancelled"]
    assert job_queue.reap_and_start() == []


def test_cancelling_the_running_job_starts_the_next(started: list[str]) -> None:
    one, _ = submit("one"), submit("two")
    job_queue.cancel(one)
    assert started == ["one", "ended", "two"]


@pytest.mark.parametrize("state", ["failed", "cancelled", "lost"])
def test_a_job_that_ended_without_being_done_can_be_retried(
    state: str, started: list[str], store: Store
) -> None:
    job = submit("one")
    job_queue.record_heartbeat(job.id, job.attempt, JobProgress("encode", 3, 4))
    set_row(store, job.id, state=state)
    again = job_queue.retry(find_job(job.id))
    assert (again.id, again.state, again.attempt, again.progress) == (job.id, "running", 2, None)


def test_a_job_that_is_done_or_active_cannot_be_retried(started: list[str]) -> None:
    job = submit("one")
    with pytest.raises(InputError, match="only one job at a time"):
        job_queue.retry(job)
    job_queue.record_end(job.id, job.attempt, "done")
    with pytest.raises(InputError, match="only a job that failed"):
        job_queue.retry(job)


def test_a_heartbeat_records_the_progress(started: list[str]) -> None:
    job = submit("one")
    assert job_queue.record_heartbeat(job.id, job.attempt, JobProgress("encode source", 3, 4, 2.5))
    assert find_job(job.id).progress == JobProgress("encode source", 3, 4, 2.5)
    assert find_job(job.id).progress.share == 0.75


def test_a_job_that_has_ended_knows_how_long_it_took(started: list[str], store: Store) -> None:
    job = submit("one")
    set_row(store, job.id, started=1000.0)
    assert find_job(job.id).times.seconds is None
    job_queue.record_end(job.id, job.attempt, "done")
    set_row(store, job.id, ended=1042.0)
    assert find_job(job.id).times.seconds == 42.0


def test_an_earlier_attempt_changes_nothing_and_is_asked_to_stop(started: list[str], store: Store) -> None:
    job = submit("one")
    set_row(store, job.id, state="lost")
    again = job_queue.retry(find_job(job.id))
    assert not job_queue.record_heartbeat(job.id, job.attempt, JobProgress("old", 1, 2))
    job_queue.record_end(job.id, job.attempt, "done")
    assert find_job(job.id) == again


def test_a_running_job_whose_process_has_died_is_lost_and_frees_its_slot(
    started: list[str], store: Store
) -> None:
    one, two = submit("one"), submit("two")
    set_row(store, one.id, pid=2**22 + 1)
    assert find_job(one.id).state == "lost"  # even before it is recorded
    assert [job.id for job in job_queue.reap_and_start()] == [two.id]
    assert started == ["one", "two"]


def test_a_later_process_with_the_same_id_is_not_the_job(started: list[str], store: Store) -> None:
    job = submit("one")
    set_row(store, job.id, born=STARTED - 1_000, heartbeat=time.time() - 13)
    assert find_job(job.id).state == "lost"


def test_changing_the_clock_does_not_lose_a_job_that_reports(started: list[str], store: Store) -> None:
    job = submit("one")
    set_row(store, job.id, born=STARTED - 1_000)
    assert find_job(job.id).state == "running"


def test_a_silent_process_that_still_runs_is_not_lost(started: list[str], store: Store) -> None:
    job = submit("one")  # its computer slept, or a library blocks the heartbeat
    set_row(store, job.id, heartbeat=time.time() - 3_600)
    assert find_job(job.id).state == "running"


@pytest.mark.parametrize(("silent", "state"), [(5, "running"), (13, "lost")])
def test_a_job_on_another_computer_is_lost_after_12_seconds_without_a_heartbeat(
    silent: int, state: str, started: list[str], store: Store
) -> None:
    job = submit("one")
    set_row(store, job.id, host="elsewhere", pid=1, heartbeat=time.time() - silent)
    assert find_job(job.id).state == state


def test_a_job_that_cannot_be_started_has_failed(started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: object) -> tuple[int, float]:
        raise OSError(28, "No space left on device", "log")

    monkeypatch.setattr(processes, "start", start)
    with pytest.raises(StoreError, match="cannot be started: No space left on device: log"):
        submit("one")
    assert latest_job("one").state == "failed"


def test_an_unknown_job_number_is_an_error(started: list[str]) -> None:
    with pytest.raises(InputError, match="there is no job 7"):
        find_job(7)


def test_a_healthy_job_survives_a_forward_step_of_the_clock(
    started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = submit("one")
    later, booted = time.time() + 3_600, psutil.boot_time() + 3_600
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: booted)  # computed from the clock
    assert find_job(job.id).state == "running"
    job_queue.cancel(job)
    assert started == ["one", "ended"]


def test_a_process_of_before_a_restart_of_the_computer_is_lost(started: list[str], store: Store) -> None:
    job = submit("one")
    set_row(store, job.id, host=f"{socket.gethostname()} another-boot", heartbeat=time.time() - 13)
    assert find_job(job.id).state == "lost"
