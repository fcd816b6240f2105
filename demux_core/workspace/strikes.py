"""The log of what people struck out of a project: points and languages that must not be chosen any more.

It is only ever added to, and the last entry of an item counts. Labels of struck points stay.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import sqlalchemy as sa

from demux_core.base.languages import UNKNOWN
from demux_core.workspace import open_store
from demux_core.workspace.label_log import annotator_name, text_digest
from demux_core.workspace.project import Project
from demux_core.workspace.records import utc_now
from demux_core.workspace.schema import strikes

Kind = Literal["point", "language"]


@dataclass(frozen=True)
class Strike:
    """An item of a project that is struck out, or may be chosen again.

    Args:
        kind: whether ``item`` is the id of a point or the code of a language.
        item: what is struck out.
        struck: whether it is; False takes an earlier strike back.
        reason: why, in the words of who did it; may be empty.
        person: who did it.
        created: when, UTC, ISO 8601; items that were struck out together have the same time.
        content: digest of a point's text.
    """

    kind: Kind
    item: str
    struck: bool
    reason: str
    person: str
    created: str
    content: str | None = None


def strike_points(project: Project, texts: Mapping[str, str], reason: str = "", person: str = "") -> None:
    """Strike out points together: id -> text."""
    _add(project, [("point", name, text_digest(text)) for name, text in texts.items()], True, reason, person)


def strike_language(project: Project, code: str, reason: str = "", person: str = "") -> None:
    """Strike out a language, with the points of it that the pool may get later."""
    _add(project, [("language", code, None)], True, reason, person)


def take_back(project: Project, struck: Iterable[Strike], person: str = "") -> None:
    """Let items be chosen again that are struck out."""
    _add(project, [(each.kind, each.item, each.content) for each in struck], False, "", person)


def read_strikes(project: Project) -> list[Strike]:
    """Everything that was ever struck out or taken back, the oldest first."""
    columns = [strikes.c[name] for name in Strike.__dataclass_fields__]
    query = sa.select(*columns).where(strikes.c.project_id == project.id).order_by(strikes.c.id)
    with open_store().read() as connection:
        return [Strike(*row) for row in connection.execute(query)]


def standing_strikes(project: Project) -> list[Strike]:
    """What is struck out now, the oldest first."""
    last: dict[tuple[str, str], Strike] = {}
    for entry in read_strikes(project):
        last.pop((entry.kind, entry.item), None)
        last[entry.kind, entry.item] = entry
    return [entry for entry in last.values() if entry.struck]


def strikes_together(project: Project) -> list[list[Strike]]:
    """What is struck out now, in groups that were struck out together, the newest first."""
    standing = standing_strikes(project)
    groups = groupby(standing, lambda entry: (entry.created, entry.kind, entry.reason, entry.person))
    return [list(group) for _, group in groups][::-1]


def undo_last_strike(project: Project, person: str = "") -> list[Strike]:
    """Take back what was struck out last, and return it; nothing where nothing is struck out."""
    newest = next(iter(strikes_together(project)), [])
    take_back(project, newest, person)
    return newest


def struck_places(
    struck: Collection[Strike],
    ids: Sequence[str],
    languages: Sequence[str] | None,
    texts: Sequence[str] | None,
) -> tuple[int, ...]:
    """The places of rows that are struck out, ascending; an id that has another text by now is not.

    Args:
        struck: ``standing_strikes``.
        ids: of the rows.
        languages: of the rows, as codes; None where they are not known.
        texts: of the rows; None where there are none.
    """
    if not struck:
        return ()
    points = {entry.item: entry.content for entry in struck if entry.kind == "point"}
    codes = {entry.item for entry in struck if entry.kind == "language"}
    codes_of_rows = [UNKNOWN] * len(ids) if languages is None else languages

    def is_struck(row: int) -> bool:
        if codes_of_rows[row] in codes:
            return True
        name = str(ids[row])
        return name in points and (texts is None or points[name] in (None, text_digest(texts[row])))

    return tuple(row for row in range(len(ids)) if is_struck(row))


def _add(
    project: Project,
    items: Sequence[tuple[Kind, str, str | None]],
    struck: bool,
    reason: str,
    person: str,
) -> None:
    common = {
        "project_id": project.id,
        "struck": struck,
        "reason": " ".join(reason.split()),
        "person": annotator_name(person),
        "created": utc_now(),
    }
    if items:
        with open_store().write() as connection:
            connection.execute(
                strikes.insert(),
                [common | {"kind": kind, "item": item, "content": text} for kind, item, text in items],
            )
