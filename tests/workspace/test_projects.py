import gzip
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from demux_core.base.errors import InputError
from demux_core.workspace import project as projects
from demux_core.workspace import project_files
from demux_core.workspace.project import (
    Project,
    create_project,
    list_projects,
    open_project,
    put_setting,
    rename_project,
)
from demux_core.workspace.project_changes import apply_change
from demux_core.workspace.project_duplicate import duplicate_project
from demux_core.workspace.project_files import change_settings, load_file, name_language, put_file

POOL = b"text,lang\nhello,en\nbonjour,fr\n"
BAD = b"text,lang\nhello,en,too,many\n"


pytestmark = pytest.mark.usefixtures("workspace")


def test_a_new_workspace_has_no_projects() -> None:
    assert list_projects() == []


def test_a_project_can_be_opened_and_listed() -> None:
    project, _ = put_file(create_project("Intents for Nepali"), "pool", "my pool.csv", POOL)
    assert open_project("intents-for-nepali") == project
    assert list_projects() == [project]


def test_projects_with_the_same_name_have_different_slugs() -> None:
    assert [create_project("Same").slug, create_project("Same").slug] == ["same", "same-2"]


def test_a_name_in_another_script_has_a_plain_slug() -> None:
    project = create_project("स्वास्थ्य")
    assert (project.name, project.slug) == ("स्वास्थ्य", "project")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_has_1_to_80_characters(name: str) -> None:
    with pytest.raises(InputError, match="1 to 80 characters"):
        create_project(name)


@pytest.mark.parametrize("slug", ["..", "../elsewhere", "", "/etc", "A B"])
def test_a_slug_cannot_lead_out_of_the_workspace(slug: str) -> None:
    create_project("one")
    assert open_project(slug) is None


def test_the_name_of_a_file_is_kept_but_never_used_as_a_path(workspace: Path) -> None:
    project, dataset = put_file(create_project("p"), "pool", "../../évil name.CSV", POOL)
    assert project.uploads["pool"].name == "../../évil name.CSV"
    stored = project.path("pool")
    assert stored.parent == workspace / "artifacts"
    assert stored.name == f"{hashlib.sha256(POOL).hexdigest()}.csv"
    assert len(dataset) == project.uploads["pool"].rows == 2


def test_a_file_that_cannot_be_read_is_an_error_with_its_name_and_changes_nothing() -> None:
    project, _ = put_file(create_project("p"), "pool", "good.csv", POOL)
    with pytest.raises(InputError, match=r"broken\.csv") as caught:
        put_file(project, "pool", "broken.csv", BAD)
    assert hashlib.sha256(BAD).hexdigest() not in str(caught.value)
    assert project.path("pool").read_bytes() == POOL
    assert open_project("p") == project
    assert list(project.path("pool").parent.iterdir()) == [project.path("pool")]


def test_an_unknown_suffix_is_an_error_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"pool\.exe.*\.csv"):
        put_file(create_project("p"), "pool", "pool.exe", POOL)


def test_a_packed_file_is_read_by_the_suffix_within() -> None:
    content = gzip.compress(b"Delhi B-LOC\n\n")
    project, dataset = put_file(create_project("My texts"), "pool", "pool.conll.gz", content)
    assert dataset.texts == ["Delhi"]
    assert list(load_file(project, "pool").texts) == ["Delhi"]


def test_a_file_replaces_one_with_the_same_name() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    put_file(project, "pool", "b.csv", b"text\nhola\n")
    project, dataset = put_file(project, "pool", "a.csv", b"text\nciao\n")
    assert dataset.texts == ["ciao", "hola"]
    assert [
        path.read_bytes()
        for path in project.path("pool").parent.glob("*.csv")
        if b"hello" in path.read_bytes()
    ] == []


def test_several_files_of_a_role_are_joined_in_the_order_of_their_upload() -> None:
    project, _ = put_file(create_project("p"), "pool", "z.csv", POOL)
    project, dataset = put_file(project, "pool", "a.txt", b"hello\nhola\n")
    upload = project.uploads["pool"]
    assert [(file.name, file.rows) for file in upload.files] == [("z.csv", 2), ("a.txt", 1)]
    assert (upload.name, upload.rows) == ("z.csv and 1 more", 3)
    assert project_files.load_file(project, "pool").texts == dataset.texts == ["hello", "bonjour", "hola"]
    assert (
        project_files.load_file(project, "pool").content_hash == upload.content_hash == dataset.content_hash
    )
    assert project.path("pool", "a.txt").read_bytes() == b"hello\nhola\n"


def test_the_remaining_files_are_joined_again_when_one_is_removed() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    alone, _ = put_file(create_project("q"), "pool", "b.txt", b"hello\nhola\n")
    project, _ = put_file(project, "pool", "b.txt", b"hello\nhola\n")
    project = project_files.remove_file(project, "pool", "a.csv")
    assert project.uploads == alone.uploads
    assert project_files.remove_file(project, "pool", "b.txt").uploads == {}


def test_a_file_of_another_task_cannot_be_added() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    with pytest.raises(InputError, match=r"b\.json"):
        put_file(project, "pool", "b.json", json.dumps([{"question": "?", "context": "c"}]).encode())
    assert open_project("p") == project


def test_named_columns_of_a_file_are_kept_when_it_is_replaced() -> None:
    table = b"title,text,mood\na,hello,good\nb,bonjour,bad\n"
    project, dataset = put_file(create_project("p"), "pool", "a.csv", table)
    assert (dataset.texts, dataset.labels) == (["hello", "bonjour"], [])
    project = project_files.name_columns(project, "pool", "a.csv", {"text": "title", "label": "mood"})
    named = project_files.load_file(project, "pool")
    assert (named.texts, named.labels) == (["a", "b"], ["bad", "good"])
    assert project.uploads["pool"].content_hash == named.content_hash
    _, replaced = put_file(project, "pool", "a.csv", table.replace(b"hello", b"hi"))
    assert replaced.texts == ["a", "b"]


def test_a_column_can_be_declared_absent() -> None:
    project, dataset = put_file(create_project("p"), "pool", "a.csv", b"text,label\nhello,1\n")
    assert dataset.labels == ["1"]
    project = project_files.name_columns(project, "pool", "a.csv", {"label": ""})
    assert project_files.load_file(project, "pool").labels == []


def test_columns_that_do_not_fit_are_an_error_and_change_nothing() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", b"text,lang,note\nhello,en,\n")
    with pytest.raises(InputError, match=r"a\.csv: text must not be empty"):
        project_files.name_columns(project, "pool", "a.csv", {"text": "note"})
    assert open_project("p") == project


def test_a_file_that_is_not_recognised_can_be_added_with_named_columns() -> None:
    table = b"subject,body\nhello,world\n"
    with pytest.raises(InputError, match="needs a column with the texts"):
        put_file(create_project("p"), "pool", "a.csv", table)
    preview = project_files.preview_file(open_project("p"), "pool", "a.csv", table)
    assert (preview.task, dict(preview.columns)) == (None, {"subject": "hello", "body": "world"})
    project, dataset = put_file(open_project("p"), "pool", "a.csv", table, {"text": "body"})
    assert dataset.texts == ["world"]
    assert project_files.preview_file(project, "pool", "a.csv").used == {"text": "body"}


def test_two_files_added_to_a_role_at_the_same_time_are_both_kept() -> None:
    project = create_project("p")
    put_file(project, "pool", "a.csv", POOL)
    both, _ = put_file(project, "pool", "b.txt", b"hola\n")  # by somebody who has not seen the first
    assert [file.name for file in both.uploads["pool"].files] == ["a.csv", "b.txt"]


def test_files_added_to_two_roles_at_the_same_time_are_both_kept() -> None:
    project = create_project("p")  # what both of them see
    put_file(project, "pool", "a.csv", POOL)
    put_file(project, "target", "b.csv", POOL)
    assert set(open_project("p").uploads) == {"pool", "target"}


def test_a_dataset_has_the_name_of_its_file() -> None:
    project, _ = put_file(create_project("p"), "pool", "my pool.csv", POOL)
    assert project_files.load_file(project, "pool").name == "my pool.csv"


def test_removing_a_file_deletes_it() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    stored = project.path("pool")
    assert project_files.remove_file(project, "pool").uploads == {}
    assert not stored.exists()


def test_the_target_is_read_as_the_task_of_the_pool() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.conll", b"one\tO\ntwo\tB-PER\n")
    assert project.effective_task == "token"
    with pytest.raises(InputError, match=r"questions\.json"):
        put_file(
            project, "target", "questions.json", json.dumps([{"question": "?", "context": "c"}]).encode()
        )


def test_a_task_that_does_not_match_a_stored_file_is_an_error() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    with pytest.raises(InputError, match=r"a\.csv"):
        change_settings(project, "qa", "default")
    assert open_project("p") == project


def test_task_and_model_are_stored() -> None:
    changed = change_settings(create_project("p"), "sequence", " models/mine ")
    assert (changed.task, changed.model) == ("sequence", "models/mine")
    assert open_project("p") == changed


def test_further_settings_are_stored_and_deleted_by_name() -> None:
    project = create_project("p")  # what two visitors see
    projects.put_setting(project, "guideline", "Read twice.")
    changed = projects.put_setting(project, "prices", {"hi": 0.25})
    assert changed.settings == {"guideline": "Read twice.", "prices": {"hi": 0.25}}
    assert projects.put_setting(changed, "guideline", None).settings == {"prices": {"hi": 0.25}}
    assert projects.put_setting(changed, "never there", None) == open_project("p")


def test_projects_are_listed_newest_first() -> None:
    first, second = create_project("first"), create_project("second")
    assert list_projects() == [replace(second), first]


def test_a_renamed_project_keeps_its_slug() -> None:
    renamed = projects.rename_project(create_project("first"), "  Second  name ")
    assert (renamed.name, renamed.slug) == ("Second name", "first")
    with pytest.raises(InputError, match="1 to 80 characters"):
        projects.rename_project(renamed, " ")


def test_an_archived_project_keeps_its_files_and_can_be_restored() -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", POOL)
    archived = projects.archive_project(project)
    assert archived.archived
    assert archived.uploads == project.uploads
    assert projects.restore_project(archived) == project


def test_the_language_of_a_file_can_be_named_and_stays_when_the_file_is_replaced() -> None:
    project, sample = put_file(create_project("p"), "target", "a.txt", b"Muraho neza\nMurakoze cyane\n")
    assert set(sample.languages) == {"unknown"}
    project = name_language(project, "target", "a.txt", "Kinyarwanda")
    assert set(load_file(project, "target").languages) == {"rw"}
    project, sample = put_file(project, "target", "a.txt", b"Mwaramutse\n")
    assert sample.languages == ["rw"]
    assert load_file(name_language(project, "target", "a.txt", None), "target").languages == ["unknown"]
    with pytest.raises(InputError, match="must be a code such as rw or an English name"):
        name_language(project, "target", "a.txt", "Klingonish")


def test_two_projects_of_one_name_can_be_told_apart() -> None:
    first, second = create_project("Intents"), create_project("Intents")
    assert (first.name, second.name) == ("Intents", "Intents (2)")
    assert rename_project(second, "Intents (2)").name == "Intents (2)"
    assert rename_project(create_project("Other"), "Intents").name == "Intents (3)"


def test_a_copy_of_a_copy_has_the_next_number() -> None:
    second = duplicate_project(create_project("Intents"))
    assert (second.name, duplicate_project(second).name) == ("Intents (2)", "Intents (3)")


def test_a_setting_that_others_change_meanwhile_does_not_hold_up_a_change() -> None:
    project, attempts = create_project("Intents"), list[str]()

    def change(before: Project) -> Project:
        attempts.append(before.model)
        put_setting(before, "flags", len(attempts))
        return replace(before, model="another")

    changed = apply_change(project, change)
    assert (attempts, changed.model, changed.settings) == (["default"], "another", {"flags": 1})
