"""The results that ship with the product: the paper's published runs and our own measurements."""

from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.product import data_folder
from demux_core.experiments.plan import FINE_TUNE
from demux_core.experiments.results_table import (
    ALL,
    COLUMNS,
    SETTING,
    learner_of_tables,
    load_results,
)
from demux_core.strategies import EN_FT

if TYPE_CHECKING:
    import pandas as pd

PUBLISHED = data_folder() / "published"
MEASURED = data_folder() / "results"
PAPER_MODELS = {"XLM-R": "xlm-roberta-large", "InfoXLM": "infoxlm-large", "RemBERT": "rembert"}


def published_results() -> "pd.DataFrame":
    """The published runs as ``load_results`` returns them, with the EN-FT of the paper's tables 3-6.

    The paper prints one EN-FT score for each dataset, model and target configuration, without seeds or
    languages: it gets seed 0 and the language ``all``.
    """
    import pandas as pd

    runs = load_results(PUBLISHED / "runs.csv")
    tables = pd.read_csv(PUBLISHED / "paper_final_tables.csv")
    start = tables[tables["row"] == "EN-FT"].replace({"model": PAPER_MODELS})
    floor = runs[SETTING].drop_duplicates().merge(start.drop(columns="row"))
    floor = floor.assign(target_language=ALL, strategy=EN_FT, seed=0, round=0, budget=0)
    return pd.concat([runs, floor[list(COLUMNS)]], ignore_index=True)


def measured_tables() -> dict[str, Path]:
    """Our measurements on public corpora, name -> table; ``results_files.read_records`` reads their cells."""
    header = ",".join(COLUMNS)
    tables = {}
    for path in sorted(MEASURED.glob("*.csv")):
        with path.open(encoding="utf-8-sig") as file:
            if file.readline().startswith(header):  # other files hold what was computed from the tables
                tables[path.stem] = path
    return tables


def measured_results(learner: str = FINE_TUNE) -> "pd.DataFrame":
    """Those of ``measured_tables`` with a learner in one table; the experiment is the name of its file.

    Two measurements may differ only in settings that a table does not have, such as replay.
    """
    import pandas as pd

    loaded = {name: load_results(path) for name, path in measured_tables().items()}
    tables = [
        table.assign(experiment=name)
        for name, table in loaded.items()
        if learner_of_tables({name: table}) == learner
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
