"""With a quota, uploads and jobs that would exceed it are refused, and the message says what to do."""

from pathlib import Path

import pytest

from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.jobs.job_queue import submit
from demux_core.workspace import open_store
from demux_core.workspace.project import create_project, open_project
from demux_core.workspace.project_files import put_file
from demux_core.workspace.quota import check_quota, used_bytes

POOL = b"text,lang\nhello,en\nbonjour,fr\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))


def test_an_upload_beyond_the_quota_is_refused(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = create_project("Intents")
    room = used_bytes(open_store()) + 1_000_000
    monkeypatch.setenv("DEMUX_QUOTA", str(room))
    put_file(project, "pool", "a.csv", POOL)
    with pytest.raises(InputError, match=r"at most .* MB \(DEMUX_QUOTA\), but take .* workspace prune"):
        put_file(project, "target", "b.csv", POOL + b"x" * 1_000_000)
    assert set(open_project("intents").uploads) == {"pool"}


def test_no_job_starts_when_the_quota_is_used_up(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_QUOTA", str(used_bytes(open_store())))
    with pytest.raises(InputError, match="DEMUX_QUOTA"):
        submit(["workspace", "check"], "key", "title")


@pytest.mark.parametrize("value", ["10 GB", "-1", "1e9"])
def test_the_quota_is_a_number_of_bytes(workspace: Path, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_QUOTA", value)
    with pytest.raises(InputError, match="DEMUX_QUOTA must be a whole number of bytes"):
        check_quota()


def test_the_files_of_a_role_together_are_bounded(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROLE_MEMORY", 1_500)
    project, _ = put_file(create_project("Intents"), "pool", "a.csv", POOL)
    with pytest.raises(InputError, match=r"files of a role must take at most .* GB of memory together"):
        put_file(project, "pool", "b.csv", b"text,lang\n" + b"hello there,en\n" * 3 + b"x" * 2_000 + b",en\n")
    assert [file.name for file in open_project("intents").uploads["pool"].files] == ["a.csv"]
