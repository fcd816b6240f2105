"""The texts to label first, as soon as there are a pool and a target sample, without any label."""

import streamlit as st

from demux_core.base import exports
from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.explain.advice_sentences import NO_EVIDENCE, advice_sentences
from demux_core.strategies import RANDOM
from demux_core.strategies.display import strategy_title
from demux_core.workflows.annotation_queue import choose_next_points
from demux_core.workflows.selection import SelectionPlan
from demux_core.workflows.strategy_offer import strategy_offer
from demux_core.workspace.project import Project
from pages.ui.shared import (
    access,
    advice_panel,
    excel,
    large_choice,
    point_columns,
    prepared_cache,
    row_heights,
    state,
    wording,
)

_COLUMNS = {
    "rank": st.column_config.NumberColumn("Rank", width=45, format="localized"),
    **{name: point_columns.COLUMNS[name] for name in ("text", "gloss")},
    "language": st.column_config.TextColumn("Language", width=80),
    "reason": st.column_config.TextColumn("Why", width=360),
}
_TEXT, _HEIGHT = 330, 400  # pixels
_THREE_LINES = 71  # pixels: with one tall text, no row may hide the others
_WAYS = (
    ("See them on the map", "pages/map.py", ":material/scatter_plot:"),
    ("Compare ways to choose", "pages/selection.py", ":material/checklist:"),
)


def show(project: Project) -> None:
    """Show the texts to label first in a prepared project without labelled English data."""
    if "pool" not in project.uploads or "train" in project.uploads:
        return
    try:
        prepared = prepared_cache.prepared_project(project)
        offer = strategy_offer(project, prepared)
        plan = SelectionPlan(offer.usual_budget, labelled=offer.labelled)
        advice = advice_panel.advice(project)
        if advice is None:
            return
        strategy = str(advice["strategy"])
        if large_choice.offer(project, prepared, [strategy], plan):
            return
        chosen = prepared_cache.selection(prepared, strategy, plan)
    except (InputError, OSError) as error:
        st.warning(wording.escape(str(error)), icon=":material/warning:")
        return
    if state.session().strategies is None:  # the other pages show these texts, too
        state.choose_points([strategy, RANDOM], plan.budget)
    st.subheader(f"The {plan.budget:,} texts to label first", anchor=False)
    why = wording.escape(advice_sentences(advice)).replace(NO_EVIDENCE, f"**{NO_EVIDENCE}**")
    st.markdown(f"Chosen by **{strategy_title(strategy)}**, without any label. {why}")
    table = prepared_cache.explained(prepared, chosen, plan)
    languages = [language_name(code or "unknown") for code in table["language"]]
    listed = point_columns.in_rows(table)
    height = min(row_heights.pixels({_TEXT: listed["text"]}), _THREE_LINES)
    st.dataframe(
        listed.assign(language=languages),
        hide_index=True,
        column_order=[name for name in _COLUMNS if name in table],
        column_config=_COLUMNS,
        height=min(38 + height * len(table), _HEIGHT),
        row_height=height,
    )
    with st.container(horizontal=True):
        csv = exports.to_csv(table).encode("utf-8-sig")
        name = f"{project.slug}-{strategy}-{len(table)}.csv"
        access.download_button("Download", csv, name, "text/csv")
        excel.button(table, name.removesuffix(".csv"), "first")
        for label, path, icon in _WAYS:
            if st.button(label, key=f"first_{path}", icon=icon):
                state.choose_points([strategy, RANDOM], plan.budget)
                st.switch_page(path)
        if st.button("Label them here", key="first_labels", icon=":material/edit_note:"):
            choose_next_points(project, prepared, strategy, len(table), lambda *_: chosen)
            st.switch_page("pages/annotate.py")
    lines = ["**What labelled files would add** (below):"]
    if prepared.source.uncertainty is None:
        lines.append(
            "- *Labelled English data:* strategies that also ask which texts the model is unsure about."
        )
    lines.append(
        "- *A test in the target language:* curves of what the labels buy, measured on your own task."
    )
    st.markdown("\n".join(lines))
