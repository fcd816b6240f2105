"""What the demos and our measurements show, kept between reruns; both only change with the product."""

import streamlit as st

from demux_core.demo.catalog import DEMOS, SHIPPED
from demux_core.demo.story import FILE, Story, tell
from demux_core.explain.payoffs import Payoff, payoffs


def story(name: str) -> Story | None:
    """Return the story of a demo; None where it has not been computed."""
    shipped = SHIPPED / name / FILE
    return _story(name, shipped.stat().st_mtime_ns) if shipped.exists() else None


@st.cache_data(show_spinner=False)
def measured_payoffs() -> list[Payoff]:
    """Return where choosing paid and where it did not."""
    return payoffs()


@st.cache_resource(max_entries=len(DEMOS), show_spinner=False)
def _story(name: str, changed: int) -> Story | None:
    return tell(DEMOS[name])
