"""What learners are called, and that results of two learners are never compared."""

from collections.abc import Mapping

from demux_core.base.errors import InputError
from demux_core.experiments.plan import FINE_TUNE, PROBE

_NAMES = {FINE_TUNE: "fine-tuned models", PROBE: "linear probe: a linear head on the frozen model"}
_SHORT = {FINE_TUNE: "fine-tuned", PROBE: "linear probe"}


def learner_name(learner: str) -> str:
    """Return what a learner is called."""
    return _NAMES.get(learner, learner)


def short_learner_name(learner: str) -> str:
    """Return what a learner is called in lists, in brackets after the name of an experiment."""
    return _SHORT.get(learner, learner)


def only_learner(learners: Mapping[str, str]) -> str:
    """Return the learner of all results.

    Args:
        learners: name of the results -> their learner; at least one.

    Raises:
        InputError: some results are of fine-tuned models and others of linear probes.
    """
    if len(set(learners.values())) > 1:
        named = ", ".join(f"{name} ({short_learner_name(learner)})" for name, learner in learners.items())
        raise InputError(
            f"results of fine-tuned models and of linear probes do not compare, got {named}; analyse them "
            f"separately"
        )
    return next(iter(learners.values()))
