"""Titles, order and colours of strategies, also of those that only results from elsewhere name."""

import re
from collections.abc import Iterable

from demux_core.base.palette import OTHER_COLOR
from demux_core.strategies.base import Strategy
from demux_core.strategies.registry import EN_FT, STRATEGIES

_LAST = 1_000


def strategy_title(name: str) -> str:
    """The title of a strategy, ``KNN-UNCERTAINTY`` for ``knn_uncertainty``.

    The name of an unknown one comes from a file: it must be no markup, link or formula wherever it is shown.
    """
    if name in STRATEGIES:
        return STRATEGIES[name].title
    return re.sub("[^A-Z0-9]+", "-", name.upper()).strip("-")


def full_title(name: str) -> str:
    """The title with the plain one: ``KNN-UNCERTAINTY · Close to the target, and uncertain``."""
    title = strategy_title(name)
    return f"{title} · {STRATEGIES[name].plain_title}" if name in STRATEGIES else title


def strategy_color(name: str, ink: str = OTHER_COLOR) -> str:
    """The colour of a strategy's lines and marks; ``ink`` for a strategy in the colour of the text."""
    return (STRATEGIES[name].color or ink) if name in STRATEGIES else OTHER_COLOR


def in_order(names: Iterable[str]) -> list[str]:
    """Names in the order of every chart and table: contenders, baselines, controls, GOLD, EN-FT, others."""
    return sorted(set(names), key=lambda name: (_place(name), name))


def ordered_strategies() -> list[Strategy]:
    """All strategies, in the same order."""
    return [STRATEGIES[name] for name in in_order(STRATEGIES)]


def contenders() -> list[str]:
    """The strategies that are meant to beat the baselines."""
    return [strategy.name for strategy in ordered_strategies() if strategy.is_contender]


def baselines(usual_only: bool = False) -> list[str]:
    """The strategies that draw at random, RANDOM first; with ``usual_only``, those compared by default."""
    every = [strategy for strategy in ordered_strategies() if strategy.kind == "baseline"]
    return [strategy.name for strategy in every if strategy.usual or not usual_only]


def references() -> list[str]:
    """The strategies that every other is compared with: the usual baselines and the ceiling."""
    return [*baselines(usual_only=True), *(name for name in in_order(STRATEGIES) if is_ceiling(name))]


def usual_strategies() -> list[str]:
    """The strategies that are compared by default."""
    return [strategy.name for strategy in ordered_strategies() if strategy.usual]


def is_contender(name: str) -> bool:
    """Whether the strategy is meant to beat the baselines; an unknown one is not."""
    return name in STRATEGIES and STRATEGIES[name].is_contender


def is_demux(name: str) -> bool:
    """Whether the strategy is one of the paper's own; an unknown one is not."""
    return name in STRATEGIES and STRATEGIES[name].kind == "demux"


def copies_mix(name: str) -> bool:
    """Whether the strategy copies the language mix of another one."""
    return name in STRATEGIES and STRATEGIES[name].copies_mix


def is_ceiling(name: str) -> bool:
    """Whether the strategy draws from labelled target data, which a real project lacks."""
    return name in STRATEGIES and STRATEGIES[name].kind == "ceiling"


def is_control(name: str) -> bool:
    """Whether the strategy only shows what a selection owes to its languages."""
    return name in STRATEGIES and STRATEGIES[name].kind == "control"


def can_be_recommended(name: str) -> bool:
    """Whether a report may recommend the strategy."""
    return name != EN_FT and (name not in STRATEGIES or STRATEGIES[name].can_be_recommended)


def _place(name: str) -> int:
    if name == EN_FT:
        return _LAST
    return STRATEGIES[name].order if name in STRATEGIES else _LAST + 1
