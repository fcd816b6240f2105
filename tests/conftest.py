"""Fixtures for all tests: a cache and a workspace of their own, real corpora where present, tiny models."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("DEMUX_SHARED") or Path(__file__).parents[2] / "shared")
# No test may access the hub; downloads are tested with a server on this machine.
os.environ["HF_HUB_OFFLINE"] = "1"
if "PYTEST_XDIST_WORKER" in os.environ:
    # As many processes as cores: more threads would get in each other's way.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
# Only the tests of the demo need its projects in a new workspace.
os.environ["DEMUX_DEMO"] = "off"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The session's ``DEMUX_CACHE``: the embedded model is converted once, the user's is not used."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMUX_CACHE", str(folder))
        # Jobs of the tests may load models from the tests' temporary folder.
        patch.setenv("DEMUX_MODEL_ROOTS", str(tmp_path_factory.getbasetemp()))
        yield folder


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace of the test's own, named by ``DEMUX_WORKSPACE``."""
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """``shared_data("topic.parquet")`` is that corpus; the test is skipped if it is absent."""

    def find(name: str) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            pytest.skip(f"the corpus {name} is missing; set DEMUX_SHARED to the folder that contains data/")
        return path

    return find


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """``tiny_model("bert", head="ForTokenClassification", num_labels=3)``: directory of a random model."""
    from tests.helpers import tiny

    made: dict[str, Path] = {}

    def build(family: str = "xlm-roberta", head: str = "", **settings: object) -> Path:
        key = f"{family} {head} {settings}"
        if key not in made:
            made[key] = tiny.build(family, tmp_path_factory.mktemp("model"), f"Model{head}", **settings)
        return made[key]

    return build


@pytest.fixture
def memory_store() -> Iterator[Any]:
    """A store in memory, empty before and after, which stands for any that fsspec reaches."""
    import fsspec

    files = fsspec.filesystem("memory")
    for kept in (files.store, files.pseudo_dirs):  # all file systems in memory share them
        kept.clear()
    yield files
    for kept in (files.store, files.pseudo_dirs):
        kept.clear()
