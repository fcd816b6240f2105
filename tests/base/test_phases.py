"""One progress for a whole job."""

from pathlib import Path

import pytest

from demux_core.base import rates
from demux_core.base.phases import Phase, Phases


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def job(*seconds: float) -> list[Phase]:
    return [Phase(f"step {i}", f"Phase {i}", "encode", 100, value) for i, value in enumerate(seconds)]


def test_the_time_left_is_that_of_all_phases() -> None:
    clock = Clock()
    phases = Phases(job(10, 30, 20), clock=clock)
    assert phases.seconds_left() == 60
    phases.note("step 0", 0, 4)
    clock.now = 5
    phases.note("step 0", 2, 4)
    assert phases.present is not None
    assert phases.present.title == "Phase 0"
    assert phases.seconds_left() == 55
    assert phases.share == pytest.approx(5 / 60)
    clock.now = 500  # silence says nothing
    assert phases.seconds_left() == 55


def test_a_computer_that_is_twice_as_slow_has_twice_the_time_left_in_the_end() -> None:
    clock = Clock()
    phases, left = Phases(job(10, 30, 20), clock=clock), list[float]()
    for place, seconds in enumerate((10, 30, 20)):
        for done in range(seconds):
            phases.note(f"step {place}", done, seconds)
            now = phases.seconds_left()
            assert now is not None
            left.append(now)
            clock.now += 2
    assert max(left) < 2 * left[0]  # it learns slowly, so that the time left does not leap up
    assert left[-1] < 2.1


def test_a_job_that_gets_little_of_the_processor_never_tells_three_times_the_time_left_that_it_told() -> None:
    clock = Clock()
    phases, told = Phases(job(50, 50), clock=clock), list[float]()
    for place in (0, 1):
        for done in range(101):
            phases.note(f"step {place}", done, 100)
            left = phases.seconds_left()
            if left is not None:
                assert left <= 3 * min([*told, left])
                told.append(left)
            clock.now += 5
    assert 10 < len(told) < 202  # nothing is told for a while
    assert left == 0


def test_a_phase_that_was_done_before_says_nothing_about_the_speed() -> None:
    clock, finished = Clock(), list[str]()
    phases = Phases(job(50, 50), lambda phase, seconds: finished.append(phase.step), clock)
    clock.now = 1
    phases.note("step 1", 0, 10)
    assert phases.seconds_left() == pytest.approx(53, abs=3)
    phases.end()
    assert phases.seconds_left() == 0
    assert finished == ["step 1"]


def test_an_unknown_step_changes_nothing_and_a_step_never_goes_back() -> None:
    phases = Phases(job(10, 10), clock=Clock())
    phases.note("step 1", 5, 10)
    before = phases.seconds_left()
    for step in ("encode", "step 0", "step 1"):
        phases.note(step, 1, 10)
    assert phases.seconds_left() == before


def test_a_measured_phase_corrects_the_rate_of_its_kind_half_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path))
    first = rates.expected("encode pool", "Encoding the pool", "encode", 100_000)
    rates.learn(first, 4 * first.seconds)
    assert rates.expected("", "", "encode", 100_000).seconds == 2 * first.seconds
    rates.learn(first, 0.1)  # too short to tell
    assert rates.expected("", "", "encode", 100_000).seconds == 2 * first.seconds
