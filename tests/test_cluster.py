"""The engine ``ray`` on a cluster of two nodes on this machine: the results are those of the local engine."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demux_core import STRATEGIES, Encoding, InputError, select
from demux_core.base import cluster
from demux_core.cli import main
from demux_core.modelling.encoder import encode
from demux_core.modelling.models import find_model
from demux_core.strategies.engines import in_parts, on_ray
from demux_core.strategies.parts import Parts
from tests.benchmarks.rows.base import vectors
from tests.helpers import make, streams, tiny
from tests.helpers.workers import Place, Waiting, Worker
from tests.strategies.reference import REFERENCES
from tests.strategies.test_parts import EXACT, value

ray = pytest.importorskip("ray", reason="the optional package ray is not installed")
pytestmark = pytest.mark.alone


class Nodes:
    """A head node that the tests belong to, and a second node; each has room for one actor."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        arguments = {"num_cpus": 2, "include_dashboard": False, "object_store_memory": 100_000_000}
        self.cluster = Cluster(initialize_head=True, head_node_args=arguments)
        self._arguments = arguments
        self.second: Any = None

    def complete(self) -> None:
        """Start the second node, if there is none."""
        if self.second is None:
            self.second = self.cluster.add_node(**self._arguments)

    def kill_second(self) -> None:
        self.cluster.remove_node(self.second, allow_graceful=False)
        self.second = None


@pytest.fixture(scope="module")
def started() -> Iterator[Nodes]:
    nodes = Nodes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_ADDRESS", nodes.cluster.address)
        patch.setenv("OMP_NUM_THREADS", "1")
        cluster.connect()
        yield nodes
        ray.shutdown()
        nodes.cluster.shutdown()


@pytest.fixture
def nodes(started: Nodes) -> Nodes:
    started.complete()
    return started


def encoded(model: Path, engine: str, cache: Path, progress: Callable[[str, int, int], None]) -> Encoding:
    """Four hundred texts in shards of ten."""
    dataset = make.sequences([f"{text} {i}" for i in range(80) for text in tiny.TEXTS])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMUX_CACHE", str(cache))
        patch.setattr("demux_core.modelling.encoder.SHARD_ROWS", 10)
        return Encoding.open(encode(dataset, find_model(model), progress=progress, engine=engine))


def test_encoding_goes_on_when_a_node_is_killed_and_gives_the_vectors_of_the_local_engine(
    nodes: Nodes,
    tiny_model: Callable[..., Path],
    tmp_path: Path,
) -> None:
    model = tiny_model(head="ForSequenceClassification", num_labels=3)
    counted: list[int] = []

    def kill(step: str, done: int, total: int) -> None:
        counted.append(done)
        if done > total / 3 and nodes.second is not None:
            nodes.kill_second()

    of_cluster = encoded(model, "ray", tmp_path / "ray", kill)
    assert nodes.second is None
    assert counted == sorted(set(counted))
    assert counted[-1] == 400
    local = encoded(model, "local", tmp_path / "local", lambda step, done, total: None)
    assert of_cluster.ids == local.ids
    np.testing.assert_allclose(of_cluster.embeddings, local.embeddings, atol=1e-3)
    np.testing.assert_allclose(of_cluster.uncertainty, local.uncertainty, atol=1e-3)


def test_what_an_interrupted_encoding_has_finished_is_kept_for_either_engine(
    nodes: Nodes, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    model, first = tiny_model(), list[int]()

    def interrupt(step: str, done: int, total: int) -> None:
        first.append(done)
        if done >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoded(model, "ray", tmp_path, interrupt)
    again = list[int]()
    encoded(model, "local", tmp_path, lambda step, done, total: again.append(done))
    assert again[0] == first[-1]
    assert again[-1] == 400


def test_a_model_that_a_node_lacks_is_named(
    nodes: Nodes, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_model(), tmp_path / "model")
    model = find_model(folder)
    assert model.fingerprint
    (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
    with pytest.raises(InputError, match=r"every node must have the same model .* has another; copy it to"):
        encode(make.sequences(tiny.TEXTS), model, engine="ray")


@pytest.mark.parametrize("name", EXACT)
def test_a_selection_is_that_of_the_fast_strategy_and_of_naive_loops_on_the_benchmarks_data(
    name: str, nodes: Nodes
) -> None:
    pool, target = vectors(2_000, 50)
    uncertainty = np.random.default_rng(1).random(2_000, dtype=np.float32)
    source, sample = Encoding(np.arange(2_000).astype(str), pool, uncertainty), Encoding(range(50), target)
    fast = select(name, source, sample, 100, labelled=range(30))
    assert fast.rows.tolist() == REFERENCES[name](pool, target, uncertainty, set(range(30)), 100)
    picked = on_cluster(name, source, sample, 100)
    assert picked[0].tolist() == fast.rows.tolist()
    np.testing.assert_allclose(picked[1], fast.scores, atol=1e-3)


def test_cover_has_nearly_the_value_that_it_has_here(nodes: Nodes) -> None:
    pool, target = vectors(2_000, 50)
    source, sample = Encoding(range(2_000), pool), Encoding(range(50), target)
    rows, _ = on_cluster("cover", source, sample, 100)
    here = select("cover", source, sample, 100, labelled=range(30)).rows
    assert value(pool, target, rows) >= 0.99 * value(pool, target, here)


def on_cluster(name: str, source: Encoding, sample: Encoding, budget: int) -> tuple[np.ndarray, np.ndarray]:
    """What a strategy chooses with the cluster working on parts of 500 rows."""
    strategy = in_parts(STRATEGIES[name], Parts(on_ray, most=500))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("demux_core.strategies.selecting.on_engine", lambda *_: strategy)
        picked = select(name, source, sample, budget, labelled=range(30), engine="ray")
    return picked.rows, picked.scores


def test_the_command_line_writes_the_same_table_with_either_engine(
    nodes: Nodes, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    texts = [f"{text} {i}" for i in range(10) for text in tiny.TEXTS]
    pd.DataFrame({"text": texts}).to_csv(tmp_path / "pool.csv", index=False)
    pd.DataFrame({"text": tiny.TEXTS}).to_csv(tmp_path / "sample.csv", index=False)
    model = tiny_model(head="ForSequenceClassification", num_labels=3)
    files = f"--source {tmp_path}/pool.csv --target {tmp_path}/sample.csv --model {model} --task sequence"
    strategies = "--strategy knn_uncertainty,cover,random --budget 7"
    tables = []
    for engine in ("local", "ray"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DEMUX_CACHE", str(tmp_path / engine))
            out = tmp_path / f"{engine}.csv"
            arguments = f"select {files} {strategies} --engine {engine} --out {out}"
            assert main(arguments.split()) == 0
            tables.append(pd.read_csv(out))
    pd.testing.assert_frame_equal(*tables, atol=1e-3)


def test_nodes_read_encode_and_write_a_folder_though_one_is_killed_and_choose_what_one_machine_chooses(
    nodes: Nodes, tiny_model: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(step: str, done: int, total: int) -> None:
        if done >= 2 and nodes.second is not None:
            nodes.kill_second()

    monkeypatch.setattr("demux_core.cli.encode.console_progress", lambda: kill)
    pool, out = streams.write_files(tmp_path / "pool", files=6), tmp_path / "out"
    model = tiny_model(head="ForSequenceClassification", num_labels=3)
    assert main(f"encode --engine ray --data {pool} --model {model} --out {out}".split()) == 0
    assert nodes.second is None
    pd.DataFrame({"text": tiny.TEXTS}).to_csv(tmp_path / "sample.csv", index=False)
    tables = []
    for given in (f"--source {pool}", f"--encoded {out} --engine ray"):
        path = tmp_path / f"picked-{len(tables)}.csv"
        files = f"{given} --target {tmp_path}/sample.csv --model {model} --out {path}"
        assert main(f"select {files} --strategy knn_uncertainty --budget 7".split()) == 0
        tables.append(pd.read_csv(path))
    pd.testing.assert_frame_equal(*tables, atol=1e-3)


def work(*items: str) -> list[str]:
    return list(cluster.share(Worker, (), lambda worker, item: worker.work.remote(item), items))


def test_items_are_shared_out(nodes: Nodes) -> None:
    assert sorted(work(*"abcdefgh")) == list("ABCDEFGH")
    assert work() == []


def test_what_a_lost_node_was_working_on_is_done_by_another(
    nodes: Nodes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def kill() -> None:
        lost = nodes.second.node_id
        while not (tmp_path / lost).exists():
            time.sleep(0.05)
        nodes.kill_second()
        (tmp_path / "lost").write_text(lost)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    items = range(4)
    done = list(cluster.share(Waiting, (tmp_path,), lambda worker, item: worker.work.remote(item), items))
    killer.join()
    assert sorted(done) == [0, 1, 2, 3]
    assert "another does its work" in caplog.text


def test_what_the_work_refuses_is_refused_here(nodes: Nodes) -> None:
    with pytest.raises(InputError, match=r"^an item must not be wrong$"):
        work("a", "wrong", "b")


def test_an_item_over_which_three_actors_are_lost_is_given_up(
    nodes: Nodes, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InputError, match="3 or more were lost at the same work"):
        work("a", "deadly", "b")
    assert "another does its work" in caplog.text


def test_workers_that_are_never_ready_are_given_up(nodes: Nodes) -> None:
    with pytest.raises(InputError, match="were lost at the same work"):
        list(cluster.share(Worker, (False,), lambda worker, item: worker.work.remote(item), "abc"))


def test_a_node_that_joins_gets_work(nodes: Nodes) -> None:
    nodes.kill_second()
    places = set()
    for number, place in enumerate(cluster.share(Place, (), lambda w, i: w.work.remote(i), range(300))):
        places.add(place)
        if number == 2:
            nodes.complete()
        if len(places) == 2:
            break
    assert len(places) == 2
