"""Labels that come from elsewhere, many at once: nothing is lost, and none counts twice."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from demux_core.workspace import open_store, records, second_answers
from demux_core.workspace.label_log import annotator_name, effective_labels, standing_answers
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label


@dataclass(frozen=True)
class Merged:
    """What became of labels that came in.

    Args:
        new: labels that count from now on, for texts without one.
        corrected: labels that replace one of the same person.
        agreeing: second answers that say the same as the label that counts.
        differing: second answers that say something else; people decide (``second_answers``).
        known: labels that were there already.
    """

    new: int = 0
    corrected: int = 0
    agreeing: int = 0
    differing: int = 0
    known: int = 0


def merge_labels(project: Project, given: Iterable[tuple[Label, str]]) -> Merged:
    """Add labels to the log, all or none; where another person's label counts, they are kept beside it.

    Args:
        project: whose log it is.
        given: labels, checked, with the digests of their texts; and when each was given (ISO 8601, or empty).
            What a person has said before is known already, unless it was given after their last word.
    """
    counts = dict.fromkeys(Merged.__dataclass_fields__, 0)
    with records.changing_labels(open_store(), project.id) as connection:
        log = records.read_labels(connection, project.id)
        said = [*log, *second_answers.read_answers(connection, project.id)]
        stands = effective_labels(log)
        last = {(each.row, each.annotator): each.created for each in said}
        known = {_identity(each) for each in said}
        second: list[Label] = []
        for label, at in given:
            label = replace(label, annotator=annotator_name(label.annotator), created=records.utc_now())
            now = stands.get(label.row)
            if now is not None and now.content not in (None, label.content):
                now = None  # it was given for another text
            again = _identity(label) in known and not _is_after(at, last[label.row, label.annotator])
            if now is not None and (again or (now.label, now.annotator) == (label.label, label.annotator)):
                counts["known"] += 1
                continue
            if now is None or now.annotator == label.annotator:
                records.append_label(connection, project.id, label)
                stands[label.row] = label
                counts["new" if now is None else "corrected"] += 1
            else:
                second.append(label)
                counts["agreeing" if now.label == label.label else "differing"] += 1
            known.add(_identity(label))
            last[label.row, label.annotator] = label.created
        second_answers.keep(connection, project.id, second)
    return Merged(**counts)


def answers_of_people(project: Project) -> dict[str, list[Label]]:
    """Id of a labelled row -> the last answer of each person, the label that counts first."""
    with records.changing_labels(open_store(), project.id) as connection:
        answers = standing_answers(records.read_labels(connection, project.id))
        for second in second_answers.read_answers(connection, project.id):
            others = answers.get(second.row, [])
            own = [place for place, each in enumerate(others) if each.annotator == second.annotator]
            if others and not own and second.content in (None, others[0].content):
                others.append(second)
            elif own and own[0] > 0 and others[own[0]].created < second.created:
                others[own[0]] = second
    return answers


def _identity(label: Label) -> tuple[str, str, str, str | None]:
    return label.row, label.annotator, json.dumps(label.label, sort_keys=True), label.content


def _is_after(at: str, before: str) -> bool:
    """Whether a time of a file, in any zone, is later than one of the log; no time is not."""
    try:
        return _utc(at) > _utc(before)
    except ValueError:
        return False


def _utc(time: str) -> datetime:
    parsed = datetime.fromisoformat(time)
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
