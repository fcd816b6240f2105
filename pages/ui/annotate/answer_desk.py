"""The point that an annotator is at, in the component; what it sends is taken in order, and once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from demux_core.workflows.annotation_queue import Wish
from demux_core.workflows.answers import AnnotatorsDesk, Answer, Message, Receipts, read_message
from demux_core.workflows.labelling import already_labelled_message
from demux_core.workspace.label_log import annotator_name
from demux_core.workspace.remarks import remarks_on
from pages.ui.annotate.cards import card
from pages.ui.annotate.marking import component, shown_labels
from pages.ui.annotate.widgets import WIDGETS
from pages.ui.shared import access

_KEY = "marking"
_VISIT = "visited_point"
_AHEAD = 20  # points that the browser knows, so that no key has to wait for the network


def show(desk: AnnotatorsDesk, wish: Wish, suggest: Callable[[list[str]], Mapping[str, Any]]) -> str | None:
    """Show the points to label; return the id of the one that is open, None where there is none.

    Args:
        desk: the annotator's.
        wish: which points, in which order.
        suggest: ids of points -> the labels that the model suggests, by id.
    """
    place, task = f"{desk.project.slug}/{desk.queue.kept.id}", desk.queue.pool.task
    message = _message(place)
    receipts = _receipts(place, message.client)
    points = _points(desk, wish, message.at)
    shown, names = [one["id"] for one in points["ahead"]], task.typed_names(desk.known or [])
    data = points | {
        "place": place,
        "client": message.client,
        "done": receipts.done,
        "troubles": receipts.troubles,
        "mode": WIDGETS[task.annotation_widget].mode,
        "labels": shown_labels(names),
        "bio": len(names) != len(desk.known or []),
        "suggestions": suggest(shown),
    }
    receive = access.callback(partial(_receive, desk, place))
    component(key=_KEY, data=data, on_message_change=receive)
    sent = _message(place)
    receipts = _receipts(place, sent.client)
    if sent.number > (done := receipts.done):
        receive()  # a new connection has no callback yet
        if receipts.done > done:
            st.rerun()
    visited = data["visit"]["card"]["id"] if data["visit"] else None
    at = message.at or visited
    return at if at in desk.queue.ids else next(iter(shown), None)


def visit(name: str) -> None:
    """Open a point, labelled or not, at the next run."""
    turn = st.session_state.get(_VISIT, (0, ""))[0] + 1
    st.session_state[_VISIT] = (turn, name)


def _points(desk: AnnotatorsDesk, wish: Wish, at: str | None) -> dict[str, Any]:
    """The points before and after the one that is open, which stays open while others label."""
    queue, me = desk.queue, annotator_name(desk.who)
    ids, left = queue.ids, queue.left(desk.skipped, desk.who, wish)
    numbers = {place: number for number, place in enumerate(queue.places(wish), start=1)}
    mine = [place for place in numbers if _annotator(desk, ids[place]) == me]
    before = sorted(mine, key=lambda place: queue.given[ids[place]].created)[-_AHEAD:]
    ahead = left[:_AHEAD] + [place for place in left[_AHEAD:] if ids[place] == at]
    turn, name = st.session_state.get(_VISIT, (0, ""))
    visited = [ids.index(name)] if name in ids else []
    remarks = remarks_on(desk.project, queue.texts)
    before_cards, ahead_cards, visit_cards = (
        [card(queue, each, desk.who, remarks) | {"number": numbers.get(each)} for each in places]
        for places in (before, ahead, visited)
    )
    taken = queue.given.get(at) if at is not None and _annotator(desk, at) != me else None
    return {
        "before": before_cards,
        "ahead": ahead_cards,
        "more": len(left) > _AHEAD,
        "count": len(numbers),
        "visit": {"turn": turn, "card": visit_cards[0]} if visit_cards else None,
        "gone": None if taken is None else {"id": at, "said": already_labelled_message(taken)},
    }


def _annotator(desk: AnnotatorsDesk, name: str) -> str | None:
    return desk.queue.given[name].annotator if name in desk.queue.given else None


def _receive(desk: AnnotatorsDesk, place: str) -> None:
    message = _message(place)
    receipts = _receipts(place, message.client)
    receipts.take(message.answers, lambda answer: desk.give(_with_labels(desk, answer)))


def _with_labels(desk: AnnotatorsDesk, answer: Answer) -> Answer:
    """The answer with labels in place of what was marked."""
    if answer.kind != "label" or answer.point not in desk.queue.ids:
        return answer
    row = desk.queue.pool.frame.iloc[desk.queue.rows[desk.queue.ids.index(answer.point)]]
    to_label = partial(WIDGETS[desk.queue.pool.task.annotation_widget].label, row)
    corrects = None if answer.corrects is None else to_label(answer.corrects)
    return replace(answer, value=to_label(answer.value), corrects=corrects)


def _message(place: str) -> Message:
    """The last message of the component, if it is about the points of ``place``."""
    message = read_message((st.session_state.get(_KEY) or {}).get("message"))
    return message if message.place == place else Message()


@st.cache_resource(max_entries=500, show_spinner=False)
def _receipts(place: str, client: str) -> Receipts:
    """Kept beside the session, which a long break in the network ends."""
    return Receipts()
