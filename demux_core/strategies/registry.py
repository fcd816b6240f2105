"""All strategies, by name."""

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
    token_uncertainty,
    uncertainty,
    uncertainty_knn,
)
from demux_core.strategies.base import Strategy

STRATEGIES: dict[str, Strategy] = {}
# The baseline of every comparison, and the name in results of the model before any point is labelled.
RANDOM = random.STRATEGY.name
EN_FT = "en_ft"


def register(strategy: Strategy) -> None:
    """Make a strategy available to the command line, the pages, experiments and reports.

    Raises:
        ValueError: the name or the title is taken.
    """
    taken = {name for other in STRATEGIES.values() for name in _names_of(other)} | {EN_FT}
    if clashes := sorted(taken & _names_of(strategy)):
        raise ValueError(f"names and titles of strategies must be unique, but {clashes[0]!r} is taken")
    STRATEGIES[strategy.name] = strategy


def find_strategy(name: str) -> Strategy:
    """The strategy with this name or title, in upper or lower case: ``knn_uncertainty``, ``KNN-UNCERTAINTY``.

    Raises:
        InputError: there is none; the message lists the choices.
    """
    if name in STRATEGIES:
        return STRATEGIES[name]
    wanted = str(name).strip().casefold()
    for strategy in STRATEGIES.values():
        if wanted in _names_of(strategy):
            return strategy
    raise InputError(f"strategy must be one of {', '.join(STRATEGIES)}, got {name!r}")


def _names_of(strategy: Strategy) -> set[str]:
    return {strategy.name.casefold(), strategy.title.casefold()}


for _module in (
    average_dist,
    uncertainty,
    knn_uncertainty,
    uncertainty_knn,
    cover,
    token_nn,
    token_uncertainty,
    round_robin,
    random,
    egalitarian,
    litmus,
    same_distribution,
    nn_lang,
    gold,
):
    register(_module.STRATEGY)
