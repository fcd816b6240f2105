"""Answers that a page sends over a network that may delay, repeat and reorder its messages."""

from collections.abc import Sequence

import pytest

from demux_core import InputError
from demux_core.workflows.annotation_queue import choose_next_points, open_queue
from demux_core.workflows.answers import AnnotatorsDesk, Answer, Message, Receipts, read_message
from demux_core.workflows.labelled_points import labelled_points
from demux_core.workspace import StoreError
from demux_core.workspace.label_log import effective_labels, read_log
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import reload_project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.remarks import remarks_on
from tests.helpers.fabricated_project import prepared_project


def answers(*numbers: int) -> list[Answer]:
    return [Answer(number, "label", f"p{number}", "a") for number in numbers]


def taken(*messages: Sequence[int]) -> list[int]:
    receipts, order = Receipts(), []
    for numbers in messages:
        receipts.take(answers(*numbers), lambda answer: order.append(answer.number))
    assert receipts.done == max(order)
    return order


def test_answers_of_a_message_are_taken_in_order() -> None:
    assert taken([1, 2, 3]) == taken([3, 1, 2]) == [1, 2, 3]


def test_a_message_that_is_sent_again_changes_nothing() -> None:
    assert taken([1, 2], [1, 2], [1, 2, 3]) == [1, 2, 3]


def test_a_message_that_is_overtaken_by_a_later_one_changes_nothing() -> None:
    assert taken([1, 2, 3], [1], [1, 2]) == [1, 2, 3]


def test_an_answer_that_cannot_be_taken_is_told_and_holds_up_no_other() -> None:
    receipts, order = Receipts(), []

    def give(answer: Answer) -> None:
        if answer.number == 2:
            raise InputError("no")
        order.append(answer.number)

    receipts.take(answers(1, 2, 3), give)
    assert (order, receipts.done, receipts.troubles) == ([1, 3], 3, [(2, "no")])


def test_answers_are_not_lost_while_the_workspace_cannot_be_written() -> None:
    receipts, order, is_full = Receipts(), [], [True]

    def give(answer: Answer) -> None:
        if answer.number == 2 and is_full[0]:
            raise StoreError("the disk is full")
        order.append(answer.number)

    receipts.take(answers(1, 2, 3), give)
    assert (order, receipts.done, receipts.troubles) == ([1], 1, [(2, "the disk is full")])
    is_full[0] = False
    receipts.take(answers(2, 3), give)
    assert (order, receipts.done, receipts.troubles) == ([1, 2, 3], 3, [])


@pytest.mark.parametrize(
    "sent", [None, [], {"answers": 3, "at": []}, {"answers": [4, {"number": "1"}, {}], "client": ""}]
)
def test_a_message_of_another_form_says_nothing(sent: object) -> None:
    assert read_message(sent) == Message()
    assert read_message(sent).number == 0


def test_a_stream_is_done_as_it_was_meant_and_once_even_where_its_receipts_are_lost(
    workspace: object,
) -> None:
    project = prepared_project()
    project, _ = choose_next_points(project, open_prepared(project), "random", 5)
    queue = open_queue(project, load_file(project, "pool"))
    assert queue is not None
    first, second, third, fourth, fifth = queue.ids
    desk = AnnotatorsDesk(project, queue, "Ann", ["a", "b"], [])
    stream = [
        Answer(1, "label", first, "a"),
        Answer(2, "label", second, "a"),
        Answer(3, "label", second, "b", corrects="a"),
        Answer(4, "skip", third),
        Answer(5, "label", fourth, "a"),
        Answer(6, "undo", fourth),
        Answer(7, "flag", fifth, True),
        Answer(8, "comment", fifth, "which one?"),
        Answer(9, "label", fifth, "c"),
        Answer(10, "label", "elsewhere", "a"),
    ]
    receipts = Receipts()
    receipts.take(stream, desk.give)
    receipts.take(stream, desk.give)

    def standing() -> dict[str, object]:
        return {row: given.label for row, given in effective_labels(read_log(project)).items()}

    assert standing() == {first: "a", second: "b"}
    assert desk.skipped == [third]
    assert [number for number, _ in receipts.troubles] == [9, 10]
    assert "must be one of a, b, got c" in receipts.troubles[0][1]
    project = reload_project(project.slug)
    text = queue.pool.texts[queue.rows[4]]
    assert [(one.flagged, one.comment) for one in remarks_on(project, {fifth: text})[fifth]] == [
        (True, "which one?")
    ]
    table = labelled_points(project, open_queue(project, queue.pool) or queue)
    assert table[["id", "label", "by", "comments"]].values.tolist() == [
        [second, "b", "Ann", ""],
        [first, "a", "Ann", ""],
        [fifth, "", "", "Ann: which one?"],
    ]
    Receipts().take(stream[3:], desk.give)
    assert standing() == {first: "a", second: "b"}
