"""What a project without a test may expect: the preflight on its prepared files, run by a job."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from demux_core.analysis.measured_targets import evidence_key
from demux_core.base.errors import InputError
from demux_core.jobs import Job, job_queue, latest_job
from demux_core.workflows.selection import usual_budget
from demux_core.workspace.prepared import is_prepared, open_prepared, prepared_key, prepared_rows
from demux_core.workspace.project import Project, put_setting, reload_project
from demux_core.workspace.quota import check_quota

if TYPE_CHECKING:
    from demux_core.workflows.preflight import Advice

_SETTING = "expectation"
_LEAST = 2  # texts that have measures (``analysis.target_measures``)


def expectation(project: Project) -> Mapping[str, Any] | None:
    """Return what the preflight said (``preflight.Advice`` as JSON); None before it saw these files."""
    stored = project.settings.get(_SETTING)
    if stored is None or not is_prepared(project) or stored["key"] != _advice_key(prepared_key(project)):
        return None
    return dict(stored["advice"])


def no_comparison_reason(project: Project) -> str | None:
    """Return why a prepared project cannot be compared with measured targets; None where it can."""
    pool, target = prepared_rows(project)
    if target < _LEAST:
        return "A comparison needs at least two target texts, got one; add some to the target sample."
    if pool < _LEAST:
        return "A comparison needs at least two texts in the pool, got one; add some to the pool."
    return None


def ensure_expectation(project: Project) -> Job | None:
    """Ask the preflight in the background unless it was asked about these files; the job about them, if any.

    Raises:
        InputError: the workspace's quota is used up.
    """
    if not is_prepared(project) or no_comparison_reason(project):
        return None
    words = ["workspace", "expectation", project.slug, f"--files={_advice_key(prepared_key(project))}"]
    job = latest_job(_job_key(project))
    if job is not None and not job.active and list(job.request.arguments) != words:
        job = None  # it was about other files
    if expectation(project) is None and job is None:
        check_quota()
        with suppress(InputError):  # another visitor was first
            job = job_queue.submit(words, _job_key(project), f"Expectation for {project.name}", project.id)
    return job


def cancel_expectation(project: Project) -> None:
    """Cancel the job that asks the preflight, if one is queued or running: preparing asks it, too."""
    if (job := latest_job(_job_key(project))) is not None:
        job_queue.cancel(job)


def run_expectation(slug: str) -> dict[str, Any]:
    """Run the preflight on a prepared project and store what it says; the job calls this.

    Raises:
        InputError: there is no such project, it is not prepared, or it has too few texts.
    """
    from demux_core.workflows.preflight import preflight

    project = reload_project(slug)
    if reason := no_comparison_reason(project):
        raise InputError(reason)
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
