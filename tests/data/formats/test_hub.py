"""Reading datasets from the hub, against a local server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demux_core.base.errors import InputError
from demux_core.data.formats.hub_listing import CONVERTED as REVISION
from demux_core.data.loading import load
from tests.helpers.hub import local_hub

INFO = {"info": {"features": {"label": {"names": ["bad", "good"], "_type": "ClassLabel"}}}}


def shard(*texts: str) -> bytes:
    table = pa.table({"text": list(texts), "label": [1] * len(texts)})
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(INFO)}), sink)
    return bytes(sink.getvalue())


FILES = {
    "hi/train/0000.parquet": shard("एक", "दो"),
    "hi/train/0001.parquet": shard("तीन"),
    "hi/test/0000.parquet": shard("चार"),
    "mr/train/0000.parquet": shard("पाच"),
}


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    repositories = {
        ("datasets", "people/reviews", REVISION): {".gitattributes": b"", **FILES},
        ("datasets", "people/raw", "main"): {"data.csv": b"text\n"},
    }
    with local_hub(repositories, monkeypatch, tmp_path):
        yield


def test_a_split_joins_its_shards_in_order_and_reads_class_names() -> None:
    dataset = load("hf:people/reviews:hi:train", guess_languages=False)
    assert dataset.texts == ["एक", "दो", "तीन"]
    assert dataset.labels == ["good"]
    assert dataset.name == "hf:people/reviews:hi:train"


def test_the_only_configuration_or_split_need_not_be_named() -> None:
    assert load("hf:people/reviews:mr", guess_languages=False).texts == ["पाच"]
    assert load("hf:people/reviews:test", guess_languages=False).texts == ["चार"]


def test_hub_rows_are_filtered_like_file_rows() -> None:
    assert load("hf:people/reviews:hi:train[text=दो]", guess_languages=False).texts == ["दो"]


@pytest.mark.parametrize(
    "spec", ["people/reviews", "people/reviews:hi", "people/reviews:ur", "people/reviews:hi:dev"]
)
def test_an_ambiguous_or_wrong_choice_lists_the_choices(spec: str) -> None:
    with pytest.raises(InputError, match="hf:people/reviews:hi:test, hf:people/reviews:hi:train"):
        load(f"hf:{spec}")


@pytest.mark.parametrize("name", ["people/none", "not a name", ""])
def test_a_missing_dataset_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no such dataset"):
        load(f"hf:{name}")


def test_a_dataset_without_parquet_files_is_refused() -> None:
    with pytest.raises(InputError, match="no Parquet files"):
        load("hf:people/raw")


def test_a_missing_connection_gives_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(InputError, match="could not be reached"):
        load("hf:people/reviews:hi:train")
