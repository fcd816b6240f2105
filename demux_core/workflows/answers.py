"""What an annotator does on a page, as a numbered stream of answers: each counts once, and in order.

A page sends every answer that has not been confirmed yet, again and again, over a network that may be slow.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from demux_core.base.errors import InputError
from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workflows.labelling import label_point
from demux_core.workspace import StoreError
from demux_core.workspace.label_log import undo_last
from demux_core.workspace.project import Project
from demux_core.workspace.remarks import remark

_QUOTE = 60
_KEPT_TROUBLES = 20


@dataclass(frozen=True)
class Answer:
    """One thing that an annotator did.

    Args:
        number: counts the answers of a page, from 1.
        kind: "label", "undo", "skip", "return" (to a skipped point), "flag" or "comment".
        point: id of the point.
        value: the label, the flag (bool) or the comment; None for the others.
        corrects: the annotator's own label that was shown with the point; None where there was none.
    """

    number: int
    kind: str
    point: str
    value: Any = None
    corrects: Any = None


@dataclass
class Receipts:
    """What is known of the answers of one page.

    Args:
        done: number of the last answer that was dealt with; the page may forget it and those before.
        troubles: (number, what to tell the annotator) of answers that could not be taken as they are.
    """

    done: int = 0
    troubles: list[tuple[int, str]] = field(default_factory=list)
    _lock: Any = field(default_factory=Lock, repr=False, compare=False)

    def take(self, answers: Iterable[Answer], give: Callable[[Answer], None]) -> None:
        """Deal with the answers that are new, in the order of their numbers; an error becomes a trouble.

        Every message must hold all answers that are not ``done``: an earlier message that arrives late then
        has nothing new, and no answer can overtake another. While the workspace cannot be written, answers
        are not ``done``, so that the page sends them again.
        """
        with self._lock:  # a page that lost its connection may come back while its last message is dealt with
            for answer in sorted(answers, key=lambda each: each.number):
                if answer.number <= self.done:
                    continue
                trouble = None
                try:
                    give(answer)
                except InputError as error:
                    trouble = error
                others = [each for each in self.troubles if each[0] != answer.number]
                told = [] if trouble is None else [(answer.number, str(trouble))]
                self.troubles = [*others, *told][-_KEPT_TROUBLES:]
                if isinstance(trouble, StoreError):
                    return
                self.done = answer.number


@dataclass(frozen=True)
class Message:
    """What a page sent.

    Args:
        client: names the page; every page that is opened has its own name.
        place: names the project and the selection that the answers are about.
        answers: all that are not confirmed.
        at: id of the point that is open there; None where it is the next one.
    """

    client: str = ""
    place: str = ""
    answers: tuple[Answer, ...] = ()
    at: str | None = None

    @property
    def number(self) -> int:
        """The number of its last answer, 0 without any."""
        return max((answer.number for answer in self.answers), default=0)


def read_message(sent: Any) -> Message:
    """Return a message; what is not of the expected form is left out."""
    if not isinstance(sent, dict):
        return Message()
    found, at = sent.get("answers"), sent.get("at")
    answers = tuple(
        Answer(
            one["number"], str(one.get("kind")), str(one.get("point")), one.get("value"), one.get("corrects")
        )
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict) and isinstance(one.get("number"), int)
    )
    place = str(sent.get("place", ""))
    return Message(str(sent.get("client", "")), place, answers, at if isinstance(at, str) else None)


@dataclass(frozen=True, eq=False)
class AnnotatorsDesk:
    """Where one annotator works through a queue.

    Args:
        project: whose labels they are.
        queue: the points.
        who: name of the annotator, may be empty.
        known: labels that may be given.
        skipped: ids of the points that the annotator put off, the first one first; it is changed.
    """

    project: Project
    queue: AnnotationQueue
    who: str
    known: Collection[str] | None
    skipped: list[str]

    def give(self, answer: Answer) -> None:
        """Do what an answer says.

        Raises:
            InputError: it cannot be done; the message names the point's text.
        """
        names = self.queue.ids
        if answer.point not in names:
            raise InputError("the text is not in this selection any more; continue with the next one")
        place = names.index(answer.point)
        text = self.queue.texts[answer.point]
        try:
            self._give(answer, place, text)
        except StoreError:  # whatever the point is
            raise
        except InputError as error:
            quoted = text if len(text) <= _QUOTE else f"{text[: _QUOTE - 1]}…"
            raise InputError(f"“{quoted}”: {error}") from error

    def _give(self, answer: Answer, place: int, text: str) -> None:
        if answer.kind in ("label", "undo", "skip", "return") and answer.point in self.skipped:
            self.skipped.remove(answer.point)
        match answer.kind:
            case "label":
                self._label(place, answer)
            case "undo":
                undo_last(self.project, self.who, {answer.point})
            case "skip":
                self.skipped.append(answer.point)
            case "flag":
                remark(self.project, (answer.point, text), self.who, flag=bool(answer.value))
            case "comment":
                remark(self.project, (answer.point, text), self.who, comment=str(answer.value or ""))

    def _label(self, place: int, answer: Answer) -> None:
        label_point(self.project, self.queue, place, answer.value, self.who, self.known, answer.corrects)
