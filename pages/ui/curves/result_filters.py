"""Narrowing results down to one data set, score, model and target configuration."""

from collections.abc import Sequence

import pandas as pd
from streamlit.delta_generator import DeltaGenerator

from demux_core.analysis import complete_settings
from demux_core.base.languages import language_name
from demux_core.experiments.results_table import ALL
from pages.ui.curves import result_names

_SETTING = {  # column -> label and width; one row of all that the published runs need fits 1,280 pixels
    "experiment": ("Experiment", 170),
    "dataset": ("Data", 230),
    "task": ("Task", 160),
    "metric": ("Score", 140),
    "model": ("Model", 170),
    "target_config": ("Target", 240),
}
ALL_SETTINGS = tuple(_SETTING)
# Every target of a task is one measurement of ours; all of them together say who wins.
MEASURED_SETTINGS = ("task", "metric", "experiment", "dataset", "model", "target_config")


def narrowed(
    line: DeltaGenerator, frame: pd.DataFrame, source: str, columns: Sequence[str], by_language: bool
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Let the visitor choose a value of every column that has several; at first, no curve lacks a budget.

    Args:
        line: where the boxes are shown.
        frame: results of one source.
        source: names them; keys of the boxes begin so.
        columns: in the order in which they are narrowed down.
        by_language: whether a target language is offered, too.

    Returns:
        all results for the chosen data and score; those of one setting; a language, or ``all``.
    """
    scope, key = frame, f"curves_{source}"
    first = complete_settings.most_complete(frame, columns)
    for column in columns:
        label, width = _SETTING[column]
        options: list[str] = list(dict.fromkeys(frame[column]))
        choice = usual = first[column] if first.get(column) in options else options[0]
        if len(options) > 1:
            names = {option: result_names.setting_title(column, option, frame) for option in options}
            choice = line.selectbox(
                label,
                options,
                options.index(usual),
                format_func=names.__getitem__,
                key=f"{key}_{column}",
                width=width,
                persist_state="session",
            )
        frame, key = frame[frame[column] == choice], f"{key}_{choice}"
        if choice != usual:
            first = complete_settings.most_complete(frame, columns)
        if column == "metric":
            scope = frame
    return scope, frame, _language(line, frame, key) if by_language else ALL


def _language(line: DeltaGenerator, frame: pd.DataFrame, key: str) -> str:
    languages = sorted(set(frame["target_language"]) - {ALL})
    if len(languages) < 2:
        return ALL
    language: str = line.selectbox(
        "Language",
        [ALL, *languages],
        format_func=lambda code: "Mean of all" if code == ALL else language_name(code),
        key=f"{key}_language",
        width=140,
        persist_state="session",
    )
    return language
