from pathlib import Path

import pytest

from demux_core.workflows.checklist import checklist
from demux_core.workspace.project import create_project
from demux_core.workspace.project_files import put_file
from tests.helpers.fabricated_project import POOL, TARGET, prepared_project


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))


def test_an_empty_project_needs_its_pool_first() -> None:
    found = checklist(create_project("p"))
    assert [item.step for item in found.items if item.done] == []
    assert found.next == "pool"


def test_what_is_required_comes_before_what_is_optional() -> None:
    project, _ = put_file(create_project("p"), "train", "t.csv", b"text,label\na,x\nb,y\n")
    project, _ = put_file(project, "pool", "p.csv", POOL.encode())
    assert checklist(project).next == "target"
    project, _ = put_file(project, "target", "t.csv", TARGET.encode())
    assert checklist(project).next == "prepared"
    assert {item.step: item.count for item in checklist(project).items}["pool"] == 60


def test_a_prepared_project_may_go_on_to_labelled_english() -> None:
    assert checklist(prepared_project()).next == "train"
