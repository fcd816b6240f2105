"""Tables of results: one row for each strategy, seed, round, budget, target language and metric."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.experiments.cells import COLUMNS
from demux_core.strategies import EN_FT

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"

_WHOLE = ("seed", "round", "budget")
SETTING = ["experiment", "task", "dataset", "metric", "model", "target_config"]


def load_results(path: str | Path) -> "pd.DataFrame":
    """Read and check a table of results (CSV); further columns are left out.

    Returns:
        The columns of ``COLUMNS``; seed, round and budget whole numbers, score in points of 100.

    Raises:
        InputError: the file cannot be read, lacks a column or a value, or has a cell twice.
    """
    import pandas as pd

    path = Path(path)
    try:
        # No default missing values: "nan" and "na" are languages.
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except OSError as error:
        raise InputError(f"cannot read the results {path}: {error.strerror}; check the path") from error
    except ValueError as error:  # not UTF-8, not a table, empty
        raise InputError(f"{path}: not a table of results in CSV ({error}); export it again") from error
    if missing := [name for name in COLUMNS if name not in frame]:
        raise InputError(
            f"{path}: results need the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}"
        )
    frame = frame[list(COLUMNS)]
    if frame.empty:
        raise InputError(f"{path}: there is no finished cell yet; wait for the experiment, or run it again")
    for name in COLUMNS:
        if name in (*_WHOLE, "score"):
            frame[name] = _numbers(frame[name], path)
        else:
            _check_rows(frame[name] != "", path, f"{name} must not be empty; fill it in")
    start = (frame["budget"] > 0) | (frame["strategy"] == EN_FT)
    _check_rows(start, path, f"budget must be at least 1 for every strategy but {EN_FT}; mend it")
    again = frame.duplicated([name for name in COLUMNS if name != "score"])
    _check_rows(~again, path, "every cell must be there once; remove the repeated row")
    return frame


def _numbers(column: "pd.Series[str]", path: Path) -> "pd.Series[Any]":
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce")
    if column.name == "score":
        _check_rows(numbers.abs() < float("inf"), path, "score must be a finite number; mend it")
        return numbers.astype("float64")
    good = (numbers >= 0) & (numbers % 1 == 0)
    _check_rows(good, path, f"{column.name} must be a whole number from 0 on; mend it")
    return numbers.astype("int64")


def _check_rows(good: "pd.Series[bool]", path: Path, rule: str) -> None:
    if not good.all():
        line = int(good.to_numpy().argmin()) + 2  # the header is line 1
        raise InputError(f"{path}, line {line}: {rule}")
