"""Data as Python programs have it: pandas frames, datasets of Hugging Face, arrays and lists of texts."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data import loading
from demux_core.data.dataset import Dataset


class _HubDataset(Protocol):
    """What is used of ``datasets.Dataset``."""

    def to_parquet(self, path: str) -> int: ...


Data = str | Path | Dataset | pd.DataFrame | pd.Series | np.ndarray | Sequence[str] | _HubDataset


def load(data: Data, task: str | None = None, **options: Any) -> Dataset:
    """Read, check and complete data.

    Args:
        data: a file or ``hf:NAME`` (as on the command line, with ``@SPLIT`` and conditions), a pandas frame
            or a Hugging Face ``Dataset`` with the columns of a file, or texts (list, array or series). A
            ``Dataset`` of this package is returned as it is.
        task: name of a task (``demux_core.tasks``); inferred from the columns unless given.
        options: of ``demux_core.data.loading.load``, such as ``columns`` and ``language``.

    Raises:
        InputError: the data cannot be read, or its content breaks a rule; the message names row and remedy.
    """
    if isinstance(data, Dataset):
        return data
    if isinstance(data, str | Path):
        return loading.load(data, task, **options)
    # A file of its own makes a table subject to the same limits and rules as everybody's files.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        _write(data, path)
        return replace(loading.load(path, task, **options), name="table")


def _write(data: Any, path: Path) -> None:
    if isinstance(data, pd.DataFrame):
        frame = data
    elif hasattr(data, "to_parquet"):  # of Hugging Face, whose file also names the classes
        data.to_parquet(str(path))
        return
    else:
        frame = pd.DataFrame({"text": _texts(data)})
    try:
        frame.rename(columns=str).to_parquet(path, index=False)
    except (TypeError, ValueError) as error:  # of pyarrow, too
        raise InputError(
            f"each column of a table must hold values of one type, but {' '.join(str(error).split())}; "
            f"convert it, for instance with astype(str)"
        ) from error


def _texts(data: Any) -> list[str]:
    if isinstance(data, pd.Series | np.ndarray | list | tuple) and np.ndim(data) == 1:
        texts = list(data)
        if all(isinstance(text, str) for text in texts):
            return texts
    hint = ", for instance data['train']" if hasattr(data, "keys") else ""
    raise InputError(
        f"data must be a file, a pandas frame, a Hugging Face Dataset or texts, got {type(data).__name__}; "
        f"give one of these{hint}"
    )
