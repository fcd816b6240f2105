"""Annotation with keyboard and mouse, in all three tasks."""

import time
from collections.abc import Callable
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
expect.set_options(timeout=40_000)

WORDS = '{"tokens": ["Asha", "Rai", "<b>lives</b>", "in", "Ilam"], "lang": "en"}\n'
QUESTION = '{"question": "Who?", "context": "😀 \\"Asha Rai\\" sings.", "answers": [], "lang": "en"}\n'
SLOW = """
const send = WebSocket.prototype.send
WebSocket.prototype.send = function (data) { if (!window.lost) setTimeout(() => send.call(this, data), 900) }
"""


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    assert holds()


def chosen(project: Project, budget: int) -> Project:
    return choose_next_points(project, open_prepared(project), "random", budget)[0]


def labels(project: Project) -> list[object]:
    return [given.label for given in effective_labels(read_log(project)).values()]


def test_every_key_counts_in_order_however_slow_the_network_is(workspace: Path, page: Page) -> None:
    project = put_setting(chosen(prepared_project(), 5), OWN_LABELS, ["greet", "other"])
    page.add_init_script(SLOW)
    page.goto("/annotate")
    expect(page.get_by_text("Text 1 of 5")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()  # every key also has a button
    for key in "12" + "su" + "2u" + "11":  # the third text is put off, labelled, taken back and labelled
        page.keyboard.press(key)
    expect(page.get_by_text("Text 5 of 5")).to_be_visible(timeout=500)  # before the server answers
    expect(page.get_by_text("4 of 5 labelled")).to_be_visible()
    assert labels(project) == ["greet", "other", "greet", "greet"]
    expect(page.get_by_role("alert").filter(has_text="meanwhile")).to_have_count(0)
    page.keyboard.press(",")  # the text before
    expect(page.get_by_role("button", name="greet 1")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("2")  # ones own label is corrected
    expect(page.get_by_text("Text 5 of 5")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_text("Take back the last step")).to_be_visible()
    wait_until(lambda: labels(project) == ["greet", "other", "greet", "other"])
    page.evaluate("window.lost = true")
    page.keyboard.press("1")
    expect(page.get_by_text("1 not saved yet")).to_be_visible()
    page.evaluate("window.lost = false")  # it is sent again
    wait_until(lambda: labels(project) == ["greet", "other", "greet", "other", "greet"])


def test_words_are_tagged_by_keys_and_clicks_and_the_tags_stay_valid(workspace: Path, page: Page) -> None:
    tags = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
    project = put_setting(chosen(annotatable_project(WORDS, ".jsonl", WORDS), 1), OWN_LABELS, tags)
    page.goto("/annotate")
    words = page.locator(".marking .word")
    expect(words).to_have_count(5)
    expect(words.nth(2)).to_contain_text("<b>lives</b>")  # text is never rendered as markup
    places = [words.nth(place).bounding_box() for place in range(5)]
    page.keyboard.press("2")
    page.keyboard.press("2")
    expect(words.nth(1)).to_have_class("word on inside")
    page.locator(".labels button", has_text="LOC").click()
    words.nth(4).click()
    words.nth(0).click()  # the rest of the name now begins with its second word
    expect(words.nth(1)).to_have_class("word on")
    expect(words.locator(".tag")).to_have_text(["LOC", "PER", "", "", "LOC"])
    assert [words.nth(place).bounding_box() for place in range(5)] == places
    for left in (["PER", "PER", "", "", "LOC"], ["PER", "PER", "", "", ""], ["PER", "", "", "", ""]):
        page.keyboard.press("u")  # step by step
        expect(words.locator(".tag")).to_have_text(left)
    page.keyboard.press("2")
    words.nth(4).click()
    page.locator(".labels button", has_text="LOC").click()
    words.nth(4).click()
    words.nth(0).click()
    page.get_by_role("button", name="Save Enter").or_(page.locator(".save")).first.click()
    expect(page.get_by_text("All texts of this selection are labelled")).to_be_visible()
    assert labels(project) == [["B-LOC", "B-PER", "O", "O", "B-LOC"]]


def test_keys_still_work_after_a_label_is_clicked(workspace: Path, page: Page) -> None:
    put_setting(chosen(annotatable_project(WORDS, ".jsonl", WORDS), 1), OWN_LABELS, ["O", "B-LOC", "B-PER"])
    page.goto("/annotate")
    words = page.locator(".marking .word")
    page.locator(".labels button", has_text="PER").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    expect(words.nth(1)).to_contain_text("PER")


def test_marks_of_one_project_are_not_shown_in_another(workspace: Path, page: Page) -> None:
    for name, tokens in (("Second", '["Kathmandu", "is", "far"]'), ("First", '["Asha"]')):
        content = f'{{"id": "1", "tokens": {tokens}, "lang": "en"}}\n'
        project = rename_project(chosen(annotatable_project(content, ".jsonl", content), 1), name)
        put_setting(project, OWN_LABELS, ["O", "B-LOC"])
    page.goto("/annotate")
    words = page.locator(".marking .word")
    expect(words).to_have_count(1)
    page.keyboard.press("1")
    expect(words.nth(0)).to_contain_text("LOC")
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
    expect(page.get_by_text("All texts of this selection are labelled")).to_be_visible()
    assert labels(project) == [{"text": "Asha Rai", "start": 3}]
