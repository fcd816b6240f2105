"""Which task a file is for, and which of its columns mean what."""

from collections.abc import Mapping, Sequence

from demux_core.base.config import Task
from demux_core.base.errors import InputError

COLUMNS: Mapping[Task, tuple[str, ...]] = {
    "qa": ("id", "language", "group", "question", "context", "answers"),
    "token": ("id", "language", "group", "tokens", "tags"),
    "sequence": ("id", "language", "group", "text", "text_b", "label"),
}
REQUIRED: Mapping[Task, tuple[str, ...]] = {
    "qa": ("question", "context"),
    "token": ("tokens",),
    "sequence": ("text",),
}
# The column that annotation fills.
LABEL: Mapping[Task, str] = {"sequence": "label", "token": "tags", "qa": "answers"}
_SHOWN = 20
_LONGEST = 60
# What files call them, in lower case. The first name wins over the others; two of the others are ambiguous.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "idx"),
    "language": ("language", "lang", "locale"),
    "group": ("parallel_id",),
    "text": (
        "text",
        "sentence",
        "utterance",
        "utt",
        "review",
        "content",
        "tweet",
        "document",
        "premise",
        "sentence1",
        "text_a",
        "text1",
    ),
    "text_b": ("text_b", "hypothesis", "sentence2", "text2"),
    "label": ("label", "intent", "category", "class", "sentiment", "topic", "gold_label", "labels"),
    "tokens": ("tokens", "words"),
    "tags": ("tags", "ner_tags", "pos_tags", "upos", "labels"),
    "question": ("question",),
    "context": ("context",),
    "answers": ("answers", "answer"),
}


def listed(names: Sequence[str]) -> str:
    """Names for an error message, the first 20 of them."""
    rest = len(names) - _SHOWN
    shown = ", ".join(name[:_LONGEST] for name in names[:_SHOWN])
    return shown + (f" and {rest:,} more" if rest > 0 else "")


def recognise(
    found: Sequence[str], task: Task | None, named: Mapping[str, str]
) -> tuple[Task, dict[str, str]]:
    """The task of a file with the columns ``found`` and, for each canonical column, the file's.

    Args:
        found: names of the file's columns.
        task: the task, or None to tell it from the columns: QA, else token, else sequence.
        named: canonical column -> the file's, as people gave them, "" where the file has none; the rest is
            told from common names.

    Raises:
        InputError: a column named does not exist, nothing is recognised, or two columns may mean the same.
    """
    absent = {canonical for canonical, column in named.items() if not column}
    named = {canonical: column for canonical, column in named.items() if column}
    _check_named(found, task, named)
    free = [column for column in found if column not in named.values()]
    fitting = [t for t in COLUMNS if set(named) <= set(COLUMNS[t]) and not _missing(t, free, named)]
    kind: Task = task or (fitting[0] if fitting else "sequence")
    if kind == "sequence" and len(found) == 1 and not named:
        return kind, {"text": found[0]}
    if missing := _missing(kind, free, named):
        raise InputError(
            f"{kind} data must have a column {' and '.join(missing)}, got the columns {listed(found)}; "
            f"{_remedy(missing[0])}"
        )
    mapping = dict(named)
    for canonical in COLUMNS[kind]:
        if canonical in absent - set(REQUIRED[kind]):
            continue
        if canonical not in named and (column := _pick(canonical, free)):
            mapping[canonical] = column
    return kind, mapping


def _check_named(found: Sequence[str], task: Task | None, named: Mapping[str, str]) -> None:
    known = COLUMNS[task] if task else tuple(_NAMES)
    for canonical, column in named.items():
        if canonical not in known:
            raise InputError(f"a column to name must be one of {', '.join(known)}, got {canonical!r}")
        if column not in found:
            raise InputError(
                f"there is no column {column!r} for {canonical}, only {listed(found)}; name it with --column "
                f"{canonical}=COLUMN, or for one file alone --column source.{canonical}=COLUMN"
            )


def _missing(task: Task, free: Sequence[str], named: Mapping[str, str]) -> list[str]:
    return [c for c in REQUIRED[task] if c not in named and not _matches(c, free)]


def _matches(canonical: str, found: Sequence[str]) -> list[str]:
    matches = [column for column in found if column.strip().casefold() in _NAMES[canonical]]
    first = [column for column in matches if column.strip().casefold() == _NAMES[canonical][0]]
    return first or matches


def _pick(canonical: str, free: Sequence[str]) -> str | None:
    matches = _matches(canonical, free)
    if len(matches) > 1:
        raise InputError(
            f"only one column may be the {canonical}, but {' and '.join(matches)} may be; "
            f"{_remedy(canonical)}"
        )
    return matches[0] if matches else None


def _remedy(canonical: str) -> str:
    return f"name it with --column {canonical}=NAME (Python: columns={{{canonical!r}: 'NAME'}})"
