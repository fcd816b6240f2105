"""How much memory this process may use: that of the machine, or of the container that it runs in."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_MEMBERSHIP = Path("/proc/self/cgroup")
_GROUPS = Path("/sys/fs/cgroup")


def usable_memory() -> int:
    """Bytes of memory: the machine's, or less where a control group of Linux (a container) limits it."""
    import psutil

    return min([int(psutil.virtual_memory().total), *_group_limits()])


def _group_limits() -> Iterator[int]:
    for folder, file in _folders():
        with suppress(OSError, ValueError):  # a group above the container is not there; no limit is "max"
            yield int((folder / file).read_text())


def _folders() -> Iterator[tuple[Path, str]]:
    """The groups of this process and those around them, each with the name of the file of its limit."""
    with suppress(OSError):
        for line in _MEMBERSHIP.read_text().splitlines():
            _, kinds, path = line.split(":", 2)
            root, file = _GROUPS, "memory.max"
            if kinds:  # version 1 has a tree for each kind
                root, file = _GROUPS / "memory", "memory.limit_in_bytes"
            if not kinds or "memory" in kinds.split(","):
                group = Path(path.lstrip("/"))
                yield from ((root / folder, file) for folder in (group, *group.parents))
