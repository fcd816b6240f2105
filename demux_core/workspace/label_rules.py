"""Which labels there are, and which a row can have."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.tasks.bio import tags_of_types


def label_set(files: Sequence[Dataset], own: Sequence[str] = ()) -> list[str]:
    """The labels that annotators choose from: those of ``files``, at least one, and the project's ``own``."""
    names = {label for file in files for label in file.labels} | set(own)
    return files[0].task.complete_label_set(names)


def labels_from_names(names: Iterable[str], entities: bool) -> list[str]:
    """The labels of these names: themselves, or the tags (BIO) of these types of entity.

    Raises:
        InputError: there is no name.
    """
    cleaned = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not cleaned:
        raise InputError("there must be at least one label, got none; write the names, separated by commas")
    return tags_of_types(cleaned) if entities else cleaned


def check_label(pool: Dataset, row: int, label: Any, known: Collection[str] | None = None) -> None:
    """Refuse a label that a row cannot have.

    Args:
        pool: what is annotated.
        row: position in ``pool``.
        label: a string, one tag for each token, or ``{"text", "start"}`` of the answer in the context.
        known: labels or tags that may be given; None allows all.

    Raises:
        InputError: it is not one of ``known``, or it breaks a rule of the task: tags are too few, too many or
            no BIO, or the answer is not where it says.
    """
    pool.task.check_label(pool.frame.iloc[row], label)
    if known is not None and (unknown := sorted(set(pool.task.names_in(label)) - set(known))):
        raise InputError(
            f"a label must be one of {', '.join(known)}, got {', '.join(unknown)}; choose one of them, or "
            f"add it to the project's labels"
        )
