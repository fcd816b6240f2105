"""One progress for a whole job: its phases, how far the present one is, and the time that is left."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# How much the expectation counts beside what was measured: as if this share of the job had gone as expected.
_TRUST = 0.3
# The time left may climb to this many times the least that was told, and this many seconds more.
_CLIMB, _CLIMB_SECONDS = 2.0, 10.0


@dataclass(frozen=True)
class Phase:
    """A part of a job.

    Args:
        step: the name under which its progress is told.
        title: for people: "Encoding the pool".
        kind: of work, for the rates of this computer (``rates``).
        units: amount of work.
        seconds: that it is expected to take.
    """

    step: str
    title: str
    kind: str
    units: int
    seconds: float


class Phases:
    """Follows a job through its phases.

    Args:
        phases: in order; a phase whose result is there already may be passed over.
        finished: told of each phase that was seen from its beginning to its end, and the seconds it took.
        clock: in seconds.
    """

    def __init__(
        self,
        phases: Sequence[Phase],
        finished: Callable[[Phase, float], None] = lambda phase, seconds: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._phases, self._finished, self._clock = phases, finished, clock
        self._place = -1  # of the present phase
        self._began = self._entered = self._told = clock()
        self._worked = 0.0  # expected seconds of what was done in earlier phases
        self._at_first = self._part = 0.0  # finished part of the present phase
        self._expected = sum(phase.seconds for phase in phases)
        self._least = self._estimate()  # seconds left, at any report so far

    @property
    def present(self) -> Phase | None:
        """The phase under way; None before the first."""
        return None if self._place < 0 else self._phases[self._place]

    def note(self, step: str, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` units of a step are done; a step that is no phase is left out."""
        part = min(1.0, done / total) if total else 0.0
        places = [place for place, phase in enumerate(self._phases) if phase.step == step]
        if not places or places[0] < self._place:
            return
        if places[0] > self._place:
            self._leave()
            self._place, self._entered = places[0], self._clock()
            self._at_first = self._part = part
        self._part = max(self._part, part)
        self._told = self._clock()
        self._least = min(self._least, self._estimate())

    @property
    def share(self) -> float:
        """The finished part of the job, 0 to 1, by the seconds that its phases were expected to take."""
        return 1 - self._remaining() / self._expected if self._expected else 0.0

    def seconds_left(self) -> float | None:
        """Estimate the seconds that are left, from what was expected and how fast the work went so far.

        Silence since the last report says nothing: the next one may come at any moment. None where more is
        left than anybody was told: a job that others keep from the processor would promise ever later ends.
        """
        left = self._estimate()
        return left if left <= _CLIMB * self._least + _CLIMB_SECONDS else None

    def _estimate(self) -> float:
        worked = self._worked
        if (present := self.present) is not None:
            worked += present.seconds * (self._part - self._at_first)
        trust = _TRUST * self._expected
        pace = (self._told - self._began + trust) / (worked + trust) if trust else 1.0
        return pace * self._remaining()

    def end(self) -> None:
        """Note that the last phase is finished."""
        self._leave()
        self._place = len(self._phases) - 1 if self._phases else -1
        self._at_first = self._part = 1.0

    def _remaining(self) -> float:
        later = sum(phase.seconds for phase in self._phases[self._place + 1 :])
        return later + (self.present.seconds * (1 - self._part) if self.present else 0.0)

    def _leave(self) -> None:
        if (present := self.present) is None:
            return
        self._worked += present.seconds * (1 - self._at_first)
        if self._at_first == 0:
            self._finished(present, self._clock() - self._entered)
