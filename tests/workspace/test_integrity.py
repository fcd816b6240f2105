import os
import time
from pathlib import Path

import pytest
from filelock import FileLock

from demux_core.cli import main
from demux_core.workspace import Store, StoreError, artifacts
from demux_core.workspace.integrity import check, delete_orphans
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import create_project
from demux_core.workspace.project_files import put_file, remove_file
from tests.helpers.fabricated_project import SENTENCES, annotatable_project, prepared_project

POOL = b"text,lang\nhello,en\nbonjour,fr\n"


def kinds_and_remedies(store: Store) -> list[tuple[str, str]]:
    return [(problem.kind, problem.remedy.split(";")[0]) for problem in check(store)]


def test_a_sound_workspace_has_no_problems(store: Store) -> None:
    prepared_project()
    assert check(store) == []


def test_the_remedy_for_a_missing_file_is_to_upload_it_again(store: Store) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    project.path("pool").unlink()
    assert kinds_and_remedies(store) == [("missing", "upload the file again on the Data page")]
    put_file(project, "pool", "a.csv", POOL)
    assert check(store) == []


def test_a_damaged_file_is_detected_by_its_hash_and_restored_by_the_same_upload(store: Store) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    project.path("pool").write_bytes(POOL[:-4])
    assert kinds_and_remedies(store) == [("damaged", "upload the file again on the Data page")]
    put_file(project, "pool", "a.csv", POOL)
    assert check(store) == []


def test_the_remedy_for_damaged_encodings_is_to_prepare_again(store: Store) -> None:
    prepared_project()
    for path in (store.root / "artifacts").glob("*.npy"):
        path.write_bytes(b"")
    assert kinds_and_remedies(store) == [("damaged", "prepare the project again on the Data page")] * 5


def test_vectors_of_words_are_checked_too(store: Store) -> None:
    run = open_prepared(annotatable_project(SENTENCES, ".jsonl", SENTENCES))
    assert check(store) == []
    for part in (run.source, run.target):
        assert part.words is not None
        Path(part.words[0].filename).unlink(missing_ok=True)
    assert kinds_and_remedies(store) == [("missing", "prepare the project again on the Data page")] * 2


def test_an_unreferenced_file_is_orphaned_and_can_be_deleted(store: Store) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    (project.path("pool").parent / "0123.npy").write_bytes(b"of a process that was killed")
    assert kinds_and_remedies(store) == [("orphaned", "nothing refers to it")]
    assert delete_orphans(store) == 1
    assert check(store) == []
    assert project.path("pool").read_bytes() == POOL


@pytest.mark.parametrize(("hours", "orphans"), [(0, 0), (2, 1)])
def test_an_unfinished_file_is_orphaned_after_an_hour(hours: int, orphans: int, store: Store) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    half = project.path("pool").with_name(".0123-x.csv")
    half.write_bytes(b"text")
    os.utime(half, (time.time() - hours * 3_600,) * 2)
    assert len(check(store)) == orphans


def test_a_file_that_two_projects_share_is_deleted_with_the_second(store: Store) -> None:
    one, _ = put_file(create_project("one"), "pool", "a.csv", POOL)
    two, _ = put_file(create_project("two"), "pool", "b.csv", POOL)
    stored = one.path("pool")
    assert two.path("pool") == stored
    remove_file(one, "pool")
    assert stored.exists()
    remove_file(two, "pool")
    assert not stored.exists()


def test_the_command_lists_problems_with_remedies_and_exits_with_status_2(
    store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    assert main(["workspace", "check"]) == 0
    assert "found no problems" in capsys.readouterr().err
    project.path("pool").unlink()
    assert main(["workspace", "check"]) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("missing: artifacts/")
    assert printed.out.rstrip().endswith("upload the file again on the Data page")
    assert printed.err.startswith("error: 1 problem in ")


def test_the_command_deletes_orphans_only_on_request(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    stray = project.path("pool").with_name("0123.npy")
    stray.write_bytes(b"")
    assert main(["workspace", "check"]) == 0
    assert stray.exists()
    assert main(["workspace", "check", "--delete-orphans"]) == 0
    assert not stray.exists()


def test_a_lock_that_is_never_released_is_named_instead_of_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "LOCK_SECONDS", 0.1)
    with FileLock(store.root / ".artifacts.lock"), pytest.raises(StoreError, match="another process"):
        put_file(create_project("p"), "pool", "a.csv", POOL)
