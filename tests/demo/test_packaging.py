"""The shipped files belong to the corpus in the tree, are small, and can be computed again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demux_core import select
from demux_core.demo.build.packaging import base_embeddings, corpus_hash, file_hashes, open_packaged
from demux_core.demo.catalog import DEMOS, SHIPPED
from demux_core.demo.opening import available_demos, open_demo
from demux_core.demo.packed import pack, unpack
from demux_core.experiments.cells import Cell
from demux_core.experiments.results_files import read_records
from demux_core.strategies import STRATEGIES

NAMES = [demo.name for demo in available_demos()]
MEGABYTE = 2**20


def manifest(name: str) -> dict[str, Any]:
    return json.loads((SHIPPED / name / "manifest.json").read_text(encoding="utf-8"))


def test_the_shipped_files_are_small_and_contain_no_model() -> None:
    sizes = {path: path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 18 * MEGABYTE
    assert max(sizes.values()) < 8 * MEGABYTE  # the vectors of 20,000 words
    assert not [path for path in sizes if path.suffix in (".safetensors", ".bin", ".pt")]


def test_the_shipped_files_contain_no_path_of_the_machine_that_computed_them() -> None:
    for path in [*SHIPPED.rglob("*.json"), *SHIPPED.rglob("*.jsonl")]:
        assert "/tmp/" not in path.read_text(encoding="utf-8"), path
        assert str(Path.home()) not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_names_the_corpus_in_the_tree_and_how_the_demo_was_computed(name: str) -> None:
    about = manifest(name)
    assert about["corpus"] == corpus_hash(DEMOS[name])
    assert about["files"] == file_hashes(DEMOS[name])
    assert about["command"].endswith("python -m demux_core demo build")
    assert {"model", "en_ft", "versions", "machine"} <= set(about)


@pytest.mark.parametrize("name", NAMES)
def test_select_gives_the_shipped_selections_from_the_shipped_encodings(name: str) -> None:
    source, target = (open_packaged(SHIPPED / name / "run" / part) for part in ("source", "target"))
    lines = (SHIPPED / name / "selections.jsonl").read_text(encoding="utf-8").splitlines()
    for kept in map(json.loads, lines):
        again = select(kept["strategy"], source, target, kept["budget"], seed=kept["seed"])
        assert again.ids == kept["ids"], kept["strategy"]
        np.testing.assert_allclose(again.scores, kept["scores"], rtol=1e-4)
    assert {kept["seed"] for kept in map(json.loads, lines)} == {2, 22, 42}


def test_words_in_single_bytes_stay_near_their_vectors(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    words = (generator.normal(size=(500, 16)) * np.r_[30, np.ones(15)]).astype(np.float16)
    (tmp_path / "whole").mkdir()
    for part, array in (("words", words), ("embeddings", words[:9]), ("uncertainty", words[:9, 0])):
        np.save(tmp_path / "whole" / f"{part}.npy", array)
    (tmp_path / "whole" / "rows.parquet").touch()
    pack(tmp_path / "whole", tmp_path / "shipped", with_words=True)
    unpack(tmp_path / "shipped")
    again = np.load(tmp_path / "shipped" / "words.npy")
    assert again.dtype == np.float16
    step = np.abs(words).max(axis=0) / 127
    assert (np.abs(again - words.astype(np.float32)) <= 0.51 * step + 0.01).all()
    assert np.load(tmp_path / "shipped" / "embeddings.npy").dtype == np.float32


@pytest.mark.parametrize("name", NAMES)
def test_at_every_budget_of_an_experiment_random_has_the_seeds_of_the_others(name: str) -> None:
    for shipped in manifest(name)["experiments"]:
        records = read_records(SHIPPED / name / f"{shipped['file']}.csv")
        ran = {r.cell for r in records if r.cell.strategy != "en_ft"}
        assert ran == {Cell(s, seed, 1, budget) for s, budget, seeds in shipped["cells"] for seed in seeds}
        for cell in ran:
            assert replace(cell, strategy="random") in ran
        assert [r for r in records if r.cell.strategy == "en_ft"]


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_experiment_is_one_of_the_catalogue(name: str) -> None:
    planned = {(experiment.name, experiment.file) for experiment in DEMOS[name].experiments}
    assert {(shipped["name"], shipped["file"]) for shipped in manifest(name)["experiments"]} <= planned


@pytest.mark.parametrize("name", NAMES)
def test_the_fine_tuned_models_had_the_shipped_selections_except_for_near_ties(name: str) -> None:
    lines = (SHIPPED / name / "selections.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = {(k["strategy"], k["budget"], k["seed"]): set(k["ids"]) for k in map(json.loads, lines)}
    for record in read_records(SHIPPED / name / "experiment.csv"):
        cell = record.cell
        if (key := (cell.strategy, cell.budget, cell.seed)) in chosen:
            # Votes of words are whole numbers, so with words in single bytes more of them tie.
            alike = 0.8 if "words" in STRATEGIES[cell.strategy].needs else 0.9
            assert len(chosen[key] & set(record.ids)) >= alike * cell.budget


@pytest.mark.usefixtures("workspace")
def test_the_embedded_model_reproduces_the_shipped_embeddings() -> None:
    shipped_vectors = np.load(SHIPPED / "intents" / "check.npy").astype(np.float32)
    again = base_embeddings(open_demo("intents"))
    lengths = np.linalg.norm(again, axis=1) * np.linalg.norm(shipped_vectors, axis=1)
    assert ((again * shipped_vectors).sum(axis=1) / lengths).min() > 0.999


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"
