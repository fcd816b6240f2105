"""Experiments are mirrored to MLflow: here to a stand-in with the calls of its client that are used."""

import json
import sys
import types
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demux_core import InputError
from demux_core.cli import main
from demux_core.experiments.plan import CellGrid, ExperimentConfig, ProbePlan
from demux_core.experiments.runner import run_experiment_files
from demux_core.experiments.tracking import connect, mirror
from demux_core.modelling.models import find_model
from tests.experiments.test_runner import topics


class StandIn:
    """A tracking server in memory."""

    def __init__(self, tracking_uri: str) -> None:
        self.places: dict[str, str] = {}
        self.runs: list[types.SimpleNamespace] = []
        self.parameters: dict[str, dict[str, str]] = defaultdict(dict)
        self.metrics: dict[tuple[str, str], list[types.SimpleNamespace]] = defaultdict(list)
        self.files: dict[str, str] = {}

    def get_experiment_by_name(self, name: str) -> Any:
        return types.SimpleNamespace(experiment_id=self.places[name]) if name in self.places else None

    def create_experiment(self, name: str) -> str:
        return self.places.setdefault(name, str(len(self.places)))

    def search_runs(self, places: list[str], condition: str) -> list[Any]:
        return [run for run in self.runs if f"'{run.tags['demux.key']}'" in condition]

    def create_run(self, place: str, run_name: str, tags: dict[str, str]) -> Any:
        info = types.SimpleNamespace(run_id=run_name)
        self.runs.append(types.SimpleNamespace(info=info, tags=tags))
        return self.runs[-1]

    def log_param(self, run: str, name: str, value: str) -> None:
        self.parameters[run][name] = value

    def log_metric(self, run: str, name: str, value: float, timestamp: int, step: int) -> None:
        self.metrics[run, name].append(types.SimpleNamespace(step=step, value=value))

    def get_metric_history(self, run: str, name: str) -> list[Any]:
        return self.metrics[run, name]

    def log_artifact(self, run: str, path: str) -> None:
        self.files[Path(path).name] = Path(path).read_text(encoding="utf-8")

    def log_text(self, run: str, text: str, name: str) -> None:
        self.files[name] = text

    def log_dict(self, run: str, content: dict[str, Any], name: str) -> None:
        self.files[name] = json.dumps(content)

    def set_terminated(self, run: str) -> None:
        """Nothing to do."""


@pytest.fixture
def mlflow(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """The stand-in in place of the package."""
    package, errors = types.ModuleType("mlflow"), types.ModuleType("mlflow.exceptions")
    package.MlflowClient = StandIn  # type: ignore[attr-defined]
    errors.MlflowException = type("MlflowException", (Exception,), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mlflow", package)
    monkeypatch.setitem(sys.modules, "mlflow.exceptions", errors)
    return package


@pytest.fixture
def finished(tiny_model: Callable[..., Path], tmp_path: Path) -> Path:
    """The table of a finished experiment."""
    config = ExperimentConfig(CellGrid(("cover", "random"), (3, 6), (2, 22)), ProbePlan())
    run_experiment_files(topics(), find_model(tiny_model()), config, tmp_path / "intents.csv")
    return tmp_path / "intents.csv"


def test_each_strategy_and_seed_is_a_run_with_scores_by_language_and_number_of_labels(
    mlflow: types.ModuleType, finished: Path
) -> None:
    client = connect("memory")
    mirror(finished, client)
    parent = client.runs[0].info.run_id
    children = {run.info.run_id for run in client.runs if run.tags.get("mlflow.parentRunId") == parent}
    assert children == {"en_ft, seed 42", *(f"{s}, seed {n}" for s in ("cover", "random") for n in (2, 22))}
    assert [each.step for each in client.metrics["cover, seed 2", "accuracy.hi"]] == [3, 6]
    assert client.parameters[parent]["learner"] == "probe"
    assert client.parameters[parent]["inputs.source.rows"].isdecimal()
    assert client.files["intents.csv"] == finished.read_text(encoding="utf-8")
    assert len(client.files["cells.jsonl"].splitlines()) == 9


def test_mirroring_again_changes_nothing(mlflow: types.ModuleType, finished: Path) -> None:
    client = connect("memory")
    mirror(finished, client)
    before = len(client.runs), {key: len(values) for key, values in client.metrics.items()}
    mirror(finished, client)
    assert (len(client.runs), {key: len(values) for key, values in client.metrics.items()}) == before


def test_a_failing_server_is_one_line_that_says_where_the_results_are(
    mlflow: types.ModuleType, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connect("memory")

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError("no answer from http://team:secret@host")

    monkeypatch.setattr(client, "create_run", refuse)
    with pytest.raises(InputError, match=r"no answer from http://host.*intents\.csv") as refused:
        mirror(finished, client)
    assert "secret" not in str(refused.value)


def test_without_mlflow_the_command_stops_before_it_computes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    files = [part for role in ("train", "source", "target", "test") for part in (f"--{role}", "absent.csv")]
    plan = ["--strategies", "random", "--budgets", "5", "--out", str(tmp_path / "r.csv")]
    assert main(["experiment", *files, *plan, "--mlflow", "http://127.0.0.1:1"]) == 2
    assert "pip install mlflow-skinny" in capsys.readouterr().err
