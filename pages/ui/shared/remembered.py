"""What pages keep between reruns, bounded by bytes: ``st.cache_resource`` only counts its entries."""

import inspect
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from demux_core.base.bounded_cache import BoundedCache

P = ParamSpec("P")
T = TypeVar("T")
MAX_BYTES = 1_000_000_000  # of all visitors together; a million short texts take about 0.3 GB
_cache = BoundedCache(MAX_BYTES)


def remembered(spinner: str = "") -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function returns, by the arguments whose names do not begin with ``_``.

    Args:
        spinner: what the page says while the function works.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(function)
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def kept(*args: P.args, **options: P.kwargs) -> T:
            given = signature.bind(*args, **options).arguments
            key = (name, *(value for argument, value in given.items() if not argument.startswith("_")))
            known, value = _cache.find(key)
            if known:
                return value  # type: ignore[no-any-return]
            with st.spinner(spinner) if spinner else nullcontext():
                return _cache.get(key, lambda: function(*args, **options))

        return kept

    return decorate


def forget() -> None:
    """Forget everything that is kept."""
    _cache.clear()
