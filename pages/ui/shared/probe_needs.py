"""What a project lacks for linear probes on its own files."""

from demux_core.data.dataset import Dataset
from demux_core.workflows.experiment_plans import no_probe_reason
from demux_core.workflows.live_probe import obstacle
from demux_core.workspace.project import Project, Role
from pages.ui.shared import cache

_LABELLED: tuple[Role, ...] = ("pool", "train", "test")


def what_is_missing(project: Project) -> str:
    """Say what the project lacks for a probe; empty where it can run."""
    if reason := no_probe_reason(project):
        return reason
    data: dict[str, Dataset] = {
        role: cache.dataset(project, role) for role in _LABELLED if role in project.uploads
    }
    missing = obstacle(project, data)
    return f"Curves of this project need {missing}." if missing else ""
