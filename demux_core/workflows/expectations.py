"""What a project without a test may expect: the preflight on its prepared files, run by a job."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from demux_core.analysis.measured_targets import evidence_key
from demux_core.base.errors import InputError
from demux_core.jobs import Job, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.workflows.selection import usual_budget
from demux_core.workspace.prepared import is_prepared, open_prepared, prepared_key
from demux_core.workspace.project import Project, put_setting, reload_project
from demux_core.workspace.quota import check_quota

if TYPE_CHECKING:
    from demux_core.workflows.preflight import Advice

_SETTING = "expectation"


def expectation(project: Project) -> Mapping[str, Any] | None:
    """Return what the preflight said (``preflight.Advice`` as JSON); None before it saw these files."""
    stored = project.settings.get(_SETTING)
    if stored is None or not is_prepared(project) or stored["key"] != _advice_key(prepared_key(project)):
        return None
    return dict(stored["advice"])


def ensure_expectation(project: Project) -> Job | None:
    """Ask the preflight in the background unless it was asked about these files; its job, if any.

    Raises:
        InputError: the workspace's quota is used up.
    """
    if not is_prepared(project):
        return None
    words = ["workspace", "expectation", project.slug, f"--files={_advice_key(prepared_key(project))}"]
    job = latest_job(_job_key(project))
    if expectation(project) is None and (job is None or list(job.request.arguments) != words):
        check_quota()
        with suppress(InputError):  # another visitor was first
            job = submit(words, _job_key(project), f"Expectation for {project.name}", project.id)
    return job


def run_expectation(slug: str) -> dict[str, Any]:
    """Run the preflight on a prepared project and store what it says; the job calls this.

    Raises:
        InputError: there is no such project, or it is not prepared.
    """
    from demux_core.workflows.preflight import preflight

    project = reload_project(slug)
    prepared = open_prepared(project)
    budget = usual_budget(len(prepared.source))
    advice = preflight(prepared.source, prepared.target, str(project.effective_task), budget)
    return keep_expectation(project, prepared.key, advice)


def keep_expectation(project: Project, key: str, advice: "Advice") -> dict[str, Any]:
    """Store what the preflight said of the files prepared under ``key``, and return it as JSON."""
    stored = advice.to_json()
    put_setting(project, _SETTING, {"key": _advice_key(key), "advice": stored})
    return stored


def _advice_key(prepared: str) -> str:
    """What advice hangs on: the prepared files, and what was measured."""
    return f"{prepared[:16]}-{evidence_key()}"


def _job_key(project: Project) -> str:
    return f"{project.slug}/expectation"
