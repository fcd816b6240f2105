"""The points around the one that an annotator is at, as the component shows them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from demux_core.base.languages import UNKNOWN, is_rtl_text, language_name
from demux_core.explain.reasons import without_numbers
from demux_core.tasks.text_pairs import in_short, in_words
from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workspace.label_log import annotator_name
from demux_core.workspace.remarks import Remark
from pages.ui.annotate import glosses
from pages.ui.annotate.widgets import WIDGETS

_LONGEST_QUOTE = 160


def card(
    queue: AnnotationQueue, place: int, who: str, remarks: Mapping[str, Sequence[Remark]]
) -> dict[str, Any]:
    """Return what is shown of a point of the queue.

    Args:
        queue: the points.
        place: of the point, from 0.
        who: the annotator, whose own label can be corrected.
        remarks: id -> remarks on the point.
    """
    name, me = queue.ids[place], annotator_name(who)
    row = queue.pool.frame.iloc[queue.rows[place]]
    widget = WIDGETS[queue.pool.task.annotation_widget]
    given = queue.given.get(name)
    mine = [one for one in remarks.get(name, ()) if one.person == me]
    return {
        "id": name,
        "language": language_name(row["language"]),
        "lang": "" if row["language"] == UNKNOWN else row["language"],
        "rtl": is_rtl_text(" ".join(queue.pool.task.shown_texts(row).values()), row["language"]),
        "why": _why(queue.points.iloc[place]),
        "gloss": glosses.shown(row),
        "label": None if given is None else widget.marks(row, given.label),
        "by": "" if given is None or given.annotator == me else given.annotator,
        "flagged": any(one.flagged for one in mine),
        "comment": next((one.comment for one in mine), ""),
        "remarks": [_told(one) for one in remarks.get(name, ()) if one.person != me],
        **widget.show(row),
    }


def _why(point: Any) -> str:
    reason, nearest = point.get("reason"), point.get("nearest_target_text")
    parts = []
    if isinstance(reason, str) and (reason := without_numbers(in_words(reason))):
        # It may quote a text of any language.
        directed = re.sub("“(.*)”", "“\u2068\\1\u2069”", reason)
        parts.append(f"Why this one: {directed}")
    if isinstance(nearest, str) and not any("“" in part for part in parts):  # the reason may quote it
        parts.append(f"nearest target text: \u2068{in_short(nearest)[:_LONGEST_QUOTE]}\u2069")
    return " · ".join(parts)


def _told(one: Remark) -> str:
    flag = "flagged this" if one.flagged else ""
    return f"{one.person}: {' · '.join(part for part in (flag, one.comment) if part)}"
