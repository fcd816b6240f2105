"""From labels, or money, to a score, and every curve read at that place."""

from collections.abc import Mapping
from math import floor, isnan

import streamlit as st

from demux_core.analysis.decision import usual_labels
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.analysis.labels_needed import score_for
from demux_core.explain import readings
from demux_core.explain.metric_names import metric_name
from demux_core.strategies import RANDOM
from demux_core.workflows.prices import project_prices
from demux_core.workspace.project import Project


def choose_labels(project: Project, curves: Mapping[str, DrawnCurve], prices: Mapping[str, float]) -> int:
    """Let the visitor choose a number of labels, or the money that they cost where prices are known."""
    steps = readings.slider_steps([each for curve in curves.values() for each in curve.budgets])
    price, currency = prices.get(RANDOM), project_prices(project).currency
    unit, slide = st.columns([1.4, 5], vertical_alignment="bottom")
    chosen = unit.segmented_control(
        "Read at",
        ["Labels", "Money"] if price is not None else ["Labels"],
        default="Labels",
        required=True,
        key=f"decision_unit_{project.slug}_{price is None}",
        help="The number of labels. Once the Selection page has prices, also the money that labels of "
        "texts drawn at random cost.",
    )
    in_money = chosen == "Money"
    return int(
        slide.select_slider(
            "Read at",
            [step for step in steps if step > 0],
            usual_labels(curves),
            format_func=lambda n: readings.cost_text(n, price, currency) if in_money else f"{n:,} labels",
            key=f"decision_at_{project.slug}_{len(steps)}",
            label_visibility="collapsed",
        )
    )


def table(
    project: Project,
    curves: Mapping[str, DrawnCurve],
    labels: int,
    metric: str,
    prices: Mapping[str, float],
) -> None:
    """Show the score for the labels, and the labels for a score that the visitor may change."""
    unit = metric_name(metric).unit
    reached = _first_score(curves, labels)
    wanted = st.number_input(
        "Score to reach",
        min_value=0.0,
        max_value=100.0,
        value=None if isnan(reached) else floor(10 * reached) / 10,  # never above what it reaches
        step=1.0,
        format="%.1f",
        key=f"decision_score_{project.slug}_{labels}_{reached:.1f}",
        width=160,
        help="At first the score of texts drawn at random, or of the best strategy where these lower it.",
    )
    at = readings.ReadAt(labels, wanted or 0.0, unit)
    shown = readings.readings_table(curves, at, prices, project_prices(project).currency)
    st.table(shown, hide_index=True)


def _first_score(curves: Mapping[str, DrawnCurve], labels: int) -> float:
    """The score of random texts; where it is below the start, which no label reaches, that of the best."""
    drawn = curves[RANDOM] if RANDOM in curves else next(iter(curves.values()))
    score = score_for(drawn, labels).value
    if drawn.has_start and score <= drawn.scores[0]:
        return max(each for curve in curves.values() if not isnan(each := score_for(curve, labels).value))
    return score
