"""Files below DEMUX_DATA_ROOTS are read, and nothing outside them."""

from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demux_core import InputError, load
from demux_core.data.server_files import local_copies, name_of, one_file
from demux_core.data.server_roots import below_root, data_roots
from tests.helpers.large_pool import write_pool


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root on this machine, with a file beside it; the other root is a store in memory."""
    (folder := tmp_path / "data pools").mkdir()
    (tmp_path / "secret.csv").write_text("text\nsecret\n")
    monkeypatch.setenv("DEMUX_DATA_ROOTS", f"'{folder}' memory:///pools")
    return folder


def copies(place: str, folder: Path) -> list[Path]:
    folder.mkdir()
    return local_copies(place, folder)


def test_roots_are_separated_by_spaces_and_quoted_where_they_have_some(root: Path) -> None:
    assert data_roots() == (str(root), "memory:///pools")


@pytest.mark.parametrize("given", ["pools", "file:///srv", "local:///srv", "'/srv", "/srv pools"])
def test_a_root_that_is_no_place_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_DATA_ROOTS", given)
    with pytest.raises(InputError, match="DEMUX_DATA_ROOTS must be absolute paths and URLs"):
        data_roots()


def test_without_a_root_nothing_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DEMUX_DATA_ROOTS", raising=False)
    for place in (str(tmp_path), "s3://bucket/pool.parquet"):
        with pytest.raises(InputError, match="the server has none"):
            below_root(place)


@pytest.mark.parametrize(
    "place",
    [
        "{root}/../secret.csv",
        "{root}/sub/../../secret.csv",
        "{root}/link.csv",
        "{root}/folder/secret.csv",
        "{root}2/pool.csv",
        "/etc/passwd",
        "pool.csv",
        "~/pool.csv",
        "file://{root}/pool.csv",
        "memory:///pools2/pool.csv",
        "memory:///pools/../secret.csv",
        "memory:///pools/%2e%2e/secret.csv",
        "memory:///pools/%252E%252e/secret.csv",
        "memory:///pools/..\\secret.csv",
        "memory://other/pools/pool.csv",
        "memory:///pools/a.csv?path=../secret.csv",
        "memory:///pools/a.csv::file:///etc/passwd",
        "s3://pools/pool.csv",
        "{root}/pool.csv\0",
    ],
)
def test_no_path_leads_out_of_the_roots(place: str, root: Path) -> None:
    (root / "link.csv").symlink_to(root.parent / "secret.csv")
    (root / "folder").symlink_to(root.parent)
    with pytest.raises(InputError, match=r"a path or URL must be below one of .*choose another") as refused:
        below_root(place.format(root=root))
    assert "\n" not in str(refused.value)


def test_a_link_in_a_folder_does_not_lead_out_of_the_roots(root: Path, tmp_path: Path) -> None:
    write_pool(tmp_path / "outside.parquet", 10)
    write_pool(root / "pool", 20, files=2)
    (root / "pool" / "part-9.parquet").symlink_to(tmp_path / "outside.parquet")
    with pytest.raises(InputError, match="must be below"):
        local_copies(str(root / "pool"), tmp_path)


def test_a_link_that_stays_below_a_root_is_followed(root: Path, tmp_path: Path) -> None:
    (root / "pool.csv").write_text("text\nhello\n")
    (root / "latest.csv").symlink_to(root / "pool.csv")
    assert local_copies(str(root / "latest.csv"), tmp_path) == [root / "pool.csv"]


def test_a_folder_is_its_parquet_files_joined_by_name(root: Path, tmp_path: Path) -> None:
    pool = write_pool(root / "pool", 1_000, files=3)
    (pool / "_SUCCESS").touch()
    joined = one_file(local_copies(str(pool), tmp_path), tmp_path)
    parts = [pq.read_table(path) for path in sorted(pool.glob("*.parquet"))]
    assert pq.read_table(joined).equals(pa.concat_tables(parts))
    assert name_of(f"{pool}/") == "pool.parquet"
    assert name_of("s3://bucket/a%20b.csv.gz") == "a b.csv.gz"


def test_files_of_a_folder_must_have_the_same_columns(root: Path, tmp_path: Path) -> None:
    pool = write_pool(root / "pool", 20, files=2)
    pq.write_table(pq.read_table(pool / "part-000.parquet").drop(["text"]), pool / "part-002.parquet")
    with pytest.raises(InputError, match=r"the same columns, part-002\.parquet is not"):
        one_file(local_copies(str(pool), tmp_path), tmp_path)
    (pool / "part-002.parquet").write_bytes(b"no")
    with pytest.raises(InputError, match=r"must be Parquet .* part-002\.parquet is not"):
        one_file(local_copies(str(pool), tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [("empty", "has none"), ("absent", "there is no"), ("x" * 999, "there is no")],
    ids=len,
)
def test_a_folder_without_parquet_files_is_refused(name: str, message: str, root: Path) -> None:
    (root / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        local_copies(str(root / name), root)


def test_a_store_is_copied(root: Path, memory_store: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    memory_store.pipe("/pools/pool.csv", b"text\nhello there\n")
    memory_store.pipe("/secret.csv", b"text\nsecret\n")
    (path,) = copies("memory:///pools/pool.csv", tmp_path / "copies")
    assert path.read_bytes() == b"text\nhello there\n"
    with pytest.raises(InputError, match="there is no memory:///pools/other"):
        local_copies("memory:///pools/other.csv", tmp_path)


def test_a_folder_of_a_store_is_its_parquet_files(
    root: Path, memory_store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    memory_store.put(str(write_pool(tmp_path / "pool", 30, files=3)), "/pools/pool", recursive=True)
    assert len(copies("memory:///pools/pool", tmp_path / "copies")) == 3
    assert (
        sum(pq.read_metadata(path).num_rows for path in copies("memory:///pools/pool/", tmp_path / "b")) == 30
    )


def test_a_download_that_is_too_large_ends(
    root: Path, memory_store: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("demux_core.data.formats.limits.MAX_FILE_BYTES", 10)
    memory_store.pipe("/pools/pool.csv", b"text\nhello there\n")
    with pytest.raises(InputError, match="at most 0 MB of data"):
        local_copies("memory:///pools/pool.csv", tmp_path)


def test_an_empty_download_is_refused(
    root: Path, memory_store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    memory_store.pipe("/pools/pool.csv", b"")
    with pytest.raises(InputError, match="is empty, or leads to another address"):
        local_copies("memory:///pools/pool.csv", tmp_path)


def test_a_package_that_a_store_needs_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEMUX_DATA_ROOTS", "s3://bucket gs://bucket")
    for scheme, package in (("s3", "s3fs"), ("gs", "gcsfs")):
        monkeypatch.setitem(__import__("sys").modules, package, None)
        with pytest.raises(
            InputError, match=f"needs the package {package}, which is not installed; `pip install"
        ):
            local_copies(f"{scheme}://bucket/pool.csv", tmp_path)


def test_data_are_loaded_from_urls_below_a_root_and_from_any_folder_of_parquet_files(
    root: Path, memory_store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    pool = write_pool(tmp_path / "pool", 500, files=3)
    whole = load(pool)
    assert whole.name == "pool"
    assert load(f"{pool}[:7]").texts == list(dict.fromkeys(whole.texts))[: len(load(f"{pool}[:7]"))]
    memory_store.put(str(pool), "/pools/pool", recursive=True)
    assert load("memory:///pools/pool").content_hash == whole.content_hash
    with pytest.raises(InputError, match="must be below one of"):
        load("memory:///elsewhere/pool.parquet")
