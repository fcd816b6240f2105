"""Annotation with keyboard and mouse, in all three tasks."""

from pathlib import Path

import pytest

from demux_core.workflows.annotation_queue import choose_next_points
from demux_core.workflows.labelling import OWN_LABELS
from demux_core.workspace.label_log import effective_labels, read_log
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, put_setting, rename_project
from tests.helpers.fabricated_project import annotatable_project, prepared_project

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect
expect.set_options(timeout=20_000)

WORDS = '{"tokens": ["Asha", "Rai", "<b>lives</b>", "in", "Ilam"], "lang": "en"}\n'
QUESTION = '{"question": "Who?", "context": "😀 \\"Asha Rai\\" sings.", "answers": [], "lang": "en"}\n'


def chosen(project: Project, budget: int) -> Project:
    return choose_next_points(project, open_prepared(project), "random", budget)[0]


def labels(project: Project) -> list[object]:
    return [given.label for given in effective_labels(read_log(project)).values()]


def test_keys_label_skip_and_undo(workspace: Path, page: Page) -> None:
    project = put_setting(chosen(prepared_project(), 3), OWN_LABELS, ["greet", "other"])
    page.goto("/annotate")
    expect(page.get_by_text("Point 1 of 3")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()  # every key also has a button
    for key, then in (
        ("1", "Point 2 of 3"),
        ("s", "Point 3 of 3"),
        ("2", "Point 2 of 3"),
        ("u", "Point 3 of 3"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_text(then)).to_be_visible()
    assert labels(project) == ["greet"]


def test_words_are_tagged_by_keys_and_clicks_and_the_tags_stay_valid(workspace: Path, page: Page) -> None:
    tags = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
    project = put_setting(chosen(annotatable_project(WORDS, ".jsonl", WORDS), 1), OWN_LABELS, tags)
    page.goto("/annotate")
    words = page.locator(".marking .word")
    expect(words).to_have_count(5)
    expect(words.nth(2)).to_contain_text("<b>lives</b>")  # text is never rendered as markup
    page.keyboard.press("2")
    page.keyboard.press("2")
    expect(words.nth(1)).to_contain_text("I-PER")
    page.locator(".labels button", has_text="LOC").click()
    words.nth(4).click()
    words.nth(0).click()  # the rest of the name now begins with its second word
    expect(words.nth(1)).to_contain_text("B-PER")
    page.get_by_role("button", name="Save Enter").or_(page.locator(".save")).first.click()
    expect(page.get_by_text("All points of this selection are labelled")).to_be_visible()
    assert labels(project) == [["B-LOC", "B-PER", "O", "O", "B-LOC"]]


def test_keys_still_work_after_a_label_is_clicked(workspace: Path, page: Page) -> None:
    put_setting(chosen(annotatable_project(WORDS, ".jsonl", WORDS), 1), OWN_LABELS, ["O", "B-LOC", "B-PER"])
    page.goto("/annotate")
    words = page.locator(".marking .word")
    page.locator(".labels button", has_text="PER").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    expect(words.nth(1)).to_contain_text("B-PER")


def test_marks_of_one_project_are_not_shown_in_another(workspace: Path, page: Page) -> None:
    for name, tokens in (("Second", '["Kathmandu", "is", "far"]'), ("First", '["Asha"]')):
        content = f'{{"id": "1", "tokens": {tokens}, "lang": "en"}}\n'
        project = rename_project(chosen(annotatable_project(content, ".jsonl", content), 1), name)
        put_setting(project, OWN_LABELS, ["O", "B-LOC"])
    page.goto("/annotate")
    words = page.locator(".marking .word")
    expect(words).to_have_count(1)
    page.keyboard.press("1")
    expect(words.nth(0)).to_contain_text("B-LOC")
    page.get_by_test_id("stSidebar").get_by_role("combobox").click()
    page.get_by_role("option", name="Second").click()
    expect(words).to_have_count(3)
    expect(page.locator(".marking .tag").first).to_have_text("")


def test_an_answer_is_marked_in_its_context(workspace: Path, page: Page) -> None:
    project = chosen(annotatable_project(QUESTION, ".jsonl", QUESTION), 1)
    page.goto("/annotate")
    words = page.locator(".marking .word")
    words.filter(has_text="Asha").click()
    words.filter(has_text="Rai").click()
    expect(page.locator(".said")).to_have_text("Asha Rai")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All points of this selection are labelled")).to_be_visible()
    assert labels(project) == [{"text": "Asha Rai", "start": 3}]
