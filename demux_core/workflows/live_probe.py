"""The probe that the Curves page starts by itself: all strategies on the project's present files."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.experiments.plan import PROBE, CellGrid, ExperimentConfig, ProbePlan, StrategyOptions
from demux_core.jobs import Job, job_queue
from demux_core.modelling.metrics import scoring_version
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.workflows.experiment_jobs import (
    LIVE_COMMAND,
    LIVE_PROBE,
    check_required_files,
    experiment_job,
    submit_experiment,
)
from demux_core.workflows.experiment_plans import (
    ExperimentPlan,
    budgets_up_to,
    comparable_strategies,
    usual_seeds,
)
from demux_core.workflows.job_phases import Expect, expect_nothing, experiment_phases
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.project import Project, reload_project
from demux_core.workspace.quota import check_quota
from demux_core.workspace.records import ExperimentRecord

if TYPE_CHECKING:
    import pandas as pd

    from demux_core.data.dataset import Dataset

_FILES = "files"  # in the manifest: which files and settings the cells are of
_OPTION = "--files="


@dataclass(frozen=True)
class LiveProbe:
    """The live probe of a project's present files.

    Args:
        job: its newest job; None where none was started for these files.
        record: its experiment; None until its first cell.
        cells: number of finished cells.
    """

    job: Job | None
    record: ExperimentRecord | None
    cells: int

    @property
    def active(self) -> bool:
        """Whether it is running or queued."""
        return self.job is not None and self.job.active


def live_probe(project: Project) -> LiveProbe:
    """Return the live probe of the project's present files; one of earlier files does not count."""
    files = files_digest(project)
    job = experiment_job(project, LIVE_PROBE)
    record = next((one for one in list_experiments(project) if one.settings.get(_FILES) == files), None)
    count = 0 if record is None else records.count_cells(open_store(), project.id)[record.id]
    return LiveProbe(job if job is not None and _files_of(job) == files else None, record, count)


def ensure_live_probe(project: Project) -> LiveProbe:
    """Start the live probe in the background unless one was ever started for the present files.

    One that was cancelled or failed is not started again: ``start_live_probe`` does that. One of earlier
    files that is still queued or running is cancelled.

    Args:
        project: has everything that a probe needs (``obstacle``).

    Raises:
        InputError: the workspace's quota is used up.
    """
    found = live_probe(project)
    if found.job is None and found.record is None:
        check_quota()
        with suppress(InputError):  # another visitor was first
            start_live_probe(project)
        found = live_probe(project)
    return found


def start_live_probe(project: Project) -> Job:
    """Start the live probe, or go on with one that was cancelled or failed.

    Raises:
        InputError: a file is missing, or the probe of the present files is running already.
    """
    check_required_files(project)
    earlier, files = experiment_job(project, LIVE_PROBE), files_digest(project)
    if earlier is not None and earlier.active and _files_of(earlier) != files:
        job_queue.cancel(earlier)
    arguments = ["workspace", LIVE_COMMAND, project.slug, f"{_OPTION}{files}"]
    return submit_experiment(project, LIVE_PROBE, arguments)


def count_as_live_probe(project: Project, record: ExperimentRecord) -> None:
    """Let an imported experiment be the live probe of the present files, so that none is started for them.

    Args:
        project: with the files that it was measured on.
        record: linear probes of every strategy.
    """
    records.update_settings(open_store(), record, {**record.settings, _FILES: files_digest(project)})


def obstacle(project: Project, datasets: "Mapping[str, Dataset]") -> str:
    """Say what a probe still lacks, as people read it; empty where it can run.

    Args:
        project: with its files.
        datasets: those of the pool, the English data and the test that it has.
    """
    needed = {"pool": "labels in the pool", "train": "labelled English data", "test": "a labelled test"}
    missing = [what for role, what in needed.items() if role not in datasets or not datasets[role].labelled]
    if "target" not in project.uploads:
        missing.append("a target sample")
    return " and ".join(filter(None, [", ".join(missing[:-1]), *missing[-1:]]))


def run_live_probe(slug: str, progress: Progress = silent, expect: Expect = expect_nothing) -> "pd.DataFrame":
    """Measure every strategy on the project's present files; the job of ``start_live_probe`` calls this.

    An earlier probe of other files is deleted: it can be measured again in seconds, and must not be mixed in.

    Raises:
        InputError: there is no such project, or its files cannot be used.
    """
    from demux_core.data.leakage import without_leaks
    from demux_core.experiments.runner import run_experiment
    from demux_core.modelling.models import find_model
    from demux_core.workflows.project_experiments import load_datasets, results_opener

    project = reload_project(slug)
    check_required_files(project)
    data, files = load_datasets(project), files_digest(project)
    if "gold" in data and not data["gold"].labelled:
        del data["gold"]
    for record in list_experiments(project):
        if record.name == LIVE_PROBE and record.settings.get(_FILES, files) != files:
            records.delete_experiment(open_store(), record.id)
    rows = {role: len(dataset) for role, dataset in without_leaks(data).items()}
    model, opener = find_model(project.model), results_opener(project, LIVE_PROBE, {_FILES: files})
    configs = live_configs(data, rows)
    expect(experiment_phases(data, configs[0]))
    return [run_experiment(data, model, config, opener, progress) for config in configs][-1]


def live_configs(data: "Mapping[str, Dataset]", rows: Mapping[str, int]) -> list[ExperimentConfig]:
    """Return the configurations that make up the probe: GOLD's budgets end at its own rows.

    Args:
        data: by role.
        rows: role -> rows that an experiment may draw from.
    """
    names = [*comparable_strategies(data["source"], data.get("gold")), RANDOM]
    plan = ExperimentPlan(tuple(names), "")
    options, configs = StrategyOptions(like=plan.like), []
    for role in ("source", "gold"):
        group = tuple(name for name in names if STRATEGIES[name].uses_gold == (role == "gold"))
        if group and rows.get(role):
            grid = CellGrid(group, budgets_up_to(PROBE, rows[role]), usual_seeds(PROBE))
            configs.append(ExperimentConfig(grid, ProbePlan(), options))
    return configs


def files_digest(project: Project) -> str:
    """Name all that a project's probes depend on: files and how they are read, task, model, settings."""
    files = {
        role: (upload.content_hash, [(file.artifact, dict(file.columns)) for file in upload.files])
        for role, upload in project.uploads.items()
    }
    settings = (project.effective_task, project.model, sorted(STRATEGIES), ProbePlan().manifest_settings())
    version = scoring_version(str(project.effective_task))
    return hashlib.sha256(json.dumps([files, settings, version], sort_keys=True).encode()).hexdigest()[:16]


def _files_of(job: Job) -> str:
    given = [word for word in job.request.arguments if word.startswith(_OPTION)]
    return given[0].removeprefix(_OPTION) if given else ""
