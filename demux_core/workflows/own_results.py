"""A project's own results, told apart by how their models were trained, and which of them speak first."""

from collections.abc import Mapping, Sequence

from demux_core.experiments.manifests import has_limits
from demux_core.experiments.plan import FINE_TUNE, PROBE
from demux_core.explain.learner_sentences import predicts_fine_tuning
from demux_core.workflows.experiment_jobs import LIVE_PROBE, ExperimentStatus, experiment_statuses
from demux_core.workflows.live_probe import live_probe
from demux_core.workspace.experiments import main_metric_of
from demux_core.workspace.project import Project

OwnResults = Mapping[str, Sequence[ExperimentStatus]]


def own_results(project: Project) -> OwnResults:
    """Return learner -> the project's experiments that have cells, the live probe first, then the newest.

    A live probe of earlier files is left out, and so are experiments within limits, which do not say what
    strategies do by themselves.
    """
    live = live_probe(project).record
    found: dict[str, list[ExperimentStatus]] = {PROBE: [], FINE_TUNE: []}
    for status in experiment_statuses(project):
        is_live = status.name == LIVE_PROBE
        limited = status.record is not None and has_limits(status.record.settings)
        if status.cells > 1 and not limited and not (is_live and live is None):
            found[status.learner].insert(0 if is_live else len(found[status.learner]), status)
    return {learner: statuses for learner, statuses in found.items() if statuses}


def headline_learner(own: OwnResults) -> str:
    """Return whose results the headline is of: probes first only where they are shown to predict fine-tuning.

    Args:
        own: not empty.
    """
    if FINE_TUNE not in own or (PROBE in own and _predicts(own[PROBE][0])):
        return PROBE
    return FINE_TUNE


def _predicts(probe: ExperimentStatus) -> bool:
    record = probe.record
    return record is not None and predicts_fine_tuning(record.settings["task"], main_metric_of(record))
