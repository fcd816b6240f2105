import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from demux_core import InputError
from demux_core.modelling.translation import SETTING
from demux_core.workflows.annotation_queue import GUIDELINE, choose_next_points, open_queue
from demux_core.workflows.annotation_rounds import Round, write_round
from demux_core.workflows.labelling import OWN_LABELS, label_point
from demux_core.workflows.translation import translate_project
from demux_core.workspace.label_log import add_label, effective_labels, labelled_dataset, read_log
from demux_core.workspace.prepared import open_prepared, prepared_key
from demux_core.workspace.project import Project, open_project, put_setting, reload_project
from demux_core.workspace.project_files import load_file, put_file
from demux_core.workspace.saved_selections import delete_saved
from tests.helpers.fabricated_project import POOL, annotatable_project, prepared_project
from tests.helpers.tiny_translator import build_translator

Visit = Callable[..., AppTest]
Open = Callable[..., "Desk"]
WORDS = '{"tokens": ["आशा", "राई", "इलाममा"], "lang": "ne"}\n{"tokens": ["علی", "لاہور"], "lang": "ur"}\n'
QUESTIONS = '{"question": "Who sings?", "context": "Asha Rai sings.", "answers": [], "lang": "en"}\n'


class Desk:
    """The page with a browser that shows the point and sends what is pressed."""

    def __init__(self, app: AppTest, shown: list[dict[str, Any]]) -> None:
        self.app, self.shown, self.client, self.sent = app, shown, uuid4().hex, 0

    @property
    def data(self) -> dict[str, Any]:
        """What the browser was sent by the last run of this page."""
        self.run()
        return self.shown[-1]

    @property
    def point(self) -> dict[str, Any]:
        """The point that comes next."""
        found: dict[str, Any] = self.data["ahead"][0]
        return found

    def run(self) -> AppTest:
        assert not self.app.run().exception
        return self.app

    def do(self, kind: str, value: object = None, point: str | None = None, corrects: object = None) -> None:
        data = self.data
        self.sent += 1
        name = data["ahead"][0]["id"] if point is None else point
        answer = {"number": self.sent, "kind": kind, "point": name, "value": value, "corrects": corrects}
        message = {"client": self.client, "place": data["place"], "answers": [answer], "at": None}
        self.app.session_state["marking"] = {"message": message}
        self.run()


@pytest.fixture
def desk(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Open:
    """``desk()`` opens the page with a browser."""
    shown: list[dict[str, Any]] = []

    def component(key: str, data: dict[str, Any], on_message_change: object) -> None:
        shown.append(data)

    monkeypatch.setattr("pages.ui.annotate.answer_desk.component", component)
    return lambda **address: Desk(visit("annotate", **address), shown)


@pytest.fixture
def labelled_pool() -> Project:
    """A prepared project whose pool carries labels."""
    lines = POOL.strip().splitlines()
    content = "\n".join([f"{lines[0]},label", *(f"{line},{'ab'[i % 2]}" for i, line in enumerate(lines[1:]))])
    return annotatable_project(content, ".csv", "text,lang\nनमस्कार,ne\nनमस्ते,ne\n")


def said(project: Project) -> list[tuple[object, str]]:
    return [(label.label, label.annotator) for label in effective_labels(read_log(project)).values()]


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def own_labels(app: AppTest) -> TextInput:
    return next(box for box in app.text_input if box.label == "Labels, separated by commas")


def use_labels(app: AppTest, names: str) -> None:
    own_labels(app).set_value(names)
    next(button for button in app.button if button.label == "Use these labels").click().run()
    assert not app.exception


def test_before_anything_is_chosen_the_page_offers_to_choose_points(
    labelled_pool: Project, desk: Open
) -> None:
    opened = desk()
    assert "Choose the texts to label first" in texts(opened.app)
    opened.app.number_input(key="points_first").set_value(4)
    opened.app.button[0].click().run()
    assert (opened.point["number"], opened.data["count"]) == (1, 4)


def test_a_key_a_label_each_is_saved_at_once_with_who_gave_it(labelled_pool: Project, desk: Open) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 3)
    opened = desk()
    assert [label["key"] for label in opened.data["labels"]] == ["1", "2"]
    opened.app.text_input(key="annotator").set_value("asha").run()
    first = opened.point["id"]
    opened.do("label", "a")
    assert said(labelled_pool) == [("a", "asha")]
    assert (opened.data["done"], opened.point["number"], opened.data["before"][0]["id"]) == (1, 2, first)
    opened.do("label", "b", first, corrects="a")  # ones own label is corrected
    assert said(labelled_pool) == [("b", "asha")]
    for left in ([("a", "asha")], []):
        opened.do("undo", None, first)
        assert said(labelled_pool) == left
    assert opened.point["id"] == first


def test_flags_and_comments_are_seen_by_the_others_and_exported(labelled_pool: Project, desk: Open) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 3)
    ann = desk()
    ann.app.text_input(key="annotator").set_value("ann").run()
    ann.do("flag", True)
    ann.do("comment", "which one?")
    assert (ann.point["flagged"], ann.point["comment"]) == (True, "which one?")
    bob = desk()
    assert bob.point["remarks"] == ["ann: flagged this · which one?"]
    assert [box.label for box in bob.app.expander if "flagged" in box.label] == [
        "Labelled texts (0) · 1 flagged"
    ]


def test_annotators_are_given_texts_in_the_languages_they_know(labelled_pool: Project, desk: Open) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 60)
    opened = desk()
    box = next(box for box in opened.app.multiselect if box.label == "Languages you know")
    box.set_value(["ur", "en"]).run()
    assert {card["lang"] for card in opened.data["ahead"]} <= {"ur", "en"}
    assert "0 of 30 labelled" in opened.app.get("progress")[0].proto.text
    assert (opened.data["count"], [card["number"] for card in opened.data["ahead"][:3]]) == (30, [1, 2, 3])
    opened.app.toggle(key="language_order").set_value(True).run()
    languages = [card["lang"] for card in opened.data["ahead"]]
    assert languages == sorted(languages, key=("ur", "en").index)


def test_who_signed_in_assigns_languages_to_others(labelled_pool: Project, desk: Open) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 60)
    ann, bob = desk(), desk()
    ann.app.user = {"is_logged_in": True, "email": "ann@example.org"}
    ann.app.session_state["assign_to"] = "bob@example.org"  # typed: no option yet
    ann.run()
    ann.app.multiselect(key="assign_languages_bob@example.org").set_value(["ur"]).run()
    assert ": Urdu" in texts(ann.run())
    bob.app.user = {"is_logged_in": True, "email": "bob@example.org"}
    assert {card["lang"] for card in bob.data["ahead"]} == {"ur"}


def test_annotators_see_glosses_only_when_they_switch_them_on(desk: Open) -> None:
    project = annotatable_project("text,lang,label,gloss\nसलाम,hi,a,hello\n", ".csv", "text,lang\nनमस्ते,ne\n")
    choose_next_points(project, open_prepared(project), "average_dist", 1)
    opened = desk()
    assert opened.point["gloss"] == ""
    opened.app.toggle(key="show_glosses").set_value(True).run()
    assert opened.point["gloss"] == "hello"


def test_annotators_see_the_glosses_of_a_translation_model_too(
    desk: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = annotatable_project("text,lang,label\nनमस्ते,hi,a\n", ".csv", "text,lang\nनमस्ते,ne\n")
    choose_next_points(project, open_prepared(project), "average_dist", 1)
    opened = desk()
    monkeypatch.setenv(SETTING, str(build_translator("marian", tmp_path / "model")))
    translate_project(project.slug)
    opened.run().toggle(key="show_glosses").set_value(True).run()
    assert opened.point["gloss"]


def test_texts_and_quotes_from_right_to_left_are_directed(desk: Open) -> None:
    project = annotatable_project("text,lang,label\nیہ Wi-Fi ہے!,ur,a\n", ".csv", "text,lang\nسلام!,ar\n")
    for strategy, quote in (
        ("knn_uncertainty", "“\u2068سلام!\u2069”"),
        ("random", "text: \u2068سلام!\u2069"),
    ):
        choose_next_points(project, open_prepared(project), strategy, 1)
        point = desk().point
        assert (point["texts"], point["rtl"], point["lang"]) == (["یہ Wi-Fi ہے!"], True, "ur")
        assert quote in point["why"]
        assert not re.search(r"\d\.\d", point["why"])  # a number of the model tells annotators nothing


def test_a_skipped_point_comes_last(labelled_pool: Project, desk: Open) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 2)
    opened = desk()
    opened.do("skip")
    assert [card["number"] for card in opened.data["ahead"]] == [2, 1]
    opened.do("label", "b")
    opened.do("label", "b")
    assert "All texts of this selection are labelled" in opened.run().success[0].value


def test_two_people_who_label_at_once_label_different_points_and_lose_nothing(
    labelled_pool: Project, desk: Open
) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 8)
    desks = {who: desk() for who in ("ann", "bob")}
    for who, opened in desks.items():
        opened.app.text_input(key="annotator").set_value(who).run()
    both = desks["bob"].point["id"]  # both have the first point before them
    desks["ann"].do("label", "a", both)
    desks["bob"].do("label", "b", both)
    assert "ann labelled this text meanwhile" in desks["bob"].data["troubles"][0][1]
    for _ in range(3):
        for who, label in (("bob", "b"), ("ann", "a")):
            desks[who].do("label", label)
    assert len(desks["bob"].data["troubles"]) == 1
    assert sorted(said(labelled_pool)) == [("a", "ann")] * 4 + [("b", "bob")] * 3


def test_the_open_point_stays_while_others_label_and_is_given_up_when_they_label_it(
    labelled_pool: Project, desk: Open
) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 30)
    pool = load_file(labelled_pool, "pool")
    opened = desk()
    queue = open_queue(reload_project(labelled_pool.slug), pool)
    assert queue is not None
    at = opened.point["id"]
    message = {"client": opened.client, "place": opened.data["place"], "answers": [], "at": at}
    opened.app.session_state["marking"] = {"message": message}
    add_label(labelled_pool, pool, queue.rows[3], "a", "ann")  # then another place is the visitor's first
    assert at not in [card["id"] for card in opened.data["ahead"][:15]]
    assert at in [card["id"] for card in opened.data["ahead"]]
    add_label(labelled_pool, pool, queue.rows[queue.ids.index(at)], "a", "ann")
    assert opened.data["gone"]["id"] == at
    assert "ann labelled this text meanwhile" in opened.data["gone"]["said"]


def test_two_answers_to_one_point_are_shown_and_decided_between(labelled_pool: Project, visit: Visit) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 4)
    queue = open_queue(reload_project(labelled_pool.slug), load_file(labelled_pool, "pool"))
    assert queue is not None
    label_point(labelled_pool, queue, 0, "a", "ann")
    with pytest.raises(InputError, match="yours is kept"):
        label_point(labelled_pool, queue, 0, "b", "bob")
    app = visit("annotate")
    assert [box.label for box in app.expander if "Disagreements" in box.label] == ["Disagreements (1)"]
    next(button for button in app.button if button.label == "Take b \\(bob\\)").click().run()
    assert not app.exception
    assert said(labelled_pool) == [("b", "bob")]
    assert not [box for box in app.expander if "Disagreements" in box.label]


def test_where_neither_answer_is_right_a_third_one_is_given(labelled_pool: Project, visit: Visit) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 4)
    project = put_setting(reload_project(labelled_pool.slug), OWN_LABELS, ["c"])
    queue = open_queue(project, load_file(project, "pool"))
    assert queue is not None
    label_point(project, queue, 0, "a", "ann")
    with pytest.raises(InputError, match="yours is kept"):
        label_point(project, queue, 0, "b", "bob")
    app = visit("annotate")
    app.text_input(key="annotator").set_value("cai").run()
    (other,) = [box for box in app.selectbox if box.label == "Another label"]
    assert other.options == ["c"]
    other.select("c").run()
    assert not app.exception
    assert said(project) == [("c", "cai")]
    assert not [box for box in app.expander if "Disagreements" in box.label]


def test_labels_can_be_downloaded_and_trained_on_when_their_selection_was_removed(
    labelled_pool: Project, visit: Visit, desk: Open
) -> None:
    _, kept = choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 1)
    desk().do("label", "a")
    delete_saved(kept)
    app = visit("annotate")
    assert "Choose the texts to label first" in texts(app)
    labels = [button.label for button in app.get("download_button")]
    assert labels == ["Labels CSV", "Labels Excel", "Labels JSONL"]
    assert "Training is not possible yet" in texts(app)


def test_labels_of_the_file_are_compared_only_when_asked_for(labelled_pool: Project, desk: Open) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 1)
    opened = desk()
    app = opened.app
    assert "already has labels" in texts(app)
    opened.do("label", "a")
    labels = [button.label for button in app.get("download_button")]
    assert labels == ["Labels CSV", "Labels Excel", "Labels JSONL"]
    app.toggle(key="compare_labels").set_value(True).run()
    assert "of 1 labels match" in texts(app)


def test_where_no_file_has_labels_people_name_them(visit: Visit) -> None:
    project = prepared_project()
    choose_next_points(project, open_prepared(project), "random", 2)
    app = visit("annotate")
    use_labels(app, "greet, other,greet")
    now = open_project(project.slug)
    assert now is not None
    assert now.settings["labels"] == ["greet", "other"]


def test_labels_without_a_name_are_refused_in_place_and_can_be_named_then(visit: Visit) -> None:
    project = annotatable_project(WORDS, ".jsonl", WORDS)
    choose_next_points(project, open_prepared(project), "random", 1)
    app = visit("annotate")
    use_labels(app, " , ")
    assert "at least one label" in app.error[0].value
    use_labels(app, "PER")
    assert reload_project(project.slug).settings["labels"] == ["O", "B-PER", "I-PER"]
    assert own_labels(app).value == "PER"


def test_own_labels_can_be_corrected_but_for_those_in_use(desk: Open) -> None:
    project = prepared_project()
    choose_next_points(project, open_prepared(project), "random", 2)
    opened = desk()
    app = opened.app
    use_labels(app, "greet, othr")
    assert own_labels(app).value == "greet, othr"
    opened.do("label", "greet")
    use_labels(app, "other")
    assert "greet; add them again" in app.error[0].value
    use_labels(app, "greet, other")
    assert not app.error
    assert [label["name"] for label in opened.data["labels"]] == ["greet", "other"]


def test_the_guideline_is_kept_with_the_project(labelled_pool: Project, visit: Visit) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "random", 2)
    app = visit("annotate")
    app.text_area[0].set_value("Greetings are <b>a</b>.")
    next(button for button in app.button if button.label == "Save guideline").click().run()
    assert r"Greetings are \<b\>a\</b\>\." in texts(visit("annotate"))


def test_what_is_written_in_one_project_does_not_stand_in_another_s_boxes(visit: Visit) -> None:
    for name in ("Other", "Mine"):
        project = prepared_project(name)
        choose_next_points(project, open_prepared(project), "random", 2)
    app = visit("annotate", project="mine")
    app.text_area[0].set_value("Mine alone.")
    own_labels(app).set_value("mine")
    app.selectbox(key="project").set_value("other").run()
    assert app.text_area[0].value == ""
    assert own_labels(app).value == ""


def test_the_box_shows_the_guideline_that_another_visitor_saved_meanwhile(
    labelled_pool: Project, visit: Visit
) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "random", 2)
    app = visit("annotate")
    put_setting(labelled_pool, GUIDELINE, "Theirs.")
    assert app.run().text_area[0].value == "Theirs."


def test_what_training_still_needs_is_said(labelled_pool: Project, visit: Visit) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "random", 2)
    assert "training needs labelled English data; add this on the Data page" in texts(visit("annotate"))


def test_a_round_without_a_score_can_be_scored_when_a_test_has_come(
    labelled_pool: Project, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = load_file(labelled_pool, "pool")
    add_label(labelled_pool, pool, 0, "a")
    data = labelled_dataset(labelled_pool, pool).content_hash
    write_round(labelled_pool, Round(1, "random", 1, data, "", (), prepared_key(labelled_pool)))
    monkeypatch.setattr("pages.ui.annotate.rounds_panel.round_blocker", lambda _: None)
    app = visit("annotate")
    assert "There is no test to score it on" in texts(app)
    assert not [button for button in app.button if button.label == "Score the round"]
    put_file(labelled_pool, "test", "test.csv", b"text,label,lang\nnamaste,a,ne\nbida,b,ne\n")
    assert [button for button in app.run().button if button.label == "Score the round"]


@pytest.mark.parametrize("pool", [WORDS, QUESTIONS])
def test_words_and_answers_have_their_own_way_to_be_marked(pool: str, desk: Open) -> None:
    project = annotatable_project(pool, ".jsonl", pool)
    choose_next_points(project, open_prepared(project), "random", 1)
    opened = desk()
    if pool == WORDS:
        use_labels(opened.app, "PER, LOC")
        assert [label["name"] for label in opened.data["labels"]] == ["LOC", "PER"]  # without B- and I-
        tags = ["B-PER", *["O"] * (len(opened.point["words"]) - 1)]
        opened.do("label", tags)
        assert opened.data["before"][0]["label"] == tags
        return
    assert opened.point["words"][1] == {"text": "Rai", "gap": " "}
    opened.do("label", {"first": 0, "last": 1})
    assert said(project) == [({"text": "Asha Rai", "start": 0}, "anonymous")]
    assert opened.data["before"][0]["label"] == {"first": 0, "last": 1}
    opened.do("label", {"first": 0}, opened.data["before"][0]["id"])
    assert "mark it again" in opened.data["troubles"][0][1]
