"""Which labels there are, and which a row can have."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from demux_core.base.config import Task
from demux_core.base.errors import InputError
from demux_core.data import checks
from demux_core.data.dataset import Dataset

OUTSIDE = "O"
# Thai and Lao, Burmese, Khmer, kana, Han: written without spaces between words.
_SPACELESS = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
)


def label_set(files: Iterable[Dataset], own: Sequence[str] = ()) -> list[str]:
    """The labels that may be given: of ``files`` and ``own``; entity tags are completed to BIO, O first."""
    found = {label for file in files for label in file.labels} | set(own)
    if not has_entities(found):
        return sorted(found)
    kinds = sorted({label[2:] for label in found if checks.ENTITY.fullmatch(label)})
    return [OUTSIDE, *(f"{place}-{kind}" for kind in kinds for place in "BI")]


def labels_from_names(names: Iterable[str], entities: bool) -> list[str]:
    """The labels of these names: themselves, or the tags (BIO) of these kinds of entity.

    Raises:
        InputError: there is no name.
    """
    found = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not found:
        raise InputError("there must be at least one label, got none; write the names, separated by commas")
    return [OUTSIDE, *(f"{place}-{name}" for name in found for place in "BI")] if entities else found


def label_names(labels: Iterable[str]) -> list[str]:
    """The names of labels, as ``named`` takes them."""
    found = list(labels)
    if not has_entities(found):
        return found
    return list(dict.fromkeys(label[2:] for label in found if checks.ENTITY.fullmatch(label)))


def has_entities(labels: Iterable[str]) -> bool:
    """Whether tags mark entities (BIO) and do not give every word a tag of its own."""
    return any(checks.ENTITY.fullmatch(label) for label in labels)


def check_label(pool: Dataset, row: int, label: Any, known: Collection[str] | None = None) -> None:
    """Refuse a label that a row cannot have.

    Args:
        pool: what is annotated.
        row: position in ``pool``.
        label: a string, one tag for each token, or ``{"text", "start"}`` of the answer in the context.
        known: labels or tags that may be given; None allows all.

    Raises:
        InputError: it is not one of ``known``, tags are too few, too many or no BIO, or the answer does not
            stand where it says.
    """
    _CHECKS[pool.task](pool.frame.iloc[row], label)
    used = {"sequence": [label], "token": label, "qa": []}[pool.task]
    if known is not None and (strange := sorted(set(used) - set(known))):
        raise InputError(
            f"a label must be one of {', '.join(known)}, got {', '.join(strange)}; choose one of them, or "
            f"add it to the project's labels"
        )


def pieces(text: str) -> list[tuple[int, int]]:
    """Starts and ends (in characters) of the words, marks and signs of a text, from which answers are made.

    A word keeps its combining marks; in scripts that are written without spaces every character is a piece.
    """
    found: list[tuple[int, int]] = []
    in_word = False
    for place, character in enumerate(text):
        kind = unicodedata.category(character)
        if found and found[-1][1] == place and (kind[0] == "M" or kind == "Cf"):
            found[-1] = (found[-1][0], place + 1)
        elif character.isspace() or kind[0] in "CZ":
            in_word = False
        else:
            alone = any(first <= character <= last for first, last in _SPACELESS)
            letter = kind[0] in "LNM" and not alone
            if letter and in_word:
                found[-1] = (found[-1][0], place + 1)
            else:
                found.append((place, place + 1))
            in_word = letter
    return found


def answer(context: str, first: int, last: int) -> dict[str, Any]:
    """The answer from piece ``first`` to piece ``last`` of a context, both within.

    Raises:
        InputError: there are no such pieces.
    """
    found = pieces(context)
    if not 0 <= first <= last < len(found):
        raise InputError(
            f"an answer must go from a word to the same or a later one of {len(found):,}, got {first} to "
            f"{last}; mark it again"
        )
    start, end = found[first][0], found[last][1]
    return {"text": context[start:end], "start": start}


def _check_sequence(_: Any, label: Any) -> None:
    if not isinstance(label, str) or not label.strip():
        raise InputError(f"a label must be a text that is not empty, got {label!r}; choose one")


def _check_token(row: Any, label: Any) -> None:
    if not isinstance(label, list) or not all(isinstance(tag, str) and tag for tag in label):
        raise InputError("the label of a sentence must be a list of tags; give every word one")
    if len(label) != len(row["tokens"]):
        raise InputError(
            f"every word must have one tag, got {len(label)} tags for {len(row['tokens'])} words; tag all"
        )
    if has_entities(label):
        import pandas as pd

        checks.check_bio([label], pd.RangeIndex(1))


def _check_qa(row: Any, label: Any) -> None:
    if not isinstance(label, dict) or set(label) != {"text", "start"} or type(label["start"]) is not int:
        raise InputError('an answer must be {"text": ..., "start": ...}; mark it in the context')
    checks.check_answer(label, row["context"], 0)


_CHECKS: dict[Task, Callable[[Any, Any], None]] = {
    "sequence": _check_sequence,
    "token": _check_token,
    "qa": _check_qa,
}
