"""Whether labels pay and whether choosing them pays, from tables of results."""

from collections.abc import Sequence
from pathlib import Path

from demux_core.analysis.decision import decide, usual_labels
from demux_core.analysis.summary import curves_of
from demux_core.explain.decision_sentences import ceiling_sentence, choosing_sentence, labels_sentence


def experiment_answers(paths: Sequence[Path], metric: str | None = None) -> dict[str, str]:
    """Return a paragraph for each experiment, by its name; none for one whose results do not allow it.

    Args:
        paths: tables that ``experiment`` wrote.
        metric: the main metric of the task unless given.
    """
    answers = {}
    for name, (scored, curves) in curves_of(paths, metric).items():
        if curves and (found := decide(curves, usual_labels(curves))):
            sentences = (labels_sentence(found, scored), choosing_sentence(found), ceiling_sentence(curves))
            answers[name] = " ".join(filter(None, sentences))
    return answers
