"""The memory that a process may use, in control groups as Linux writes them down."""

from pathlib import Path

import psutil
import pytest

from demux_core.base import memory
from demux_core.jobs.worker import job_memory

MACHINE = psutil.virtual_memory().total


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of /sys/fs/cgroup; the file ``membership`` in it names this process's groups."""
    monkeypatch.setattr(memory, "_GROUPS", tmp_path)
    monkeypatch.setattr(memory, "_MEMBERSHIP", tmp_path / "membership")
    return tmp_path


def limit(file: Path, value: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{value}\n")


def test_without_a_limit_it_is_the_machines(groups: Path) -> None:
    assert memory.usable_memory() == MACHINE
    limit(groups / "membership", "0::/user.slice/session.scope")
    limit(groups / "user.slice" / "memory.max", "max")
    assert memory.usable_memory() == MACHINE


def test_the_tightest_limit_around_the_process_counts(groups: Path) -> None:
    limit(groups / "membership", "0::/team/server")
    limit(groups / "team" / "memory.max", "3000000000")
    limit(groups / "team" / "server" / "memory.max", "4000000000")
    limit(groups / "other" / "memory.max", "1000000000")
    assert memory.usable_memory() == 3_000_000_000


def test_a_container_sees_its_own_group_as_the_root(groups: Path) -> None:
    limit(groups / "membership", "0::/")
    limit(groups / "memory.max", "2000000000")
    assert memory.usable_memory() == 2_000_000_000


def test_version_one_of_control_groups_counts_too(groups: Path) -> None:
    limit(groups / "membership", "5:cpu,memory:/docker/abc\n3:pids:/docker/abc")
    limit(groups / "memory" / "memory.limit_in_bytes", "2500000000")
    assert memory.usable_memory() == 2_500_000_000


def test_a_job_gets_its_share_of_what_the_container_has(
    groups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMUX_JOB_MEMORY", raising=False)
    limit(groups / "membership", "0::/")
    limit(groups / "memory.max", "2000000000")
    assert job_memory() == 1_500_000_000
