"""Query strategies: pool and target in, the rows worth annotating out."""

from demux_core.strategies.base import Query, Strategy
from demux_core.strategies.constraints import Constraints
from demux_core.strategies.registry import EN_FT, RANDOM, STRATEGIES, find_strategy, register
from demux_core.strategies.selecting import select
from demux_core.strategies.selection import Selection
from demux_core.strategies.word_budget import select_words

__all__ = [
    "EN_FT",
    "RANDOM",
    "STRATEGIES",
    "Constraints",
    "Query",
    "Selection",
    "Strategy",
    "find_strategy",
    "register",
    "select",
    "select_words",
]
