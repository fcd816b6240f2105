"""Tables of results: one row for each strategy, seed, round, budget, target language and metric."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.experiments.cells import ALL as ALL
from demux_core.experiments.cells import CellRecord, sorted_records
from demux_core.experiments.learner_names import only_learner
from demux_core.experiments.manifests import Manifest, kind_learner, model_name
from demux_core.strategies import EN_FT

if TYPE_CHECKING:
    import pandas as pd

SETTING = ["experiment", "task", "dataset", "metric", "model", "target_config"]
COLUMNS = (*SETTING, "target_language", "strategy", "seed", "round", "budget", "score")

_WHOLE = ("seed", "round", "budget")


def table_from_records(manifest: Manifest, records: Iterable[CellRecord]) -> "pd.DataFrame":
    """Return one row (``COLUMNS``) for each cell, target language (``all``: their mean) and metric."""
    import pandas as pd

    rows = [row for record in sorted_records(records) for row in _rows(manifest, record)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(manifest: Manifest, record: CellRecord) -> Iterator[tuple[Any, ...]]:
    inputs, cell = manifest["inputs"], record.cell
    setting = (manifest["experiment"], manifest["task"], inputs["source"]["name"])
    trained = (model_name(manifest), inputs["target"]["name"])
    for language, scores in record.scores.items():
        for metric, score in scores.items():
            which = (cell.strategy, cell.seed, cell.round, cell.budget)
            yield (*setting, metric, *trained, language, *which, round(score, 4))


def load_results(path: str | Path) -> "pd.DataFrame":
    """Read and check a table of results (CSV); further columns are left out.

    Returns:
        The columns of ``COLUMNS``; seed, round and budget whole numbers, score in points of 100.

    Raises:
        InputError: the file cannot be read, lacks a column or a value, or repeats a cell.
    """
    path = Path(path)
    frame = _read(path)
    for name in COLUMNS:
        if name in (*_WHOLE, "score"):
            frame[name] = _numbers(frame[name], path)
        else:
            _check_rows(frame[name] != "", path, f"{name} must not be empty; fill it in")
    trained = (frame["budget"] > 0) | (frame["strategy"] == EN_FT)
    _check_rows(trained, path, f"budget must be at least 1 for every strategy but {EN_FT}; correct it")
    repeated = frame.duplicated([name for name in COLUMNS if name != "score"])
    _check_rows(~repeated, path, "every cell must occur once; remove the repeated row")
    return frame


def learner_of_tables(tables: "Mapping[str, pd.DataFrame]") -> str:
    """Return the learner of all tables, which are named by the keys.

    Raises:
        InputError: some results are of fine-tuned models and others of linear probes.
    """
    learners: dict[str, str] = {}
    for name, table in tables.items():
        kinds = sorted(set(table["experiment"]))
        several = len({kind_learner(kind) for kind in kinds}) > 1
        learners |= {f"{name}: {kind}" if several else name: kind_learner(kind) for kind in kinds}
    return only_learner(learners)


def _read(path: Path) -> "pd.DataFrame":
    import pandas as pd

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
    if frame.empty:
        raise InputError(f"{path}: no cell is finished yet; wait for the experiment, or run it again")
    return frame[list(COLUMNS)].copy()


def _numbers(column: "pd.Series[str]", path: Path) -> "pd.Series[Any]":
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce")
    if column.name == "score":
        _check_rows(numbers.abs() < float("inf"), path, "score must be a finite number; correct it")
        return numbers.astype("float64")
    valid = (numbers >= 0) & (numbers % 1 == 0)
    _check_rows(valid, path, f"{column.name} must be a whole number, at least 0; correct it")
    return numbers.astype("int64")


def _check_rows(valid: "pd.Series[bool]", path: Path, rule: str) -> None:
    if not valid.all():
        line = int(valid.to_numpy().argmin()) + 2  # the header is line 1
        raise InputError(f"{path}, line {line}: {rule}")
