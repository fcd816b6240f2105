"""A cache stays within its bytes, counts what is shared once, and makes each value once."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core.base.bounded_cache import BoundedCache, memory_parts


@dataclass(frozen=True, eq=False)
class Chosen:
    texts: list[str]
    rows: np.ndarray


def size(value: object) -> int:
    return sum(memory_parts(value).values())


def test_what_was_used_longest_ago_leaves_first() -> None:
    cache = BoundedCache(3_000_000)
    for key in "abc":
        cache.get(key, lambda: np.zeros(900_000, dtype=np.uint8))
    cache.get("a", list)
    cache.get("d", lambda: np.zeros(900_000, dtype=np.uint8))
    assert [cache.find(key)[0] for key in "abcd"] == [True, False, True, True]
    assert cache.total <= 3_000_000


def test_a_value_that_is_too_large_alone_is_kept_until_the_next() -> None:
    cache = BoundedCache(1_000)
    cache.get("large", lambda: np.zeros(1_000_000, dtype=np.uint8))
    assert cache.find("large")[0]
    cache.get("small", lambda: "text")
    assert not cache.find("large")[0]
    assert cache.total < 1_000


def test_shared_texts_are_counted_once_and_as_long_as_somebody_holds_them() -> None:
    texts, cache = [f"text {number}" * 20 for number in range(10_000)], BoundedCache(10**9)
    for key in range(20):
        cache.get(key, lambda: Chosen(texts, np.zeros(1_000)))
    assert size(texts) < cache.total < 1.2 * size(texts)
    cache._max_bytes = size(texts) + 20_000  # room for about two of them
    cache.get("last", lambda: Chosen(texts, np.zeros(1_000)))
    assert size(texts) < cache.total <= cache._max_bytes


def test_the_size_of_texts_and_tables_is_about_what_they_take(tmp_path: Path) -> None:
    texts = [f"a text of its own, {number}" for number in range(20_000)]
    real = sum(map(len, texts)) + 49 * len(texts)
    assert size(texts) == pytest.approx(real + 8 * len(texts), rel=0.05)
    lists = pd.DataFrame({"tokens": pd.Series([["a", "b"]] * 20_000, dtype=object), "n": 1})
    assert size(lists) > 20_000 * (72 + 8 + 8)
    np.save(tmp_path / "vectors.npy", np.zeros((1_000, 100)))
    mapped = np.load(tmp_path / "vectors.npy", mmap_mode="r")
    assert size(mapped[10:]) == size(np.asarray(mapped)) == 0


def test_threads_that_ask_at_once_share_one_value_and_an_error_is_not_kept() -> None:
    cache, made = BoundedCache(1_000), []

    def make() -> str:
        time.sleep(0.05)
        made.append("value")
        return "value"

    threads = [threading.Thread(target=cache.get, args=("key", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["value"]
    with pytest.raises(ZeroDivisionError):
        cache.get("other", lambda: 1 // 0)
    assert cache.get("other", lambda: 2) == 2


def test_a_value_that_two_threads_made_is_counted_once() -> None:
    cache = BoundedCache(1_000_000)
    for _ in range(2):
        cache._put("key", np.zeros(1_000))
    assert cache.total == 8_000
