"""The widgets that label a point; a task names its own (``Task.annotation_widget``)."""

from collections.abc import Callable

from pages.ui.annotate import choose_label, mark_answer, tag_words
from pages.ui.annotate.open_point import OpenPoint

WIDGETS: dict[str, Callable[[OpenPoint], None]] = {
    "choose label": choose_label.ask,
    "tag words": tag_words.ask,
    "mark answer": mark_answer.ask,
}
