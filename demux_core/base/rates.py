"""How long kinds of work take on this computer: usual rates, corrected by every job that was measured.

The usual rates were measured with the embedded model on two cores without matrix tiles.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from demux_core.base.config import cache_dir
from demux_core.base.files import atomic_write
from demux_core.base.phases import Phase

_FILE = "rates.json"
_LEAST_SECONDS = 2.0  # what takes less tells nothing about a rate
_LARGEST_FACTOR = 20.0


@dataclass(frozen=True)
class _Rate:
    start: float
    unit: float


# Seconds to start with, mostly imports and reading the model, and seconds a unit.
_USUAL: Mapping[str, _Rate] = {
    "train": _Rate(2.0, 6e-4),  # characters x epochs
    "encode": _Rate(4.0, 2e-4),  # characters
    "map": _Rate(12.0, 3e-4),  # points
    "advice": _Rate(1.0, 3e-3),  # texts
    "cells": _Rate(0.0, 1.0),  # seconds of training and scoring, at the rates above
    "probes": _Rate(2.0, 1.0),  # seconds
    "select": _Rate(0.0, 0.01),  # millions of pairs of a pool and a target text
}


def expected(step: str, title: str, kind: str, units: int) -> Phase:
    """Return a phase with the seconds that it is expected to take on this computer."""
    rate = _USUAL[kind]
    return Phase(step, title, kind, units, _factors().get(kind, 1.0) * (rate.start + rate.unit * units))


def learn(phase: Phase, seconds: float) -> None:
    """Correct the rate of a phase's kind by what it took: half way, as a job may have had company."""
    if seconds < _LEAST_SECONDS or phase.seconds <= 0:
        return
    factors = _factors()
    factor = factors.get(phase.kind, 1.0) * (seconds / phase.seconds) ** 0.5
    factors[phase.kind] = round(min(max(factor, 1 / _LARGEST_FACTOR), _LARGEST_FACTOR), 3)
    with suppress(OSError):  # an estimate is not worth an error
        atomic_write(cache_dir() / _FILE, json.dumps(factors, sort_keys=True))


def _factors() -> dict[str, float]:
    try:
        stored = json.loads((cache_dir() / _FILE).read_text(encoding="utf-8"))
        return {kind: float(stored[kind]) for kind in _USUAL if kind in stored}
    except (OSError, ValueError, TypeError):
        return {}
