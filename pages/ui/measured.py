"""Choosing among results: one's own experiments and the published ones."""

import shlex
from pathlib import Path

import pandas as pd
import streamlit as st

from demux_core import results
from demux_core.config import workspace_dir
from demux_core.errors import InputError
from demux_core.languages import language_name
from demux_core.projects import Project
from demux_core.results.wins import Wins, wins
from pages.ui import words

NAMES = {
    "panx": "PAN-X (named entities)",
    "udpos": "UDPOS (parts of speech)",
    "xnli": "XNLI (inference)",
    "tydiqa": "TyDiQA (questions)",
    "f1": "F1",
    "macro_f1": "Macro-F1",
    "accuracy": "Accuracy",
    "em": "Exact match",
    "hp": "High performance",
    "mp": "Middle performance",
    "lp": "Low performance",
    "geo": "Same region",
    "lpp": "Low-performance pool",
}
_PUBLISHED = {
    "low_budget": "Published: one round",
    "five_rounds": "Published: five rounds",
}
_FILTERS = {  # column -> label and width; one row of all that the published runs need fits 1,280 pixels
    "experiment": ("Experiment", 140),
    "dataset": ("Data", 230),
    "task": ("Task", 140),
    "metric": ("Score", 140),
    "model": ("Model", 170),
    "target_config": ("Target", 240),
}
_COMMAND = (
    "python -m demux_core experiment --train english.csv --source labelled_pool.csv --target sample.csv \\\n"
    "    --test test.csv --task sequence --model default --budgets 5,10,50,100 \\\n"
    "    --strategies knn_uncertainty,average_dist,random,egalitarian \\\n"
    "    --out {out}"
)


def how_to_run(project: Project | None) -> None:
    """Say how one's own curves get here."""
    folder = project.folder if project is not None else workspace_dir() / "projects" / "PROJECT"
    with st.expander("No experiment of your own yet: these are published results", key="how_to_run"):
        st.markdown(
            "An experiment simulates the annotation with labels that are there already, trains on what every "
            "strategy picks, and scores the model on a test set of the target language. Results that are "
            "written below the project appear here, also while the experiment runs."
        )
        out = shlex.quote(str(folder / "experiments" / "first" / "results.csv"))
        st.code(_COMMAND.format(out=out), language="bash", wrap_lines=True)


def chosen(own: dict[str, Path]) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Let the visitor choose among the results.

    Returns:
        All results for the chosen data and score; those of one model and target configuration; a language.
    """
    line = st.container(horizontal=True)
    source = line.selectbox(
        "Results",
        [*own, *_PUBLISHED],
        format_func=lambda name: _PUBLISHED.get(name, f"{name} (this project)"),
        key="curves_source_" + "_".join(own),
        width=210,
    )
    frame = _open(own, source)
    scope, key = frame, f"curves_{source}"
    for column, (label, width) in _FILTERS.items():
        options = list(dict.fromkeys(frame[column]))
        choice = options[0]
        if len(options) > 1:
            titles = {option: _title(column, option, frame) for option in options}
            choice = line.selectbox(
                label, options, format_func=titles.get, key=f"{key}_{column}", width=width
            )
        frame, key = frame[frame[column] == choice], f"{key}_{choice}"
        if column == "metric":
            scope = frame
    languages = sorted(set(frame["target_language"]) - {results.ALL})
    language = results.ALL
    if len(languages) > 1:
        language = line.selectbox(
            "Language",
            [results.ALL, *languages],
            format_func=lambda code: "Mean of all" if code == results.ALL else language_name(code),
            key=f"{key}_language",
            width=140,
        )
    return scope, frame, language


@st.cache_data(max_entries=16, show_spinner="Comparing strategies")
def wins_of(key: tuple[object, ...], _scope: pd.DataFrame) -> Wins | None:
    """The wins over all targets of ``_scope``, which ``key`` names."""
    return wins(_scope)


def key_of(frame: pd.DataFrame) -> tuple[object, ...]:
    """A name for the content of a table of results."""
    return (len(frame), int(pd.util.hash_pandas_object(frame, index=False).sum()))


def _open(own: dict[str, Path], source: str) -> pd.DataFrame:
    if source not in own:
        published = results.published()
        return published[published["experiment"] == source]
    try:
        return results.load_results(own[source])
    except InputError as error:
        st.error(words.plain(str(error).replace(str(own[source]), source)), icon=":material/error:")
        st.stop()


def _title(column: str, option: str, frame: pd.DataFrame) -> str:
    name = NAMES.get(option, option)
    if column != "target_config":
        return name
    languages = sorted(set(frame.loc[frame[column] == option, "target_language"]) - {results.ALL})
    return f"{name}: {', '.join(map(language_name, languages))}" if len(languages) < 5 else name
