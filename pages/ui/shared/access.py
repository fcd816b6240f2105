"""Code that runs without the shell around the page, in fragments and callbacks: access is checked there too.

Somebody who is taken off the list of users may still have a page open.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from pages.ui.shared import sign_in

P = ParamSpec("P")
T = TypeVar("T")


def fragment(run_every: float | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """``st.fragment`` for visitors who may still use the server; for others the page is drawn again."""

    def decorate(part: Callable[P, T]) -> Callable[P, T]:
        @wraps(part)
        def checked(*args: P.args, **options: P.kwargs) -> T:
            if not sign_in.may_stay():
                st.rerun()  # the shell refuses them
            return part(*args, **options)

        return st.fragment(checked, run_every=run_every)

    return decorate


def callback(change: Callable[..., Any]) -> Callable[..., None]:
    """A callback that does nothing for visitors who may no longer use the server."""

    @wraps(change)
    def checked(*args: Any, **options: Any) -> None:
        if sign_in.may_stay():
            change(*args, **options)

    return checked
