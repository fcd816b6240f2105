"""The probe within a project's limits, beside the live probe without them: what the limits cost in score."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from demux_core.analysis.decision import experiment_curves
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.jobs import Job, job_queue
from demux_core.strategies import Constraints
from demux_core.workflows.experiment_jobs import (
    LIMITED_COMMAND,
    LIMITED_PROBE,
    check_required_files,
    experiment_job,
    submit_experiment,
)
from demux_core.workflows.job_phases import Expect, expect_nothing, experiment_phases
from demux_core.workflows.limits import limits_within
from demux_core.workflows.live_probe import LiveProbe, files_digest, live_configs, live_probe
from demux_core.workflows.prices import project_prices
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project, reload_project
from demux_core.workspace.records import ExperimentRecord
from demux_core.workspace.strikes import standing_strikes, struck_places

if TYPE_CHECKING:
    import pandas as pd

    from demux_core.data.dataset import Dataset

_MOST = 250
_OPTION = "--limits="
_LIMITS = "limits_of"  # in the manifest: which files, limits, prices and strikes the cells are of
Curves = Mapping[str, DrawnCurve]


def limited_probe(project: Project) -> LiveProbe:
    """Return the probe within the project's present limits; one within earlier limits does not count."""
    digest, job = _digest(project), experiment_job(project, LIMITED_PROBE)
    record = next((one for one in list_experiments(project) if one.settings.get(_LIMITS) == digest), None)
    count = 0 if record is None else records.count_cells(open_store(), project.id)[record.id]
    return LiveProbe(job if job is not None and _is_within(job, digest) else None, record, count)


def start_limited_probe(project: Project) -> Job:
    """Start the probe within the limits, or go on with one that was cancelled or failed.

    Raises:
        InputError: a file is missing, or the probe within the present limits is running already.
    """
    check_required_files(project)
    earlier, digest = experiment_job(project, LIMITED_PROBE), _digest(project)
    if earlier is not None and earlier.active and not _is_within(earlier, digest):
        job_queue.cancel(earlier)
    arguments = ["workspace", LIMITED_COMMAND, project.slug, f"{_OPTION}{digest}"]
    return submit_experiment(project, LIMITED_PROBE, arguments)


def run_limited_probe(
    slug: str, progress: Progress = silent, expect: Expect = expect_nothing
) -> "pd.DataFrame":
    """Measure every strategy within the project's limits; the job of ``start_limited_probe`` calls this.

    An earlier probe within other limits is deleted.

    Raises:
        InputError: there is no such project, its files cannot be used, or the limits cannot be met.
    """
    from demux_core.data.leakage import without_leaks
    from demux_core.experiments.runner import run_experiment
    from demux_core.modelling.models import find_model
    from demux_core.workflows.project_experiments import load_datasets, results_opener

    project = reload_project(slug)
    check_required_files(project)
    data, digest = load_datasets(project), _digest(project)
    data.pop("gold", None)  # GOLD is drawn without limits
    for record in list_experiments(project):
        if record.name == LIMITED_PROBE and record.settings.get(_LIMITS) != digest:
            records.delete_experiment(open_store(), record.id)
    used = without_leaks(data)
    limits = _limits(project, used["source"], used["target"])
    free, *_ = live_configs(data, {role: len(dataset) for role, dataset in used.items()})
    cells = replace(free.cells, budgets=_budgets(limits, used["source"], free.cells.budgets))
    config, model = replace(free, cells=cells, limits=limits), find_model(project.model)
    opener = results_opener(project, LIMITED_PROBE, {_LIMITS: digest})
    expect(experiment_phases(data, config))
    return run_experiment(data, model, config, opener, progress)


def limited_curves(project: Project) -> tuple[str, Curves, Curves] | None:
    """Return the metric and the curves within and without limits; None where either is not measured."""
    within, without = limited_probe(project).record, live_probe(project).record
    if within is None or without is None:
        return None
    (metric, limited), (_, free) = map(_curves, (within, without))
    return metric, limited, free


def _budgets(limits: Constraints, pool: "Dataset", usual: Sequence[int]) -> tuple[int, ...]:
    """The budgets that the limits allow, ending at ``_MOST``: more points are rarely chosen within limits."""
    excluded = set(limits.excluded)
    supply = Counter(code for row, code in enumerate(pool.languages) if row not in excluded)
    spoken = supply if limits.languages is None else limits.languages
    most = sum(min(supply[code], limits.caps.get(code, supply[code])) for code in spoken)
    if not limits.near_duplicates:  # how many of them are left is only known once they are chosen
        most //= 4
    least, most = max(1, sum(limits.floors.values())), min(most, _MOST)
    if least > most:
        raise InputError(
            f"the limits must leave as many texts as their floors ask for, {least:,}, got {most:,}; "
            f"lower the floors or raise the caps"
        )
    return tuple(sorted({budget for budget in usual if least <= budget <= most} | {most}))


def _curves(record: ExperimentRecord) -> tuple[str, Curves]:
    return experiment_curves(record.settings, experiment_records(record))


def _limits(project: Project, pool: "Dataset", target: "Dataset") -> Constraints:
    struck = struck_places(standing_strikes(project), list(pool.frame["id"]), pool.languages, pool.texts)
    return replace(limits_within(project, pool.languages, target.languages), excluded=struck)


def _is_within(job: Job, digest: str) -> bool:
    return f"{_OPTION}{digest}" in job.request.arguments


def _digest(project: Project) -> str:
    limits = [files_digest(project), project.settings.get("limits"), repr(project_prices(project))]
    struck = [(strike.kind, strike.item) for strike in standing_strikes(project)]
    return hashlib.sha256(json.dumps([limits, struck], sort_keys=True).encode()).hexdigest()[:16]
