"""The strategies there are, by name."""

from demux_core.base.errors import InputError
from demux_core.strategies import (
    average_dist,
    cover,
    egalitarian,
    gold,
    knn_uncertainty,
    litmus,
    nn_lang,
    random,
    round_robin,
    same_distribution,
    token_nn,
    uncertainty,
    uncertainty_knn,
)
from demux_core.strategies.base import Strategy

STRATEGIES: dict[str, Strategy] = {}
# The baseline of every comparison, and how results call the model before any point is labelled.
RANDOM = random.STRATEGY.name
EN_FT = "en_ft"


def register(strategy: Strategy) -> None:
    """Make a strategy known to the command line, the pages, experiments and reports.

    Raises:
        ValueError: the name is taken.
    """
    if strategy.name in STRATEGIES or strategy.name == EN_FT:
        raise ValueError(f"a strategy needs a name of its own, {strategy.name!r} is taken")
    STRATEGIES[strategy.name] = strategy


def find_strategy(name: str) -> Strategy:
    """The strategy called ``name``.

    Raises:
        InputError: there is none; the message lists the choices.
    """
    if name not in STRATEGIES:
        raise InputError(f"strategy must be one of {', '.join(STRATEGIES)}, got {name!r}")
    return STRATEGIES[name]


for _module in (
    average_dist,
    uncertainty,
    knn_uncertainty,
    uncertainty_knn,
    cover,
    token_nn,
    round_robin,
    random,
    egalitarian,
    litmus,
    same_distribution,
    nn_lang,
    gold,
):
    register(_module.STRATEGY)
