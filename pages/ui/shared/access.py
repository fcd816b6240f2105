"""Code that runs without the shell around the page: access is checked there too.

Fragments, callbacks and downloads go on while a page is open, which it may still be for somebody who was
taken off the list of users.
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


def download_button(
    label: str, data: bytes | Callable[[], bytes], name: str, mime: str | None = None, **options: Any
) -> None:
    """``st.download_button``; a file that is made on request is made only for who may still stay.

    Args:
        label: of the button.
        data: the file, or what makes it; that runs outside the page, where nobody is signed in.
        name: of the file.
        mime: its type.
        options: of ``st.download_button``.
    """
    content = _for_who_may_stay(data) if callable(data) else data
    st.download_button(label, content, name, mime, icon=":material/download:", on_click="ignore", **options)


def _for_who_may_stay(make: Callable[[], T]) -> Callable[[], T]:
    may_stay = sign_in.stay()

    def checked() -> T:
        if not may_stay():
            raise PermissionError("the visitor may no longer use the server")
        return make()

    return checked
