from pathlib import Path
from threading import Barrier, Thread

import pytest

from demux_core import InputError
from demux_core.data.dataset import Dataset
from demux_core.explain.reasons import explained_table
from demux_core.strategies import select
from demux_core.workflows.annotation_queue import (
    QUEUE,
    AnnotationQueue,
    Wish,
    choose_next_points,
    labels_of_pool,
    open_queue,
    start_annotating,
)
from demux_core.workflows.labelling import OWN_LABELS, label_point, set_own_labels
from demux_core.workspace.label_log import add_label, effective_labels, read_log
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, put_setting, reload_project
from demux_core.workspace.project_files import load_file, put_file
from demux_core.workspace.records import Label
from demux_core.workspace.saved_selections import open_saved, save_selection
from demux_core.workspace.second_answers import disagreements, settle
from tests.helpers import make
from tests.helpers.fabricated_project import POOL, TARGET, annotatable_project, prepared_project


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


def begun(budget: int) -> tuple[Project, Dataset, AnnotationQueue]:
    """A project with ``budget`` points to label, its pool, and the queue."""
    project = prepared_project()
    project, _ = choose_next_points(project, open_prepared(project), "random", budget)
    pool = load_file(project, "pool")
    queue = open_queue(project, pool)
    assert queue is not None
    return project, pool, queue


def test_there_is_nothing_to_annotate_before_points_are_chosen() -> None:
    project = prepared_project()
    assert open_queue(project, load_file(project, "pool")) is None


def test_a_queue_reads_its_own_points_and_not_the_whole_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    _, pool, queue = begun(3)
    assert queue.texts == {pool.frame["id"].iloc[row]: pool.texts[row] for row in queue.rows}
    read: list[int] = []

    def recorded(part: Dataset) -> list[str]:
        read.append(len(part))
        return list(part.frame["language"])

    monkeypatch.setattr(Dataset, "languages", property(recorded))
    assert len(queue.left(wish=Wish(grouped=True))) == 3
    assert set(read) == {3}


def test_chosen_points_are_kept_and_worked_off_from_the_best_on() -> None:
    project, kept = choose_next_points(
        (project := prepared_project()), open_prepared(project), "average_dist", 5
    )
    pool = load_file(project, "pool")
    queue = open_queue(project, pool)
    assert queue is not None
    assert (queue.kept, len(queue), queue.done, queue.left()) == (kept, 5, 0, [0, 1, 2, 3, 4])
    assert [pool.frame["id"].iloc[row] for row in queue.rows] == queue.ids
    add_label(project, pool, queue.rows[0], "a")
    queue = open_queue(project, pool)
    assert queue is not None
    assert (queue.done, queue.left(), queue.left([queue.ids[1]])) == (1, [1, 2, 3, 4], [2, 3, 4, 1])
    skipped = [queue.ids[place] for place in (3, 1, 2, 4)]
    assert queue.left(skipped) == [3, 1, 2, 4]  # when all are skipped, the one that waited longest is next


def test_several_people_are_given_different_points_and_one_alone_the_best_first() -> None:
    project = prepared_project()
    project, _ = choose_next_points(project, open_prepared(project), "random", 8)
    pool, order = load_file(project, "pool"), []
    for who in ["Ann", "Ann", *(["Bob", "Ann", "Chandra"] * 2)]:
        queue = open_queue(project, pool)
        assert queue is not None
        offered = {one: queue.left(who=one)[0] for one in ("Ann", "Bob", "Chandra")}
        if {given.annotator for given in queue.given.values()} == {"Ann", "Bob", "Chandra"}:
            assert len(set(offered.values())) == min(3, len(queue.left()))
        label_point(project, queue, offered[who], "a", who)
        order.append(offered[who])
    assert order[:2] == [0, 1]
    assert sorted(order) == list(range(8))


def test_a_label_that_somebody_gave_while_the_point_was_open_is_not_replaced() -> None:
    project, _, queue = begun(2)
    label_point(project, queue, 0, "a", "Ann")
    label_point(project, queue, 0, "a", "Ann")  # pressed twice
    label_point(project, queue, 1, "a", "")
    for place, who, first in ((0, "Bob", "Ann"), (1, "", "Somebody")):
        with pytest.raises(InputError, match=f"{first} labelled this text meanwhile"):
            label_point(project, queue, place, "b", who)
    assert [(label.label, label.annotator) for label in read_log(project)] == [
        ("a", "Ann"),
        ("a", "anonymous"),
    ]


def test_of_two_people_who_label_a_point_at_once_one_is_first_and_the_other_is_told() -> None:
    project, pool, queue = begun(6)
    told: list[str] = []

    def label(who: str, meet: Barrier) -> None:
        for place in range(6):
            meet.wait()
            try:
                label_point(project, queue, place, who, who)
            except InputError as error:
                told.append(str(error))

    meet = Barrier(2)
    people = [Thread(target=label, args=[who, meet]) for who in ("a", "b")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(told) == len(read_log(project)) == 6
    assert all("yours is kept" in message for message in told)
    answers = disagreements(reload_project(project.slug), labels_of_pool(project, pool))
    assert sorted({first.label, second.label} == {"a", "b"} for first, second in answers) == [True] * 6


def test_a_second_answer_counts_once_somebody_takes_it_and_a_decision_ends_the_disagreement() -> None:
    project, pool, queue = begun(3)
    for place in range(3):
        label_point(project, queue, place, "a", "Ann")
        with pytest.raises(InputError, match="Ann labelled this text meanwhile"):
            label_point(project, queue, place, "a" if place == 2 else "b", "Bob")

    def open_ones() -> list[tuple[Label, Label]]:
        return disagreements(reload_project(project.slug), labels_of_pool(project, pool))

    (_, first), (_, second) = open_ones()  # who gives the same label does not disagree
    settle(project, first, takes=True)
    settle(project, second, takes=False)
    settle(project, second, takes=True)  # decided already
    assert open_ones() == []
    given = labels_of_pool(project, pool)
    assert [given[name].label for name in queue.ids] == ["b", "a", "a"]
    assert given[queue.ids[0]].annotator == "Bob"


def test_the_project_s_own_labels_are_tags_where_words_are_marked_and_stay_while_they_are_in_use() -> None:
    words = '{"id": "1", "tokens": ["Asha", "sings"], "lang": "ne"}\n'
    project = annotatable_project(words, ".jsonl", words)
    pool = load_file(project, "pool")
    with pytest.raises(InputError, match="at least one label"):
        set_own_labels(project, [" "], True, [pool], {})
    project = set_own_labels(project, ["PER", "LOC "], True, [pool], {})
    assert project.settings[OWN_LABELS] == ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
    add_label(project, pool, 0, ["B-PER", "O"])
    given = effective_labels(read_log(project))
    with pytest.raises(InputError, match="missing: PER; add them again"):
        set_own_labels(project, ["ORG"], True, [pool], given)
    assert set_own_labels(project, ["PER"], True, [pool], given).settings[OWN_LABELS] == [
        "O",
        "B-PER",
        "I-PER",
    ]
    tagged = make.sentences([["Asha"]], [["B-PER"]])  # a file also has the label
    assert OWN_LABELS in set_own_labels(project, ["ORG"], True, [pool, tagged], given).settings


def test_points_that_have_a_label_are_not_chosen_again() -> None:
    project, pool, queue = begun(20)
    for row in queue.rows:
        add_label(project, pool, row, "a")
    project, second = choose_next_points(project, open_prepared(project), "random", 40)
    assert not set(queue.ids) & set(open_saved(second)["id"])
    with pytest.raises(InputError, match="40"):
        choose_next_points(project, open_prepared(project), "random", 41)


def test_the_queue_that_was_started_stays_when_another_selection_is_kept() -> None:
    project = prepared_project()
    project, first = choose_next_points(project, open_prepared(project), "random", 5)
    other = save_selection(project, open_saved(first).head(2), seed=1)
    pool = load_file(project, "pool")
    queue = open_queue(project, pool)
    assert queue is not None
    assert queue.kept == first
    queue = open_queue(start_annotating(project, other), pool)
    assert queue is not None
    assert len(queue) == 2


def test_the_first_label_starts_its_queue_which_then_stays_when_another_selection_is_kept() -> None:
    project, first = choose_next_points((project := prepared_project()), open_prepared(project), "random", 5)
    project, pool = put_setting(project, QUEUE, None), load_file(project, "pool")
    queue = open_queue(project, pool)
    assert queue is not None
    label_point(project, queue, 0, "a", "Ann")
    save_selection(project, open_saved(first).head(2), seed=1)
    queue = open_queue(reload_project(project.slug), pool)
    assert queue is not None
    assert queue.kept == first


def test_points_that_the_pool_has_no_more_are_left_out() -> None:
    project = prepared_project()
    project, _ = choose_next_points(project, open_prepared(project), "random", 60)
    project, pool = put_file(project, "pool", "my pool.csv", POOL.replace("hello", "goodbye").encode())
    queue = open_queue(project, pool)
    assert queue is not None
    assert len(queue) == 40


def test_points_whose_name_another_pool_gives_to_another_text_are_left_out() -> None:
    named = "id,text,lang\n" + "".join(f"{i},hello {i},en\n" for i in range(20))
    project = annotatable_project(named, ".csv", TARGET)
    project, _ = choose_next_points(project, open_prepared(project), "random", 20)
    project, pool = put_file(project, "pool", "my pool.csv", named.replace("hello 1", "bye 1").encode())
    queue = open_queue(project, pool)
    assert queue is not None
    assert [pool.texts[row] for row in queue.rows] == queue.points["text"].tolist()
    assert len(queue) == 9


def test_what_gold_chose_is_labelled_already_and_not_annotated() -> None:
    project = prepared_project(gold=True)
    run = open_prepared(project)
    picked = select("gold", run.source, run.target, 3, gold=run.gold)
    save_selection(project, explained_table(picked, run.target, 42), 42)
    assert open_queue(project, load_file(project, "pool")) is None
