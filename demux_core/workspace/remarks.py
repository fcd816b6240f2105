"""What annotators remark on points: a flag and a comment, for the other annotators and for exports.

They are a setting of the project, because there are few of them; each person has one remark on a point.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from demux_core.workspace.label_log import annotator_name, text_digest
from demux_core.workspace.project import Project, change_setting
from demux_core.workspace.records import utc_now

SETTING = "remarks"  # setting: remarks as JSON, the oldest first
LONGEST = 1_000


@dataclass(frozen=True)
class Remark:
    """What a person remarks on a point.

    Args:
        row: its id.
        person: who.
        flagged: whether they want others to look at it.
        comment: in their words; may be empty.
        created: when it was changed last, UTC, ISO 8601.
        content: digest of the point's text, which a new pool may change.
    """

    row: str
    person: str
    flagged: bool
    comment: str
    created: str
    content: str


def remark(
    project: Project,
    point: tuple[str, str],
    person: str,
    *,
    flag: bool | None = None,
    comment: str | None = None,
) -> Project:
    """Set or clear a person's flag or comment on a point, and return the project.

    Args:
        project: is not changed; the changed one is returned.
        point: its id and text.
        person: who remarks; empty is anonymous.
        flag: None leaves it as it is.
        comment: cut to ``LONGEST`` characters; None leaves it as it is.
    """
    row, content, who = point[0], text_digest(point[1]), annotator_name(person)

    def change(stored: list[dict[str, object]] | None) -> list[dict[str, object]] | None:
        kept = [_read(one) for one in stored or []]
        mine = [one for one in kept if (one.row, one.person, one.content) == (row, who, content)]
        now = replace(mine[0] if mine else Remark(row, who, False, "", "", content), created=utc_now())
        if flag is not None:
            now = replace(now, flagged=flag)
        if comment is not None:
            now = replace(now, comment=" ".join(comment.split())[:LONGEST])
        others = [one for one in kept if one not in mine]
        return [asdict(one) for one in [*others, now] if one.flagged or one.comment] or None

    return change_setting(project, SETTING, change)


def remarks_on(project: Project, texts: Mapping[str, str]) -> dict[str, list[Remark]]:
    """Return id -> the remarks on it, the oldest first; those on another text of the same id are left out.

    Args:
        project: whose remarks they are.
        texts: id -> text of the rows that are asked about.
    """
    found: dict[str, list[Remark]] = {}
    for one in map(_read, project.settings.get(SETTING, [])):
        if one.row in texts and one.content == text_digest(texts[one.row]):
            found.setdefault(one.row, []).append(one)
    return found


def flagged_by(remarks: Iterable[Remark]) -> str:
    """Return who flagged a point, as one string; empty where nobody did."""
    return ", ".join(one.person for one in remarks if one.flagged)


def comments_text(remarks: Iterable[Remark]) -> str:
    """Return the comments on a point, with who made each, as one string."""
    return "; ".join(f"{one.person}: {one.comment}" for one in remarks if one.comment)


def _read(stored: Mapping[str, object]) -> Remark:
    return Remark(**stored)  # type: ignore[arg-type]
