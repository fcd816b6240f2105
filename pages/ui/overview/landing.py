"""The first screen of a newcomer: what the product does, in two sentences and one picture."""

import streamlit as st

from demux_core.charts import story_charts
from demux_core.demo.catalog import STORY
from demux_core.demo.story import CHOSEN, POOL, TARGET, Story
from demux_core.explain import purchase_sentences
from demux_core.explain.metric_names import metric_name
from pages.ui.shared import project_forms, story_cache, tour_bar

_WHAT = (
    "You have a **pool** of texts in languages that your annotators speak, and a small **sample of the "
    "language you need**, for which there are almost no labels. DeMuX Explorer chooses the texts of the pool "
    "that are worth labelling, shows why, and says what their labels gain, even where that is nothing."
)
_SHORT = (
    "DeMuX Explorer chooses the texts that are worth labelling for a language with almost no labelled data."
)
_WHISKERS = "The lines at the ends of the bars are 95% intervals of the gain over no labels."
_CONFIG = {"displayModeBar": False, "staticPlot": True}


def show() -> None:
    """Show the whole screen."""
    st.title("Which texts should you label?", anchor=False)
    st.markdown(_WHAT)
    if (story := story_cache.story(STORY)) is not None:
        _picture(story)
    with st.container(horizontal=True):
        if st.button("Try it with my files", type="primary", key="own_files", icon=":material/upload_file:"):
            project_forms.start_with_own_files()
        _look_around()
    _payoffs()


def line() -> None:
    """Say in a line what the product does, for a visitor who knows it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_SHORT, width="stretch")
        _look_around()


def _look_around() -> None:
    if st.button(tour_bar.button_label(), key="look_around", icon=":material/tour:"):
        tour_bar.start()


def _picture(story: Story) -> None:
    dark = st.context.theme.type == "dark"
    where, bought = st.columns([5, 4], gap="medium")
    with where, st.container(border=True, height="stretch"):
        names = {
            POOL: f"pool: {story.count(POOL):,} texts in {story.pool_languages} languages",
            TARGET: f"target sample: {story.count(TARGET):,}, {' and '.join(story.targets)}",
            CHOSEN: f"chosen to label: {story.count(CHOSEN):,}",
        }
        figure = story_charts.where_figure(story.points, names, dark)
        st.plotly_chart(figure, key="story_where", config=_CONFIG)
    with bought, st.container(border=True, height="stretch"):
        score = metric_name(story.bought.metric).title
        figure = story_charts.bought_figure(story.bought, score, dark)
        st.plotly_chart(figure, key="story_bought", config=_CONFIG)
        st.caption(
            f"{purchase_sentences.over_start_sentence(story.bought, score)} "
            f"{purchase_sentences.over_random_sentence(story.bought)} {_WHISKERS}"
        )


def _payoffs() -> None:
    st.subheader("Where choosing pays, and where it does not", anchor=False)
    found = story_cache.measured_payoffs()
    for column, payoff in zip(st.columns(len(found)), found, strict=True):
        with column, st.container(border=True, height="stretch"):
            mark = ":green[:material/trending_up:]" if payoff.pays else ":gray[:material/trending_flat:]"
            st.markdown(f"{mark} **{payoff.title}**")
            st.caption(payoff.text)
    st.caption(
        "Before you spend anything, you see what choosing gained on targets like yours, or that no gain is "
        "expected."
    )
