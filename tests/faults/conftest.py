import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psutil
import pytest

from demux_core.jobs import processes

ROOT = Path(__file__).parents[2]
Fork = Callable[[Sequence[str], Path, Mapping[str, str]], tuple[int, float]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.alone)


@pytest.fixture(scope="module")
def fork() -> Iterator[Fork]:
    """``fork(arguments, log, environment)`` starts a command like ``processes.start``, but faster."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.forks"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
    )
    assert server.stdout is not None
    assert server.stdin is not None
    assert server.stdout.readline() == "ready\n"

    def start(arguments: Sequence[str], log: Path, more: Mapping[str, str]) -> tuple[int, float]:
        log.parent.mkdir(parents=True, exist_ok=True)
        places = {name: os.environ[name] for name in ("DEMUX_WORKSPACE", "DEMUX_CACHE")}
        task = {"arguments": list(arguments), "log": str(log), "environment": {**places, **more}}
        print(json.dumps(task), file=server.stdin, flush=True)
        pid = int(server.stdout.readline())
        try:
            return pid, processes.start_time(pid)
        except (psutil.Error, OSError):
            return pid, 0.0

    yield start
    server.stdin.close()
    server.wait(10)


@pytest.fixture
def forked(fork: Fork, monkeypatch: pytest.MonkeyPatch) -> Fork:
    """Start jobs as forks."""
    monkeypatch.setattr(processes, "start", fork)
    return fork
