"""The widgets that label a point, by the name of the task; a new task adds its own file and one line here."""

from collections.abc import Callable

from demux_core.tasks.classification import Classification
from demux_core.tasks.question_answering import QuestionAnswering
from demux_core.tasks.tagging import Tagging
from pages.ui.annotate import choose_label, mark_answer, tag_words
from pages.ui.annotate.open_point import OpenPoint

WIDGETS: dict[str, Callable[[OpenPoint], None]] = {
    Classification.name: choose_label.ask,
    Tagging.name: tag_words.ask,
    QuestionAnswering.name: mark_answer.ask,
}
