"""Which learner scores are of, in words."""

from typing import TYPE_CHECKING

from demux_core.experiments.learner_names import learner_name, short_learner_name
from demux_core.experiments.plan import FINE_TUNE, PROBE

if TYPE_CHECKING:
    import pandas as pd


# Task and main score -> correlation of the gains of probes with those of fine-tuned models, where its
# interval excludes 0 (``data/results/appendix.md``). Over entities (F1) it does not.
MEASURED_AGREEMENT = {("token", "accuracy"): 0.78}


def predicts_fine_tuning(task: str, metric: str) -> bool:
    """Return whether probes are shown to predict what fine-tuned models gain.

    Args:
        task: name of the task.
        metric: its main score.
    """
    return (task, metric) in MEASURED_AGREEMENT


def probe_sentence(task: str, metric: str) -> str:
    """Say how far the result of a linear probe can be relied on; the arguments are as above."""
    stand_in = "A linear probe is a quick stand-in for fine-tuning"
    if predicts_fine_tuning(task, metric):
        r = MEASURED_AGREEMENT[task, metric]
        return f"{stand_in}; its gains correlate with fine-tuned ones (r = {r:.2f})."
    return f"{stand_in}; for such labels it is not shown that it predicts it."


def learner_sentence(learner: str, task: str, metric: str) -> str:
    """Say which learner scores are of and, for a probe, how far to rely on them."""
    if learner == PROBE:
        return f"{_scores_of(learner)}. {probe_sentence(task, metric)}"
    return f"{_scores_of(learner)}."


def scores_of_learner(learner: str) -> str:
    """Say which learner scores are of, in a short sentence for a caption."""
    return f"{_scores_of(learner)}."


def no_probe_sentence(task: str) -> str:
    """Say why a task, which is named by its title, has no linear probe."""
    return f"Only fine-tuning is offered: a linear probe predicts labels, and {task.lower()} has none."


def titled(name: str, learner: str) -> str:
    """Return the name of an experiment with its learner, for a list."""
    return f"{name} ({short_learner_name(learner)})"


def model_phrase(learner: str) -> str:
    """Return what the experiment trained, inside a sentence: ``the model`` or ``the linear probe``."""
    return "the linear probe" if learner == PROBE else "the model"


def finished_noun(learner: str) -> str:
    """Return what a finished cell is called: ``finished model`` or ``finished probe``."""
    return "finished model" if learner == FINE_TUNE else "finished probe"


def with_learner(table: "pd.DataFrame", learner: str) -> "pd.DataFrame":
    """Return a table of scores for download, with a column that names the learner."""
    return table.assign(learner=learner_name(learner))


def _scores_of(learner: str) -> str:
    return f"Scores of {'a ' * (learner == PROBE)}{learner_name(learner)}"
