"""The head of a report: title, reader, day, and the question that it answers."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from demux_core.report.request import ReportRequest
from demux_core.workspace.project import Project


@dataclass(frozen=True)
class Heading:
    """The head of a report.

    Args:
        title: of the report.
        prepared_for: free text, may be empty.
        made: the day, UTC.
        project: name of the project.
        question: what the report answers.
        setting: what the question is about, in two or three sentences.
    """

    title: str
    prepared_for: str
    made: str
    project: str
    question: str
    setting: str

    def changed(self, title: str, prepared_for: str) -> "Heading":
        """Return the heading with another title and reader; empty texts leave them as they are."""
        return replace(
            self,
            title=_one_line(title) or self.title,
            prepared_for=_one_line(prepared_for) or self.prepared_for,
        )


def make_heading(project: Project, request: ReportRequest, question: str, setting: str) -> Heading:
    """Return the heading of today's report."""
    return Heading(
        title=_one_line(request.title) or f"What to label for {project.name}",
        prepared_for=_one_line(request.prepared_for),
        made=datetime.now(UTC).strftime("%d %B %Y").lstrip("0"),
        project=project.name,
        question=question,
        setting=setting,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
