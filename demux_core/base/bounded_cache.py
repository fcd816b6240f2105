"""A cache bounded by bytes: what was used longest ago leaves when the values together get too large."""

import sys
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from itertools import islice
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
_SAMPLE = 256  # items of a long list or column that are measured


@dataclass(frozen=True, eq=False)
class _Entry:
    value: Any
    parts: Mapping[int, int]


class BoundedCache:
    """Values by key, made once however many threads ask; safe to use from several threads.

    What several values share, such as the texts of a pool, is counted once. The newest value stays even if it
    is too large alone.

    Args:
        max_bytes: about how much memory the values may take together.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._holders: Counter[int] = Counter()
        self._bytes: dict[int, int] = {}
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    @property
    def total(self) -> int:
        """About how many bytes the values take."""
        return sum(self._bytes.values())

    def find(self, key: Hashable) -> tuple[bool, Any]:
        """Whether there is a value for ``key``, and the value."""
        with self._lock:
            if key not in self._entries:
                return False, None
            self._entries.move_to_end(key)
            return True, self._entries[key].value

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value for ``key``; ``make`` it if there is none."""
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            try:
                known, value = self.find(key)
                if not known:
                    value = make()
                    self._put(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value  # type: ignore[no-any-return]

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._entries.clear()
            self._holders.clear()
            self._bytes.clear()

    def _put(self, key: Hashable, value: Any) -> None:
        parts = memory_parts(value)
        with self._lock:
            if key in self._entries:  # two threads made it, because it failed while both waited for it
                self._release(self._entries.pop(key))
            self._entries[key] = _Entry(value, parts)
            self._holders.update(parts.keys())
            self._bytes.update(parts)
            while self.total > self._max_bytes and len(self._entries) > 1:
                self._release(self._entries.popitem(last=False)[1])

    def _release(self, entry: _Entry) -> None:
        for part in entry.parts:
            self._holders[part] -= 1
            if not self._holders[part]:
                del self._holders[part], self._bytes[part]


def memory_parts(value: Any) -> dict[int, int]:
    """The lists, arrays and tables that a value consists of, by ``id``: about how many bytes each takes.

    Memory-mapped arrays take none: the system drops their pages when it needs room.
    """
    if is_dataclass(value):
        parts = {id(value): sys.getsizeof(value)}
        for part in vars(value).values():
            parts |= memory_parts(part)
        return parts
    if isinstance(value, tuple) and len(value) < _SAMPLE:
        return {key: size for item in value for key, size in memory_parts(item).items()}
    return {id(value): _size(value)}


def _size(value: Any) -> int:
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return value.nbytes + _items_size(value.ravel(), value.size)
        return 0 if _is_mapped(value) else value.nbytes
    if hasattr(value, "memory_usage"):  # a table
        columns = [value[name] for name in value] if hasattr(value, "columns") else [value]
        return sum(_column_size(column) for column in columns)
    if isinstance(value, Mapping):
        held = _items_size(value.keys(), len(value)) + _items_size(value.values(), len(value))
        return sys.getsizeof(value) + held
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        return sys.getsizeof(value) + _items_size(value, len(value))
    if is_dataclass(value):
        return sys.getsizeof(value) + sum(map(_size, vars(value).values()))
    return sys.getsizeof(value)


def _items_size(items: Any, number: int) -> int:
    sample = list(islice(items, 0, None, max(1, number // _SAMPLE)))
    return sum(map(_size, sample)) * number // len(sample) if sample else 0


def _column_size(column: Any) -> int:
    if column.dtype.kind in "biufcmM":
        return int(column.nbytes)
    return int(column.memory_usage(index=False)) + _items_size(column, len(column))


def _is_mapped(array: Any) -> bool:
    while array is not None:
        if isinstance(array, np.memmap):
            return True
        array = getattr(array, "base", None)
    return False
