"""Reading datasets from the hub, against a local server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.data.formats.hub_listing import CONVERTED as REVISION
from demux_core.data.loading import load
from tests.helpers.hub import COMMIT, Request, local_hub

INFO = {"info": {"features": {"label": {"names": ["bad", "good"], "_type": "ClassLabel"}}}}


def shard(*texts: str) -> bytes:
    table = pa.table({"text": list(texts), "label": [1] * len(texts)})
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(INFO)}), sink)
    return bytes(sink.getvalue())


def plain(rows: int, **columns: list[object]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns or {"text": [f"text {i}" for i in range(rows)]}), sink, row_group_size=10)
    return bytes(sink.getvalue())


CARD = {"configs": [{"config_name": "all", "data_files": [{"split": "train", "path": "texts/*.parquet"}]}]}
FILES = {
    "hi/train/0000.parquet": shard("एक", "दो"),
    "hi/train/0001.parquet": shard("तीन"),
    "hi/test/0000.parquet": shard("चार"),
    "mr/train/0000.parquet": shard("पाच"),
}


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Request]]:
    repositories = {
        ("datasets", "people/reviews", REVISION): {".gitattributes": b"", **FILES},
        ("datasets", "people/raw", "main"): {"data.csv": b"text\n"},
        ("datasets", "people/own", "main"): {"hi/test-00000-of-00001.parquet": plain(2)},
        ("datasets", "people/own", "v1"): {"data/train-00000-of-00001-0123456789abcdef.parquet": plain(3)},
        ("datasets", "people/old", REVISION): {
            "hi/old-train.parquet": plain(1),
            "hi/old-test.parquet": plain(2),
        },
        ("datasets", "people/card", "main"): {
            "card.json": json.dumps(CARD).encode(),
            **{f"texts/{i}.parquet": plain(2) for i in range(2)},
        },
        ("datasets", "people/large", REVISION): {
            **{f"default/partial-train/000{i}.parquet": plain(100) for i in range(3)},
            "default/torn-test.parquet": plain(5_000),
        },
    }
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))
    with local_hub(repositories, monkeypatch, tmp_path) as requests:
        yield requests


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


def test_the_revision_that_was_read_is_said() -> None:
    assert f"read from the hub at the revision {COMMIT[:12]}" in load("hf:people/reviews:mr").notes


def test_a_dataset_that_is_not_converted_is_read_from_its_own_parquet_files() -> None:
    assert len(load("hf:people/own")) == 2
    assert len(load("hf:people/card:all:train[:3]")) == 2  # the same texts in two files count once


def test_a_revision_is_named_behind_the_dataset() -> None:
    assert len(load("hf:people/own:train@v1")) == 3
    with pytest.raises(InputError, match="no Parquet files of the dataset at the revision 'v2'"):
        load("hf:people/own@v2")


def test_datasets_that_were_converted_long_ago_have_another_layout() -> None:
    assert len(load("hf:people/old:hi:test")) == 2


def test_only_the_files_that_the_first_rows_need_are_downloaded(hub: list[Request]) -> None:
    dataset = load("hf:people/large:train[:105]", guess_languages=False)
    assert len(dataset) == 100  # of 105 rows, 5 are the same
    assert len({path for path, _ in hub if "/resolve/" in path}) == 2
    assert "the hub has converted only the first part of this split" in dataset.notes


def test_a_large_split_is_refused_with_the_way_to_take_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_VALUES", 150)
    with pytest.raises(InputError, match=r"at most 150 values, .* or take its first rows, as in \[:10000\]"):
        load("hf:people/large:train")


def test_a_download_that_breaks_off_goes_on_where_it_stopped(
    hub: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1_000)
    assert len(load("hf:people/large:test", guess_languages=False)) == 5_000
    ranges = [path for path, _ in hub if path.startswith("torn-test.parquet bytes=")]
    assert ranges
    assert "bytes=0-" not in ranges[0]


def test_what_was_downloaded_is_read_without_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    load("hf:people/reviews:mr")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    notes = load("hf:people/reviews:mr").notes
    assert "the hub does not answer, so the files that were downloaded before are read" in notes
    with pytest.raises(
        InputError, match=r"switched off \(HF_HUB_OFFLINE\), and the dataset was not downloaded"
    ):
        load("hf:people/reviews:hi:test")


def test_the_token_comes_from_the_environment_and_is_not_sent_for_a_job(
    hub: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    load("hf:people/reviews:mr")
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    load("hf:people/reviews:hi:test")
    assert {token for _, token in hub} == {None, "Bearer hf_secret"}
    hub.clear()
    monkeypatch.setenv("DEMUX_JOB", "1:1")
    load("hf:people/reviews:hi:train")
    assert {token for _, token in hub} == {None}
