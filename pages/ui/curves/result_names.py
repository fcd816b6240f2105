"""What data sets, scores and targets of results are called."""

import html

import pandas as pd
import streamlit as st

from demux_core.base.languages import language_name
from demux_core.experiments.plan import PROBE
from demux_core.experiments.results_table import ALL
from demux_core.explain.glossary import explain
from demux_core.explain.learner_sentences import learner_sentence
from demux_core.explain.metric_names import metric_name
from demux_core.tasks import TASKS, find_task

_NAMES = {
    "panx": "PAN-X (named entities)",
    "udpos": "UDPOS (parts of speech)",
    "xnli": "XNLI (inference)",
    "tydiqa": "TyDiQA (questions)",
    "hp": "High performance",
    "mp": "Medium performance",
    "lp": "Low performance",
    "geo": "Same region",
    "lpp": "Low-performance pool",
}
_MANY_LANGUAGES = 5


def name_of(value: str) -> str:
    """Return the name of a data set, a score or a kind of target."""
    return _NAMES.get(value) or metric_name(value).title


def metric_title(results: pd.DataFrame) -> str:
    """Return the name of the score in a table of results, as a chart shows it."""
    return html.escape(name_of(str(results["metric"].iloc[0])))


def learner_line(results: pd.DataFrame, learner: str) -> None:
    """Show which learner results are of and, for a linear probe, how far to rely on it."""
    kind = explain("Linear probe") if learner == PROBE else explain("Fine-tuned")
    first = results.iloc[0]
    st.caption(learner_sentence(learner, str(first["task"]), str(first["metric"])), help=kind)


def setting_title(column: str, value: str, results: pd.DataFrame) -> str:
    """Return the name of a value of a column of ``results``; a target is named with its languages."""
    name = find_task(value).title if value in TASKS else name_of(value)
    if column not in ("target_config", "experiment"):
        return name
    languages = sorted(set(results.loc[results[column] == value, "target_language"]) - {ALL})
    if 0 < len(languages) < _MANY_LANGUAGES:
        return f"{name}: {', '.join(map(language_name, languages))}"
    return name
