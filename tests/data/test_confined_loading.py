"""A stranger's file is read in a process of its own: the same datasets and errors, within limits."""

import json
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demux_core import InputError
from demux_core.base import confined
from demux_core.data import column_preview, confined_loading, loading
from demux_core.data.dataset import Dataset
from demux_core.workspace.imported_results import import_table
from demux_core.workspace.project import create_project
from demux_core.workspace.project_files import preview_file, put_file
from tests.helpers.hostile_work import endless, faulty, greedy
from tests.helpers.make_results import learning

CONTEXT = "Delhi is a large city in India."
QUESTION = {"id": "1", "question": "Where is Delhi?", "answers": [{"text": "India", "answer_start": 25}]}
FILES = {
    "a.csv": "text,label,lang\nhello there,greet,en\nbonjour à tous mes amis,,\nhello there,greet,en\n",
    "a.conll": "Delhi\tB-LOC\nis\tO\n\nDelhi\tB-LOC\nwas\tO\n",
    "a.json": json.dumps({"data": [{"paragraphs": [{"context": CONTEXT, "qas": [QUESTION]}]}]}),
}


def outcome(data: Dataset) -> str:
    # As text, because NaN differs from itself.
    parts = (data.name, data.notes, data.task.name, data.frame.to_dict("list"), data.frame.dtypes.to_dict())
    return str((*parts, data.content_hash))


@pytest.mark.parametrize("name", ["a.csv", "a.conll", "a.json"])
def test_a_file_gives_the_same_dataset_as_in_the_process_itself(name: str, tmp_path: Path) -> None:
    (path := tmp_path / name).write_text(FILES[name])
    assert outcome(confined_loading.load(path)) == outcome(loading.load(path))


def test_an_error_is_the_same_as_in_the_process_itself(tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text("text,label\na\n")
    with pytest.raises(InputError) as inside:
        loading.load(path)
    with pytest.raises(InputError) as confined_error:
        confined_loading.load(path)
    assert str(confined_error.value) == str(inside.value)


def test_columns_are_previewed_in_the_same_way(tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text(FILES["a.csv"])
    assert confined_loading.preview_columns(path, None, {}) == column_preview.preview_columns(path, None, {})


def test_what_a_visitor_sends_is_parsed_outside_the_process_of_the_pages(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(*_: object, **__: object) -> None:
        raise AssertionError("parsed here")

    for place in ("data.loading.load", "data.column_preview.preview_columns"):
        monkeypatch.setattr(f"demux_core.{place}", parse)
    monkeypatch.setattr("demux_core.data.formats.tables.read", parse)
    monkeypatch.setattr("demux_core.workspace.imported_results.load_results", parse)
    project = create_project("Uploads")
    for name, content in FILES.items():
        with suppress(InputError):  # they are of different tasks
            project, _ = put_file(project, "pool", name, content.encode())
        preview_file(project, "pool", name, content.encode())
    assert [file.name for file in project.uploads["pool"].files] == ["a.csv"]
    import_table(project, "first", "mine.csv", learning({"random": 4}).to_csv(index=False).encode())


def test_equal_words_are_kept_once(tmp_path: Path) -> None:
    (path := tmp_path / "a.conll").write_text(FILES["a.conll"])
    first, second = confined_loading.load(path).frame["tokens"]
    assert first[0] is second[0]


def test_a_parquet_file_with_a_false_number_of_values_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lies.parquet"
    ends = pa.array(range(0, 12_000_001, 12_000), pa.int32())
    words = pa.repeat(pa.scalar(7, pa.int8()), 12_000_000)
    pq.write_table(pa.table({"tokens": pa.ListArray.from_arrays(ends, words)}), path)
    content, footer = path.read_bytes(), 600
    assert varint(12_000_000) in content[-footer:]
    path.write_bytes(content[:-footer] + content[-footer:].replace(varint(12_000_000), varint(9_000_000)))
    assert pq.read_metadata(path).row_group(0).column(0).num_values == 9_000_000
    with pytest.raises(InputError, match="at most 10,000,000 values"):
        confined_loading.load(path)


def varint(number: int) -> bytes:
    """A 64-bit number as the footer of a Parquet file has it (zigzag)."""
    number, out = 2 * number, b""
    while number > 127:
        number, out = number >> 7, out + bytes([number & 127 | 128])
    return out + bytes([number])


def test_words_in_the_cells_of_a_table_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path := tmp_path / "a.csv").write_text(f"tokens,tags\n{'a ' * 5_500_000},{'O ' * 5_500_000}\n" * 2)
    with pytest.raises(InputError, match=r"a line must have fewer|at most 10,000,000 values"):
        confined_loading.load(path)


def test_work_that_needs_too_much_memory_is_refused() -> None:
    assert list(confined.run(greedy, 1)) == [1_000_000]
    with pytest.raises(InputError, match="3 GB of memory"):
        list(confined.run(greedy, 10_000))


def test_work_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "MAX_SECONDS", 1)
    work = confined.run(endless)
    process = next(work)
    with pytest.raises(InputError, match="in 1 seconds"):
        next(work)
    for _ in range(100):
        if not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def test_a_fault_of_ours_is_not_blamed_on_the_file() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(confined.run(faulty))


def test_the_helper_is_started_again_when_it_has_ended() -> None:
    list(confined.run(greedy, 1))
    assert confined._helper is not None
    confined._helper[1].kill()
    confined._helper[1].wait()
    assert list(confined.run(greedy, 1)) == [1_000_000]


def test_a_file_of_the_working_folder_does_not_take_the_place_of_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := tmp_path / "a.csv").write_text(FILES["a.csv"])
    (tmp_path / "secrets.py").write_text("raise SystemExit('mine')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(confined, "_helper", None)
    assert len(confined_loading.load(path)) == 2


def test_a_helper_ends_with_the_process_that_started_it() -> None:
    list(confined.run(greedy, 1))
    assert confined._helper is not None
    connection, process = confined._helper
    connection.close()
    assert process.wait(10) == 0
