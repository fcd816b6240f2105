"""Widgets that return what was chosen."""

import streamlit as st

from demux_core.config import DEFAULT_SEED, TASKS
from demux_core.errors import InputError
from demux_core.projects import Project, change_settings, create_project, open_project
from demux_core.projects.runs import Run, why_not
from demux_core.strategies import STRATEGIES
from pages.ui import demo_cards, state, words

_PREFERRED = ("knn_uncertainty", "average_dist", "random", "egalitarian")
_AUTOMATIC = "automatic"
_BUDGET = 100
_SELECTION_GIVES = {"allocation", "gold"}  # data that is given to strategies on no other page
_STRATEGIES, _NUMBER = 540, 124  # pixels: one line at 1280, two on a tablet


def first_project() -> None:
    """Offer the ways to begin."""
    with st.container(border=True):
        st.markdown("**Start a project of your own**")
        st.caption(f"You need a pool and a target sample: {words.FORMATS}")
        _name_form("first")
    demo_cards.cards("first")


def new_project() -> None:
    """Offer another project beside those that are there."""
    _name_form("another")


def settings(project: Project) -> None:
    """Let the visitor choose task and model; what was chosen elsewhere meanwhile is shown."""
    task_key, model_key = f"task_{project.slug}", f"model_{project.slug}"
    for key, stored in ((task_key, project.task or _AUTOMATIC), (model_key, project.model)):
        if st.session_state.get(key) != stored:
            st.session_state[key] = stored
    with st.expander("Settings: task and model", key="settings"):
        task_column, model_column = st.columns(2)
        found = project.uploads["pool"].task if "pool" in project.uploads else None
        automatic = f"Automatic ({words.TASKS[found]})" if found and not project.task else "Automatic"
        task_column.selectbox(
            "Task",
            [_AUTOMATIC, *TASKS],
            format_func=lambda task: automatic if task == _AUTOMATIC else words.TASKS[task],
            key=task_key,
            on_change=lambda: _set(project, task=_named(st.session_state[task_key])),
            help="Automatic: as the columns of the pool's file show.",
        )
        model_column.text_input(
            "Model",
            key=model_key,
            on_change=lambda: _set(project, model=st.session_state[model_key]),
            help="`default`: the multilingual encoder that comes along. Or a name on the Hugging Face hub "
            "such as FacebookAI/xlm-roberta-base, or the folder of a model fine-tuned with "
            "`python -m demux_core train`.",
        )
        if message := st.session_state.pop("settings_trouble", None):
            st.error(words.plain(message), icon=":material/error:")


def _named(task: str) -> str | None:
    return None if task == _AUTOMATIC else task


def _set(project: Project, **changed: str | None) -> None:
    """Write what was changed here and nothing else: another visitor may have changed the rest meanwhile."""
    now = open_project(project.slug) or project
    try:
        change_settings(now, **{"task": now.task, "model": now.model, **changed})
    except InputError as error:
        st.session_state["settings_trouble"] = str(error)


def selection(run: Run) -> tuple[list[str], int, int]:
    """Let the visitor choose strategies, budget and seed; say why some strategies cannot be chosen here."""
    remarks = {name: _remark(name, run) for name in STRATEGIES}
    able = [name for name, remark in remarks.items() if remark is None]
    _settle(able, len(run.source))
    line = st.container(horizontal=True)
    strategies = line.multiselect(
        "Strategies",
        able,
        format_func=lambda name: STRATEGIES[name].title,
        key="shown_strategies",
        on_change=_chosen,
        width=_STRATEGIES,
        placeholder="Choose strategies to compare",
    )
    budget = line.number_input(
        "Budget",
        min_value=1,
        max_value=len(run.source),
        step=10,
        key="budget",
        persist_state="session",
        width=_NUMBER,
        help="The number of points to annotate.",
    )
    seed = line.number_input(
        "Seed",
        min_value=0,
        step=1,
        key="seed",
        persist_state="session",
        width=_NUMBER,
        help="For the strategies that draw.",
    )
    line = st.container(horizontal=True, vertical_alignment="center")
    with line.popover("What the strategies do", icon=":material/help:", type="tertiary"):
        for name, strategy in STRATEGIES.items():
            remark = f"  \n:orange[{remarks[name]}.]" if remarks[name] else ""
            st.markdown(f"**{strategy.title}** · {strategy.summary}{remark}")
    if missing := [STRATEGIES[name].title for name in STRATEGIES if remarks[name]]:
        line.caption(f"Not offered here, reasons inside: {', '.join(missing)}.")
    return strategies, budget, seed


def _remark(strategy: str, run: Run) -> str | None:
    """Why a strategy cannot be chosen beside others on this page, or None if it can."""
    if STRATEGIES[strategy].needs & _SELECTION_GIVES:
        return "Is shown on Selection only"
    reason = why_not(strategy, run)
    return f"Cannot run here: {reason}" if reason else None


def _chosen() -> None:
    # Strategies that are not shown here, such as GOLD, stay chosen for the pages that show them.
    shown = st.session_state["shown_strategies"]
    hidden = [name for name in st.session_state["strategies"] if name in st.session_state["not_shown"]]
    st.session_state["strategies"] = [*shown, *hidden]


def _settle(able: list[str], most: int) -> None:
    # The choices may come from an address, another page or another project.
    now = state.session()
    if now.strategies is None:
        now_able = [name for name in _PREFERRED if name in able]
        st.session_state["strategies"] = now_able[:1] + [n for n in now_able[1:] if n != "average_dist"]
    else:
        st.session_state["strategies"] = [name for name in now.strategies if name in STRATEGIES]
    st.session_state["shown_strategies"] = [name for name in st.session_state["strategies"] if name in able]
    st.session_state["not_shown"] = [name for name in STRATEGIES if name not in able]
    usual = min(_BUDGET, max(1, most // 5))
    st.session_state["budget"] = min(max(now.budget or usual, 1), most)
    st.session_state["seed"] = now.seed if now.seed is not None else DEFAULT_SEED


def _name_form(key: str) -> None:
    with st.form(f"new_{key}", border=False):
        name = st.text_input("Name", placeholder="For example: Intents for Nepali", max_chars=80)
        if st.form_submit_button("Create project", type="primary"):
            try:
                project = create_project(name)
            except InputError as error:
                st.error(words.plain(str(error)))
            else:
                state.choose_project(project, "pages/data.py")
