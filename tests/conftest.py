"""Shared parts of the tests: real corpora where they are present, a cache kept between runs."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("DEMUX_SHARED") or Path(__file__).parents[2] / "shared")


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """``shared_data("topic.parquet")`` is that corpus; the test is skipped where it is absent."""

    def find(name: str) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            pytest.skip(f"the corpus {name} is not here; set DEMUX_SHARED to the folder that holds data/")
        return path

    return find
