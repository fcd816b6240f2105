"""How much of the target sample the chosen texts cover, and which target texts they leave out."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from demux_core.analysis.coverage_curves import ALL, COLUMNS
from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.base.plurals import counted
from demux_core.charts.coverage_charts import coverage_figure
from demux_core.explain import coverage_sentences
from demux_core.explain.coverage_tables import NOT_CHOSEN, uncovered_table
from demux_core.strategies import RANDOM, Selection
from demux_core.strategies.display import in_order, strategy_title
from demux_core.workflows.coverage import curve_budgets, has_coverage, is_quick
from demux_core.workflows.large_selections import JobFirstError
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from pages.ui.selection import added_points, coverage_groups
from pages.ui.shared import coverage_cache, point_columns, row_heights, screen, wording

_PLAIN = {"displayModeBar": False}
_MOST_TEXTS = 20
_TEXT, _GLOSS, _WHY = 230, 180, 130  # pixels: with the others the width of the page at 1280
_COLUMNS = {
    "text": st.column_config.TextColumn("Target text", width=_TEXT),
    "gloss": st.column_config.TextColumn("In English", width=_GLOSS),
    "language": st.column_config.TextColumn("Language", width=75),
    "chosen_distance": st.column_config.NumberColumn(
        "To a chosen text",
        format="%.3f",
        width=115,
        help="Cosine distance to the nearest chosen or labelled text.",
    ),
    "pool_distance": st.column_config.NumberColumn(
        "To any text", format="%.3f", width=90, help="Cosine distance to the nearest text of the whole pool."
    ),
    "why": st.column_config.TextColumn("Why", width=_WHY),
}


def show(
    prepared: PreparedProject, strategies: Iterable[str], chosen: Selection | None, plan: SelectionPlan
) -> None:
    """Show the coverage of the strategies, and the target texts that one selection leaves out."""
    names = in_order([*filter(has_coverage, strategies), RANDOM])
    budgets = curve_budgets(prepared, plan)
    if not is_quick(prepared.source, prepared.target) and not st.toggle(
        "Draw coverage against budget", key="coverage_curve"
    ):
        budgets = (plan.budget,)
    curves = _curves(prepared, names, plan, budgets)
    if RANDOM not in set(curves["strategy"]):
        st.caption("Coverage is shown in comparison with RANDOM, which cannot choose here.")
        return
    total = len(prepared.target)
    sentences = [
        coverage_sentences.coverage_sentence(curves, name, plan.budget, total)
        for name in in_order(curves["strategy"])
        if name != RANDOM or len(names) == 1
    ]
    st.markdown("\n".join(f"- {wording.escape(sentence)}" for sentence in sentences))
    if len(budgets) > 1:
        dark = st.context.theme.type == "dark"
        over_all = curves[curves["target_group"] == ALL]
        figure = screen.fitted(coverage_figure(over_all, plan.budget, dark))
        st.plotly_chart(figure, key="coverage", config=_PLAIN)
    st.caption(coverage_sentences.meaning(curves["radius"].iloc[0], coverage_cache.reachable(prepared)))
    coverage_groups.show(prepared, in_order(curves["strategy"]), plan)
    if chosen is not None and has_coverage(chosen.strategy):
        _left_out(prepared, chosen, plan)


def _curves(
    prepared: PreparedProject, names: Iterable[str], plan: SelectionPlan, budgets: tuple[int, ...]
) -> pd.DataFrame:
    curves = []
    for name in names:
        try:
            curves.append(coverage_cache.curve(prepared, name, plan, budgets))
        except InputError as reason:  # constraints, for instance, can make a smaller budget impossible
            try:
                curves.append(coverage_cache.curve(prepared, name, plan, (plan.budget,)))
            except InputError as error:
                st.caption(f"{strategy_title(name)}: {wording.escape(_why_not(error))}")
            else:
                if isinstance(reason, JobFirstError):
                    st.caption(
                        f"{strategy_title(name)}: its curve takes long here; set the budget to "
                        f"{reason.plan.budget:,} to draw it."
                    )
    return pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=list(COLUMNS))


def _why_not(error: InputError) -> str:
    # What was chosen by a job is there; only other draws of it are not.
    return "drawing it several times takes too long here." if isinstance(error, JobFirstError) else str(error)


def _left_out(prepared: PreparedProject, chosen: Selection, plan: SelectionPlan) -> None:
    whole = added_points.extended(prepared, chosen, plan)
    coverage = coverage_cache.coverage(prepared, [*plan.labelled, *whole.rows.tolist()])
    table = uncovered_table(coverage, prepared.target)
    title = strategy_title(chosen.strategy)
    added = len(whole) - len(chosen)
    more = f" with {counted(added, 'added text')}" if added else ""
    st.markdown(
        f"**Target texts that {wording.escape(title)}{more} leaves out.** "
        f"{wording.escape(coverage_sentences.missing_sentence(coverage))}"
    )
    if len(table):
        shown = point_columns.in_rows(table.head(_MOST_TEXTS))
        texts = {_TEXT: shown["text"], _GLOSS: shown.get("gloss", ()), _WHY: shown["why"]}
        st.dataframe(
            shown.assign(language=shown["language"].map(language_name)),
            hide_index=True,
            row_height=row_heights.pixels(texts),
            column_order=[name for name in _COLUMNS if name in table],
            column_config=_COLUMNS,
        )
    if len(table) > _MOST_TEXTS:
        st.caption(f"The {_MOST_TEXTS} farthest of {len(table):,} are listed.")
    _button(prepared, chosen, plan, int((table["why"] == NOT_CHOSEN).sum()))


def _button(prepared: PreparedProject, chosen: Selection, plan: SelectionPlan, missing: int) -> None:
    """Offer to add points, or to take them away again."""
    arguments = (prepared, chosen.strategy, plan)
    if added_points.are_added(*arguments):
        st.button(
            "Take the added texts away",
            key="remove_added",
            icon=":material/undo:",
            on_click=added_points.toggle,
            args=arguments,
        )
    elif missing:
        st.button(
            f"Add {counted(missing, 'text')} for these",
            key="add_points",
            icon=":material/add:",
            on_click=added_points.toggle,
            args=arguments,
            help="Adds the nearest pool text that is left for each of these target texts with a near one. "
            "The texts join the selection above and are saved with it.",
        )
