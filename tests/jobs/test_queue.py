"""The queue's rules, with a stand-in for the processes (the real ones: tests/test_jobs.py)."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from demux_core.base.errors import InputError
from demux_core.jobs import Progress, find, job_queue, latest, processes
from demux_core.workspace import Store, StoreError
from demux_core.workspace.schema import jobs

OURS = psutil.Process().create_time()


@pytest.fixture
def started(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was started, in order; each "process" is this very one, so that it lives."""
    found: list[str] = []

    def start(arguments: tuple[str, ...], *_: object) -> tuple[int, float]:
        found.append(arguments[0])
        return os.getpid(), OURS

    monkeypatch.setattr(processes, "start", start)
    monkeypatch.setattr(processes, "end", lambda pid, born: found.append("ended"))
    return found


def put(name: str) -> job_queue.Job:
    return job_queue.submit([name], key=name, title=name)


def set_row(store: Store, number: int, **values: object) -> None:
    with store.write() as connection:
        connection.execute(jobs.update().where(jobs.c.id == number).values(values))


def test_the_first_job_starts_and_the_others_wait_for_their_turn(started: list[str]) -> None:
    one, two, three = put("one"), put("two"), put("three")
    assert [one.state, two.state, three.state] == ["running", "queued", "queued"]
    job_queue.finish(one.id, one.attempt, "done")
    job_queue.start_queued()
    assert started == ["one", "two"]
    assert [find(job.id).state for job in (one, two, three)] == ["done", "running", "queued"]


def test_as_many_run_as_there_are_slots(started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_JOB_SLOTS", "2")
    assert [put(name).state for name in ("one", "two", "three")] == ["running", "running", "queued"]


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_slots_are_a_whole_number(value: str, started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_JOB_SLOTS", value)
    with pytest.raises(InputError, match=f"DEMUX_JOB_SLOTS must be a whole number, 1 or more, got '{value}'"):
        job_queue.job_slots()


def test_no_two_processes_start_the_same_job(started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_JOB_SLOTS", "5")
    names = [f"j{i}" for i in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(put, names))
    assert len(started) == len(set(started)) == 5


def test_of_one_key_one_job_at_most_is_under_way(started: list[str]) -> None:
    job = put("one")
    with pytest.raises(InputError, match=r"one job at a time.*wait for it or cancel it"):
        put("one")
    job_queue.cancel(job)
    assert put("one").id != job.id


def test_the_latest_job_of_a_key_is_found(started: list[str]) -> None:
    assert latest("one") is None
    job_queue.cancel(put("one"))
    again = put("one")
    put("two")
    assert latest("one").id == again.id


def test_a_queued_job_that_is_cancelled_never_starts(started: list[str]) -> None:
    one, two = put("one"), put("two")
    job_queue.cancel(two)
    job_queue.cancel(one)
    assert started == ["one", "ended"]
    assert [find(job.id).state for job in (one, two)] == ["cancelled", "cancelled"]
    assert job_queue.reap_and_start() == []


def test_cancel_of_the_running_one_starts_the_next(started: list[str]) -> None:
    one, _ = put("one"), put("two")
    job_queue.cancel(one)
    assert started == ["one", "ended", "two"]


@pytest.mark.parametrize("state", ["failed", "cancelled", "lost"])
def test_what_is_not_done_can_be_tried_again(state: str, started: list[str], store: Store) -> None:
    job = put("one")
    job_queue.beat(job.id, job.attempt, Progress("encode", 3, 4))
    set_row(store, job.id, state=state)
    again = job_queue.retry(find(job.id))
    assert (again.id, again.state, again.attempt, again.progress) == (job.id, "running", 2, None)


def test_what_is_done_or_under_way_is_not_tried_again(started: list[str]) -> None:
    job = put("one")
    with pytest.raises(InputError, match="one job at a time"):
        job_queue.retry(job)
    job_queue.finish(job.id, job.attempt, "done")
    with pytest.raises(InputError, match="only a job that failed"):
        job_queue.retry(job)


def test_a_heartbeat_carries_the_progress(started: list[str]) -> None:
    job = put("one")
    assert job_queue.beat(job.id, job.attempt, Progress("encode source", 3, 4, 2.5))
    assert find(job.id).progress == Progress("encode source", 3, 4, 2.5)
    assert find(job.id).progress.share == 0.75


def test_an_attempt_that_was_given_up_is_not_wanted_and_changes_nothing(
    started: list[str], store: Store
) -> None:
    job = put("one")
    set_row(store, job.id, state="lost")
    again = job_queue.retry(find(job.id))
    assert not job_queue.beat(job.id, job.attempt, Progress("old", 1, 2))
    job_queue.finish(job.id, job.attempt, "done")
    assert find(job.id) == again


def test_a_running_job_whose_process_is_gone_is_lost_and_makes_room(started: list[str], store: Store) -> None:
    one, two = put("one"), put("two")
    set_row(store, one.id, pid=2**22 + 1)
    assert find(one.id).state == "lost"  # seen at once, even before anybody has noted it
    assert [job.id for job in job_queue.reap_and_start()] == [two.id]
    assert started == ["one", "two"]


def test_another_process_with_the_same_pid_is_not_the_job(started: list[str], store: Store) -> None:
    job = put("one")
    set_row(store, job.id, born=OURS - 1_000, heartbeat=time.time() - 13)
    assert find(job.id).state == "lost"


def test_a_clock_that_was_set_does_not_lose_a_job_that_is_heard(started: list[str], store: Store) -> None:
    job = put("one")
    set_row(store, job.id, born=OURS - 1_000)
    assert find(job.id).state == "running"


def test_a_process_that_is_there_but_silent_is_not_lost(started: list[str], store: Store) -> None:
    job = put("one")  # a laptop that was closed, or a library that computes for a minute without a pause
    set_row(store, job.id, heartbeat=time.time() - 3_600)
    assert find(job.id).state == "running"


@pytest.mark.parametrize(("silent", "state"), [(5, "running"), (13, "lost")])
def test_on_another_computer_a_silence_of_12_seconds_is_the_end(
    silent: int, state: str, started: list[str], store: Store
) -> None:
    job = put("one")
    set_row(store, job.id, host="elsewhere", pid=1, heartbeat=time.time() - silent)
    assert find(job.id).state == state


def test_a_job_that_cannot_be_started_has_failed_and_says_so(
    started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object) -> tuple[int, float]:
        raise OSError(28, "No space left on device", "log")

    monkeypatch.setattr(processes, "start", start)
    with pytest.raises(StoreError, match="cannot be started: No space left on device: log"):
        put("one")
    assert latest("one").state == "failed"


def test_there_is_no_job_by_another_number(started: list[str]) -> None:
    with pytest.raises(InputError, match="there is no job 7"):
        find(7)
