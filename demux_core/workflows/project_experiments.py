"""Running an experiment of a project: its missing cells, one after the other, into the workspace."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.base.files import exclusive_lock, link_folder
from demux_core.base.progress import Progress, silent
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.manifests import manifest_differences, manifest_digest, merged_manifest
from demux_core.workflows.experiment_jobs import check_required_files
from demux_core.workflows.job_phases import Expect, expect_nothing, experiment_phases
from demux_core.workspace import Store, open_store, records
from demux_core.workspace.experiments import experiment_table
from demux_core.workspace.project import Project, Role, open_project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.records import ExperimentRecord

if TYPE_CHECKING:
    import pandas as pd

    from demux_core.data.dataset import Dataset
    from demux_core.experiments.plan import ExperimentConfig
    from demux_core.experiments.runner import Opener

_PARTS: dict[str, Role] = {
    "train": "train",
    "source": "pool",
    "target": "target",
    "test": "test",
    "gold": "gold",
}


@dataclass(frozen=True)
class StoreResults:
    """Cells of a project's experiment, in the workspace (``experiments.cells.Results``)."""

    store: Store
    experiment: ExperimentRecord
    work: Path

    def get(self, cell: Cell) -> CellRecord | None:
        stored = records.finished_cell(self.store, self.experiment.id, cell.name)
        return None if stored is None else CellRecord.from_json(stored)

    def put(self, *finished: CellRecord) -> None:
        digest = manifest_digest(self.experiment.settings)
        kept = {record.cell.name: replace(record, manifest=digest).to_json() for record in finished}
        records.finish_cells(self.store, self.experiment.id, kept)

    def table(self) -> "pd.DataFrame":
        return experiment_table(self.experiment)


def load_datasets(project: Project) -> "dict[str, Dataset]":
    """The project's files under the names that an experiment uses: train, source, target, test, gold."""
    return {part: load_file(project, role) for part, role in _PARTS.items() if role in project.uploads}


def run_experiment(
    slug: str,
    name: str,
    config: "ExperimentConfig",
    progress: Progress = silent,
    expect: Expect = expect_nothing,
) -> "pd.DataFrame":
    """Run the missing cells of an experiment; the job of ``start_experiment`` calls this.

    Raises:
        InputError: there is no such project, its files cannot be used, or the experiment was started with
            other files or settings.
    """
    from demux_core.experiments.runner import run_experiment
    from demux_core.modelling.models import find_model

    project = open_project(slug)
    if project is None:
        raise InputError(f"there is no project {slug!r}; use the name in its address")
    check_required_files(project)
    data = load_datasets(project)
    model = find_model(project.model)
    expect(experiment_phases(data, config))
    return run_experiment(data, model, config, results_opener(project, name), progress)


def results_opener(project: Project, name: str, marks: Mapping[str, Any] | None = None) -> "Opener":
    """Open the results of a project's experiment, for ``runner.run_experiment``.

    Args:
        project: with the experiment.
        name: of the experiment.
        marks: what its manifest says besides files and settings.
    """
    return partial(_opened, project, name, marks or {})


@contextmanager
def _opened(
    project: Project, name: str, marks: Mapping[str, Any], manifest: dict[str, Any]
) -> Iterator[StoreResults]:
    store, manifest = open_store(), {**manifest, **marks}
    experiment = records.open_experiment(store, project.id, name, manifest)
    work = project.folder / "experiments" / str(experiment.id)
    work.mkdir(parents=True, exist_ok=True)
    with exclusive_lock(work / "lock", f"the experiment {name} is running already; wait for it"):
        if differing := manifest_differences(experiment.settings, manifest):
            raise InputError(
                f"the experiment {name} was started with other files or settings (different: {differing}); "
                f"give this one another name"
            )
        merged = merged_manifest(experiment.settings, manifest)
        if merged != experiment.settings:
            experiment = records.update_settings(store, experiment, merged)
        _reuse_en_ft(project, manifest, work / "en-ft")
        yield StoreResults(store, experiment, work)


def _reuse_en_ft(project: Project, manifest: Mapping[str, Any], out: Path) -> None:
    """Reuse the model that was fine-tuned when the project was prepared, if it is the same."""
    from demux_core.base.config import TrainingConfig
    from demux_core.modelling.models import find_model
    from demux_core.modelling.training import was_trained_from

    config, prepared = TrainingConfig(), project.prepared_folder / "model"
    data, model = manifest["inputs"]["train"]["content_hash"], manifest["model"]["fingerprint"]
    if (
        out.exists()
        or manifest.get("en_ft") != asdict(config)  # linear probes have none
        or not was_trained_from(prepared, data, model, config)
    ):
        return
    pools = [load_file(project, role) for role in ("pool", "gold") if role in project.uploads]
    if {label for pool in pools for label in pool.labels} <= set(find_model(prepared).settings.labels):
        link_folder(prepared, out)
