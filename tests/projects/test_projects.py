import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from demux_core import projects
from demux_core.errors import InputError
from demux_core.projects import change_settings, create_project, list_projects, open_project, put_file, sample

POOL = b"text,lang\nhello,en\nbonjour,fr\n"
BAD = b"text,lang\nhello,en,too,many\n"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def test_a_new_workspace_has_no_projects() -> None:
    assert list_projects() == []


def test_a_project_is_found_again_as_it_was_made() -> None:
    project, _ = put_file(create_project("Intents for Nepali"), "pool", "my pool.csv", POOL)
    assert open_project("intents-for-nepali") == project
    assert list_projects() == [project]


def test_projects_of_one_name_are_two_projects() -> None:
    assert [create_project("Same").slug, create_project("Same").slug] == ["same", "same-2"]


def test_a_name_in_another_script_is_kept_and_makes_a_plain_folder() -> None:
    project = create_project("स्वास्थ्य")
    assert (project.name, project.slug) == ("स्वास्थ्य", "project")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_has_1_to_80_characters(name: str) -> None:
    with pytest.raises(InputError, match="1 to 80 characters"):
        create_project(name)


@pytest.mark.parametrize("slug", ["..", "../elsewhere", "", "/etc", "A B"])
def test_an_address_does_not_lead_out_of_the_workspace(slug: str) -> None:
    create_project("one")
    assert open_project(slug) is None


def test_an_upload_s_name_is_kept_but_never_a_path(workspace: Path) -> None:
    project, dataset = put_file(create_project("p"), "pool", "../../évil name.CSV", POOL)
    assert project.uploads["pool"].name == "../../évil name.CSV"
    stored = project.path("pool")
    assert stored.parent == workspace / "artifacts"
    assert stored.name == f"{hashlib.sha256(POOL).hexdigest()}.csv"
    assert len(dataset) == project.uploads["pool"].rows == 2


def test_a_bad_upload_is_refused_under_its_own_name_and_nothing_stored_is_lost() -> None:
    project, _ = put_file(create_project("p"), "pool", "good.csv", POOL)
    with pytest.raises(InputError, match=r"broken\.csv") as caught:
        put_file(project, "pool", "broken.csv", BAD)
    assert hashlib.sha256(BAD).hexdigest() not in str(caught.value)
    assert project.path("pool").read_bytes() == POOL
    assert open_project("p") == project
    assert list(project.path("pool").parent.iterdir()) == [project.path("pool")]


def test_an_unknown_ending_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"pool\.exe.*\.csv"):
        put_file(create_project("p"), "pool", "pool.exe", POOL)


def test_a_file_of_another_format_takes_the_place_of_the_former_one() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    project, _ = put_file(project, "pool", "b.txt", b"hello\nbonjour\n")
    assert [path.suffix for path in project.path("pool").parent.iterdir()] == [".txt"]


def test_two_visitors_who_add_files_at_the_same_time_both_keep_theirs() -> None:
    project = create_project("p")  # what both of them see
    put_file(project, "pool", "a.csv", POOL)
    put_file(project, "target", "b.csv", POOL)
    assert set(open_project("p").uploads) == {"pool", "target"}


def test_a_stored_file_is_read_under_its_own_name() -> None:
    project, _ = put_file(create_project("p"), "pool", "my pool.csv", POOL)
    assert projects.load_file(project, "pool").name == "my pool.csv"


def test_a_removed_file_is_gone() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    stored = project.path("pool")
    assert projects.remove_file(project, "pool").uploads == {}
    assert not stored.exists()


def test_the_target_is_read_as_the_pool_s_task() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.conll", b"one\tO\ntwo\tB-PER\n")
    assert project.effective_task == "token"
    with pytest.raises(InputError, match=r"questions\.json"):
        put_file(
            project, "target", "questions.json", json.dumps([{"question": "?", "context": "c"}]).encode()
        )


def test_a_task_that_a_stored_file_does_not_fit_is_refused() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    with pytest.raises(InputError, match=r"a\.csv"):
        change_settings(project, "qa", "default")
    assert open_project("p") == project


def test_settings_are_kept() -> None:
    changed = change_settings(create_project("p"), "sequence", " models/mine ")
    assert (changed.task, changed.model) == ("sequence", "models/mine")
    assert open_project("p") == changed


def test_settings_of_other_kinds_are_kept_by_name_and_forgotten() -> None:
    project = create_project("p")  # what two visitors see
    projects.put_setting(project, "guideline", "Read twice.")
    changed = projects.put_setting(project, "prices", {"hi": 0.25})
    assert changed.settings == {"guideline": "Read twice.", "prices": {"hi": 0.25}}
    assert projects.put_setting(changed, "guideline", None).settings == {"prices": {"hi": 0.25}}
    assert projects.put_setting(changed, "never there", None) == open_project("p")


def test_the_sample_is_made_once_and_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_FOLDER", tmp_path)
    assert not sample.sample_available()
    for name, content in (
        ("pool.csv", POOL),
        ("target_ne.txt", b"one\n"),
        ("train_en.csv", b"text,label\na,b\n"),
    ):
        (tmp_path / name).write_bytes(content)
    assert sample.sample_available()
    made = sample.open_sample()
    assert set(made.uploads) == {"pool", "target", "train"}
    assert sample.open_sample() == made


def test_a_sample_that_was_interrupted_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_FOLDER", tmp_path)
    for name in sample.SAMPLE_FILES.values():
        (tmp_path / name).write_bytes(b"text,label\na,b\n" if name.endswith("csv") else b"one\n")
    half, _ = put_file(create_project(sample.SAMPLE_NAME), "pool", "pool.csv", POOL)
    assert set(sample.open_sample().uploads) == {"pool", "target", "train"}
    assert list_projects() == [open_project(half.slug)]


def test_half_a_sample_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_FOLDER", tmp_path)
    for name, content in (("pool.csv", POOL), ("target_ne.txt", b""), ("train_en.csv", b"text,label\na,b\n")):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError):
        sample.open_sample()
    assert list_projects() == []


def test_projects_are_listed_newest_first() -> None:
    first, second = create_project("first"), create_project("second")
    assert list_projects() == [replace(second), first]
