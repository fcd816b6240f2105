from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from demux_core import InputError
from demux_core.workflows.annotation_queue import GUIDELINE, choose_next_points, open_queue
from demux_core.workflows.annotation_rounds import Round, write_round
from demux_core.workflows.labelling import label_point
from demux_core.workspace.label_log import add_label, effective_labels, labelled_dataset, read_log
from demux_core.workspace.prepared import open_prepared, prepared_key
from demux_core.workspace.project import Project, open_project, put_setting, reload_project
from demux_core.workspace.project_files import load_file, put_file
from demux_core.workspace.saved_selections import delete_saved
from tests.helpers.fabricated_project import POOL, annotatable_project, prepared_project

Visit = Callable[..., AppTest]
WORDS = '{"tokens": ["आशा", "राई", "इलाममा"], "lang": "ne"}\n{"tokens": ["علی", "لاہور"], "lang": "ur"}\n'
QUESTIONS = '{"question": "Who sings?", "context": "Asha Rai sings.", "answers": [], "lang": "en"}\n'


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
    labelled_pool: Project, visit: Visit
) -> None:
    app = visit("annotate")
    assert "Choose the points to label first" in texts(app)
    app.number_input(key="points_first").set_value(4)
    app.button[0].click().run()
    assert not app.exception
    assert "Point 1 of 4" in texts(app)


def test_a_key_a_label_each_is_saved_at_once_with_who_gave_it(labelled_pool: Project, visit: Visit) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 3)
    app = visit("annotate")
    app.text_input(key="annotator").set_value("asha").run()
    app.button(key="label_a").click().run()
    assert said(labelled_pool) == [("a", "asha")]
    assert "Point 2 of 3" in texts(app)
    app.button(key="undo").click().run()
    assert said(labelled_pool) == []
    assert "Point 1 of 3" in texts(app)


def test_annotators_see_glosses_only_when_they_switch_them_on(visit: Visit) -> None:
    project = annotatable_project("text,lang,label,gloss\nसलाम,hi,a,hello\n", ".csv", "text,lang\nनमस्ते,ne\n")
    choose_next_points(project, open_prepared(project), "average_dist", 1)
    app = visit("annotate")
    assert "hello" not in texts(app)
    app.toggle(key="show_glosses").set_value(True).run()
    assert "In English: hello" in texts(app)


def test_texts_and_quotes_from_right_to_left_are_directed(visit: Visit) -> None:
    project = annotatable_project("text,lang,label\nیہ Wi-Fi ہے!,ur,a\n", ".csv", "text,lang\nسلام!,ar\n")
    for strategy, quote in (
        ("knn_uncertainty", "“\u2068سلام\\!\u2069”"),
        ("random", "text: \u2068سلام\\!\u2069"),
    ):
        choose_next_points(project, open_prepared(project), strategy, 1)
        app = visit("annotate")
        assert app.subheader[0].value == "\u2067یہ Wi\\-Fi ہے\\!\u2069"
        assert quote in texts(app)


def test_a_skipped_point_comes_last(labelled_pool: Project, visit: Visit) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 2)
    app = visit("annotate")
    app.button(key="skip").click().run()
    assert "Point 2 of 2" in texts(app)
    app.button(key="label_b").click().run()
    assert "Point 1 of 2" in texts(app)
    app.button(key="label_b").click().run()
    assert "All points of this selection are labelled" in app.success[0].value


def test_two_people_who_label_at_once_label_different_points_and_lose_nothing(
    labelled_pool: Project, visit: Visit
) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 8)
    apps = {who: visit("annotate") for who in ("ann", "bob")}
    for who, app in apps.items():
        app.text_input(key="annotator").set_value(who).run()
    apps["ann"].button(key="label_a").click().run()
    apps["bob"].button(key="label_b").click().run()  # both had the first point before them
    assert "ann labelled this point meanwhile" in apps["bob"].error[0].value
    for _ in range(3):
        for who, label in (("bob", "b"), ("ann", "a")):
            apps[who].button(key=f"label_{label}").click().run()
            assert not apps[who].error
    assert sorted(said(labelled_pool)) == [("a", "ann")] * 4 + [("b", "bob")] * 3


def test_the_open_point_stays_while_others_label_and_is_given_up_when_they_label_it(
    labelled_pool: Project, visit: Visit
) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 4)
    pool = load_file(labelled_pool, "pool")
    app = visit("annotate")
    queue = open_queue(reload_project(labelled_pool.slug), pool)
    assert queue is not None
    add_label(labelled_pool, pool, queue.rows[3], "a", "ann")
    assert "Point 1 of 4" in texts(app.run())
    add_label(labelled_pool, pool, queue.rows[0], "a", "ann")
    app.run()
    assert "ann labelled this point meanwhile" in app.error[0].value
    assert "Point 3 of 4" in texts(app)


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


def test_labels_can_be_downloaded_and_trained_on_when_their_selection_was_removed(
    labelled_pool: Project, visit: Visit
) -> None:
    _, kept = choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 1)
    visit("annotate").button(key="label_a").click().run()
    delete_saved(kept)
    app = visit("annotate")
    assert "Choose the points to label first" in texts(app)
    assert [button.label for button in app.get("download_button")] == ["Labels CSV", "Labels JSONL"]
    assert "Training is not possible yet" in texts(app)


def test_labels_of_the_file_are_compared_only_when_asked_for(labelled_pool: Project, visit: Visit) -> None:
    choose_next_points(labelled_pool, open_prepared(labelled_pool), "average_dist", 1)
    app = visit("annotate")
    assert "already has labels" in texts(app)
    app.button(key="label_a").click().run()
    assert [button.label for button in app.get("download_button")] == ["Labels CSV", "Labels JSONL"]
    app.toggle(key="compare_labels").set_value(True).run()
    assert "of 1 labels match" in texts(app)


def test_where_no_file_has_labels_people_name_them(visit: Visit) -> None:
    project = prepared_project()
    choose_next_points(project, open_prepared(project), "random", 2)
    app = visit("annotate")
    use_labels(app, "greet, other,greet")
    assert app.button(key="label_greet")
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


def test_own_labels_can_be_corrected_but_for_those_in_use(visit: Visit) -> None:
    project = prepared_project()
    choose_next_points(project, open_prepared(project), "random", 2)
    app = visit("annotate")
    use_labels(app, "greet, othr")
    assert own_labels(app).value == "greet, othr"
    app.button(key="label_greet").click().run()
    use_labels(app, "other")
    assert "greet; add them again" in app.error[0].value
    use_labels(app, "greet, other")
    assert not app.error
    assert app.button(key="label_other")


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
def test_words_and_answers_have_their_own_way_to_be_marked(pool: str, visit: Visit) -> None:
    project = annotatable_project(pool, ".jsonl", pool)
    choose_next_points(project, open_prepared(project), "random", 1)
    app = visit("annotate")
    assert not app.exception
    if pool == WORDS:
        use_labels(app, "PER")
    assert len(app.get("bidi_component")) == 1
