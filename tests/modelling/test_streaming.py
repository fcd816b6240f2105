"""A pool that is read, encoded and written part by part; in ``tests/test_cluster.py`` by a Ray cluster."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import fsspec
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from demux_core import Encoding, InputError, load
from demux_core.data.parquet_parts import Part
from demux_core.modelling import part_writer
from demux_core.modelling.encoder import encode
from demux_core.modelling.models import find_model
from demux_core.modelling.part_writer import PartWriter
from demux_core.modelling.stored_vectors import embeddings_of
from demux_core.modelling.streaming import MANIFEST, read_manifest
from tests.helpers import tiny
from tests.helpers.streams import here, opened, streamed, write_files


@pytest.fixture
def headed(tiny_model: Callable[..., Path]) -> Path:
    return tiny_model(head="ForSequenceClassification", num_labels=3)


def files_in(out: Path) -> dict[str, int]:
    """The files of an output, with the time of each; nothing half-written is among them."""
    names = {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.name != MANIFEST}
    assert not [name for name in names if name.startswith(".")]
    return names


def test_a_part_becomes_a_file_with_the_rows_that_the_loader_and_the_local_engine_give(
    tmp_path: Path, headed: Path
) -> None:
    pool = write_files(tmp_path / "pool")
    assert streamed(pool, tmp_path / "out", headed) == (3 * 21 - 1, 3)  # file 0 has its first text twice
    manifest = read_manifest(str(tmp_path / "out"))
    assert [file["part"] for file in manifest["files"]] == ["part-0", "part-1", "part-2"]
    for file, path in zip(manifest["files"], sorted(pool.iterdir()), strict=True):
        table, dataset = pq.read_table(tmp_path / "out" / file["file"]), load(path)
        local = Encoding.open(encode(dataset, find_model(headed)))
        assert table["id"].to_pylist() == local.ids
        assert table["text"].to_pylist() == dataset.texts
        assert table["language"].to_pylist() == dataset.languages
        np.testing.assert_allclose(embeddings_of(table), local.embeddings, atol=1e-3)
        np.testing.assert_allclose(table["uncertainty"], local.uncertainty, atol=1e-3)
        np.testing.assert_allclose(table["margin_log"], local.measures["margin_log"], atol=1e-3)


def test_a_part_is_written_in_blocks_of_rows(
    tmp_path: Path, headed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_writer, "BLOCK", 8)
    streamed(write_files(tmp_path / "pool", files=1), tmp_path / "out", headed)
    (name,) = files_in(tmp_path / "out")
    footer = pq.read_metadata(tmp_path / "out" / name)
    assert [footer.row_group(i).num_rows for i in range(footer.num_row_groups)] == [8, 8, 4]


def test_without_a_head_there_is_no_uncertainty(tmp_path: Path, tiny_model: Callable[..., Path]) -> None:
    streamed(write_files(tmp_path / "pool", files=1), tmp_path / "out", tiny_model())
    assert opened(tmp_path / "out").encoding.uncertainty is None


def test_only_what_is_missing_is_made(tmp_path: Path, headed: Path) -> None:
    pool, out = write_files(tmp_path / "pool"), tmp_path / "out"
    streamed(pool, out, headed)
    before = files_in(out)
    assert streamed(pool, out, headed) == (0, 0)
    assert files_in(out) == before
    pd.DataFrame({"text": ["quite another text"]}).to_parquet(pool / "part-1.parquet")
    assert streamed(pool, out, headed) == (1, 1)
    after = files_in(out)
    assert len(after) == 3  # what the former file gave is gone
    assert len(before.items() & after.items()) == 2


def test_another_model_makes_everything_again(
    tmp_path: Path, headed: Path, tiny_model: Callable[..., Path]
) -> None:
    pool, out = write_files(tmp_path / "pool"), tmp_path / "out"
    streamed(pool, out, headed)
    before = files_in(out)
    assert streamed(pool, out, tiny_model("bert", head="ForSequenceClassification", num_labels=3))[1] == 3
    assert not before.keys() & files_in(out).keys()


def test_an_interrupted_run_goes_on_with_what_is_missing(tmp_path: Path, headed: Path) -> None:
    pool, out, heard = write_files(tmp_path / "pool"), tmp_path / "out", list[tuple[int, int]]()

    def interrupted(writer: PartWriter, work: Sequence[tuple[Part, str]]) -> Iterator[int]:
        yield from here(writer, work[:1])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        streamed(pool, out, headed, share=interrupted)
    with pytest.raises(InputError, match="no finished encoding of a cluster"):
        read_manifest(str(out))
    assert streamed(pool, out, headed, lambda step, done, total: heard.append((done, total)))[1] == 2
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_file_that_cannot_be_written_whole_is_not_there(
    tmp_path: Path, headed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_writer, "BLOCK", 8)
    calls = list[int]()
    real = part_writer._table

    def full(*given: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("no space left on device")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(part_writer, "_table", full)
    with pytest.raises(OSError, match="no space"):
        streamed(write_files(tmp_path / "pool", files=1), tmp_path / "out", headed)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_part_that_breaks_a_rule_is_named(tmp_path: Path, headed: Path) -> None:
    pool = write_files(tmp_path / "pool")
    pd.DataFrame({"text": ["good", None]}).to_parquet(pool / "part-1.parquet")
    with pytest.raises(InputError, match=r"^part-1: .*row 2"):
        streamed(pool, tmp_path / "out", headed)


def test_an_empty_part_gives_an_empty_file(tmp_path: Path, headed: Path) -> None:
    pool, out = write_files(tmp_path / "pool", files=2), tmp_path / "out"
    pd.DataFrame({"text": pd.Series([], dtype=str)}).to_parquet(pool / "part-1.parquet")
    assert streamed(pool, out, headed)[1] == 2
    assert len(opened(out).encoding) == len(load(pool / "part-0.parquet"))
    assert streamed(pool, out, headed) == (0, 0)


def test_stores_are_read_and_written(
    memory_store: fsspec.AbstractFileSystem, tmp_path: Path, headed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_DATA_ROOTS", "memory:///pools")
    memory_store.put(str(write_files(tmp_path / "pool")), "/pools/pool", recursive=True)
    out = "memory:///pools/out"
    assert streamed("memory:///pools/pool", out, headed)[1] == 3
    assert streamed("memory:///pools/pool", out, headed) == (0, 0)
    assert len(memory_store.ls("/pools/out")) == 4
    streamed(tmp_path / "pool", tmp_path / "out", headed)
    of_store, of_disk = opened(out), opened(tmp_path / "out")
    assert of_store.ids.tolist() == of_disk.ids.tolist()


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("memory:///elsewhere/out", "must be below one of"),
        ("http://localhost/pools/out", "must be a folder that can be written"),
        ("{folder}/other", r"got .*other with notes\.txt; choose another"),
        ("{folder}/other/notes.txt", "got the file"),
    ],
)
def test_an_output_that_is_no_place_of_its_own_is_refused(
    out: str, message: str, tmp_path: Path, headed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_DATA_ROOTS", "memory:///pools http://localhost/pools")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text(tiny.TEXTS[0])
    with pytest.raises(InputError, match=message):
        streamed(write_files(tmp_path / "pool"), out.format(folder=tmp_path), headed)
    assert (tmp_path / "other" / "notes.txt").exists()
