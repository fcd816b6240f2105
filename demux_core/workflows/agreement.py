"""The agreement of a project's annotators, on the texts that several of them labelled."""

from collections.abc import Mapping

from demux_core.analysis.agreement import Agreement, agreement
from demux_core.data.dataset import Dataset
from demux_core.workspace.label_merging import answers_of_people
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label


def project_agreement(project: Project, pool: Dataset, given: Mapping[str, Label]) -> Agreement | None:
    """Return how far people agree; None if no two of them labelled the same text.

    Each word with a tag is a decision of its own, any other label is one.

    Args:
        project: whose label log it is.
        pool: the project's pool.
        given: id -> label that counts; texts without one do not count here.
    """
    decisions: list[dict[str, str]] = []
    for name, people in answers_of_people(project).items():
        if name in given and len(people) > 1:
            taken = {each.annotator: pool.task.decisions(each.label) for each in people}
            lengths = {len(each) for each in taken.values()}
            if len(lengths) == 1:  # others were given for an earlier text
                places = range(lengths.pop())
                decisions += [{who: each[place] for who, each in taken.items()} for place in places]
    return agreement(decisions)
