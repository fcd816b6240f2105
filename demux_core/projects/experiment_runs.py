"""What the job of an experiment does: the missing cells, one after the other, into the store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.errors import InputError
from demux_core.files import alone, link_folder
from demux_core.progress import Progress, silent
from demux_core.projects import Project, Role, load_file, open_project
from demux_core.projects.experiments import check_files, experiment_table
from demux_core.results.cells import Cell, Record, completed, differences, recorded
from demux_core.store import Store, open_store, records
from demux_core.store.records import ExperimentRecord

if TYPE_CHECKING:
    import pandas as pd

    from demux_core.datasets import Dataset
    from demux_core.experiment.plan import ExperimentConfig

_PARTS: dict[str, Role] = {
    "train": "train",
    "source": "pool",
    "target": "target",
    "test": "test",
    "gold": "gold",
}


@dataclass(frozen=True)
class StoreResults:
    """Cells of a project's experiment, in the store (``results.cells.Results``)."""

    store: Store
    experiment: ExperimentRecord
    work: Path

    def get(self, cell: Cell) -> Record | None:
        return records.finished_cell(self.store, self.experiment.id, cell.name)

    def put(self, cell: Cell, record: Record) -> None:
        kept = recorded(cell, self.experiment.settings, record)
        records.finish_cell(self.store, self.experiment.id, cell.name, kept)

    def table(self) -> "pd.DataFrame":
        return experiment_table(self.experiment)


def load_parts(project: Project) -> "dict[str, Dataset]":
    """The files that the project has, as an experiment calls them: train, source, target, test, gold."""
    return {part: load_file(project, role) for part, role in _PARTS.items() if role in project.uploads}


def run_experiment(
    slug: str, name: str, config: "ExperimentConfig", progress: Progress = silent
) -> "pd.DataFrame":
    """Run the missing cells of an experiment: this is what the job of ``start_experiment`` does.

    Raises:
        InputError: there is no such project, its files cannot be used, or the experiment was begun with
            other files or settings.
    """
    from demux_core.experiment import run_into
    from demux_core.models import find

    project = open_project(slug)
    if project is None:
        raise InputError(f"there is no project {slug!r}; its address names it")
    check_files(project)
    data = load_parts(project)
    model = find(project.model)
    return run_into(data, model, config, partial(_opened, project, name), progress)


@contextmanager
def _opened(project: Project, name: str, manifest: dict[str, Any]) -> Iterator[StoreResults]:
    store = open_store()
    experiment = records.open_experiment(store, project.id, name, manifest)
    work = project.folder / "experiments" / str(experiment.id)
    work.mkdir(parents=True, exist_ok=True)
    with alone(work / "lock", f"the experiment {name} is running already; wait for it"):
        if differing := differences(experiment.settings, manifest):
            raise InputError(
                f"the experiment {name} was begun with other files or settings (different: {differing}); "
                f"give this one another name"
            )
        whole = completed(experiment.settings, manifest)
        if whole != experiment.settings:
            experiment = records.describe_experiment(store, experiment, whole)
        _reuse_en_ft(project, manifest, work / "en-ft")
        yield StoreResults(store, experiment, work)


def _reuse_en_ft(project: Project, manifest: Mapping[str, Any], out: Path) -> None:
    """Start from the model that was fine-tuned when the project was prepared, if it is the same."""
    from demux_core.config import TrainingConfig
    from demux_core.models import find
    from demux_core.training import made_of

    config, prepared = TrainingConfig(), project.run / "model"
    data, model = manifest["inputs"]["train"]["content_hash"], manifest["model"]["fingerprint"]
    if out.exists() or manifest["en_ft"] != asdict(config) or not made_of(prepared, data, model, config):
        return
    pools = [load_file(project, role) for role in ("pool", "gold") if role in project.uploads]
    if {label for pool in pools for label in pool.labels} <= set(find(prepared).settings.labels):
        link_folder(prepared, out)
