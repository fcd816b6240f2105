"""Linear probes as models of an experiment."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demux_core import Dataset, InputError
from demux_core.cli import main
from demux_core.experiments.manifests import learner
from demux_core.experiments.plan import CellGrid, ExperimentConfig, ProbePlan, TrainingPlan
from demux_core.experiments.probing import Probing
from demux_core.experiments.results_files import read_records
from demux_core.experiments.runner import run_experiment_files
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.linear_probe import LinearProbe
from demux_core.modelling.models import Model, find_model
from tests.experiments.test_runner import answers, tags, topics


def plan(**cells: Any) -> ExperimentConfig:
    grid = {"strategies": ("knn_uncertainty", "random", "average_dist"), "budgets": (3, 6), "seeds": (2, 22)}
    return ExperimentConfig(CellGrid(**{**grid, **cells}), ProbePlan())


@pytest.fixture
def model(tiny_model: Callable[..., Path]) -> Model:
    return find_model(tiny_model())


def vectors(dataset: Dataset, model: Model) -> tuple[np.ndarray, np.ndarray]:
    """The unit vectors that a head sees, in float64, and the row of each."""
    encoding = Encoding.open(encode(dataset, model))
    if encoding.words is None:
        return np.asarray(encoding.embeddings, dtype=np.float64), np.arange(len(dataset))
    words, offsets = encoding.words
    return np.asarray(words, dtype=np.float64), np.repeat(np.arange(len(dataset)), np.diff(offsets))


def naive_accuracy(data: dict[str, Dataset], model: Model, ids: list[str]) -> float:
    """Weighted ridge regression on one-hot labels, by least squares on the stacked rows."""

    def part(role: str, rows: list[int]) -> tuple[np.ndarray, list[str]]:
        features, row_of = vectors(data[role], model)
        labels = [data[role].row_labels[row] for row in rows]
        names = [name for label in labels for name in ([label] if isinstance(label, str) else label)]
        places = [np.flatnonzero(row_of == row) for row in rows]
        return features[np.concatenate([np.empty(0, dtype=int), *places])], names

    english, english_names = part("train", list(range(len(data["train"]))))
    place = {name: row for row, name in enumerate(data["source"].frame["id"])}
    chosen, chosen_names = part("source", [place[name] for name in ids])
    test, test_names = part("test", list(range(len(data["test"]))))
    mean, scale = english.mean(0), np.where(english.std(0) == 0, 1, english.std(0))
    names = sorted({*english_names, *chosen_names, *test_names})
    root = np.sqrt([1.0] * len(english) + [ProbePlan().weight] * len(chosen))[:, None]
    rows = np.vstack([english, chosen])
    inputs = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    english_classes = np.array([names.index(name) for name in english_names])
    one_hot = np.eye(len(names))[[names.index(name) for name in (*english_names, *chosen_names)]]
    penalty = LinearProbe(english.astype(np.float32), english_classes, len(names)).penalty
    ridge = np.sqrt(penalty * len(english)) * np.eye(inputs.shape[1])[:-1]
    weights = np.linalg.lstsq(
        np.vstack([root * inputs, ridge]), np.vstack([root * one_hot, np.zeros((len(ridge), len(names)))])
    )[0]
    best = (np.column_stack([(test - mean) / scale, np.ones(len(test))]) @ weights).argmax(axis=1)
    return 100 * float(np.mean([names[i] == name for i, name in zip(best, test_names, strict=True)]))


@pytest.mark.parametrize("data", [topics(), tags()], ids=["texts", "words"])
def test_the_scores_are_those_of_ridge_regression_on_english_and_chosen_rows(
    data: dict[str, Dataset], model: Model, tmp_path: Path
) -> None:
    run_experiment_files(data, model, plan(seeds=(2,)), tmp_path / "r.csv")
    for record in read_records(tmp_path / "r.csv"):
        expected = naive_accuracy(data, model, list(record.ids))
        assert record.scores["all"]["accuracy"] == pytest.approx(expected, abs=1e-6)


def test_a_seed_draws_its_own_target_sample(model: Model) -> None:
    probing = Probing(topics(), model, ProbePlan())
    drawn = {seed: probing.encodings(None, seed)["target"].ids for seed in (1, 2, 3)}
    assert drawn[1] == probing.encodings(None, 1)["target"].ids
    assert len({tuple(ids) for ids in drawn.values()}) == 3
    assert all(len(ids) == len(topics()["target"]) for ids in drawn.values())


def test_an_interrupted_experiment_ends_with_the_same_table(model: Model, tmp_path: Path) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if (step, done) == ("experiment", 5):
            raise KeyboardInterrupt

    whole = run_experiment_files(topics(), model, plan(), tmp_path / "whole.csv")
    with pytest.raises(KeyboardInterrupt):
        run_experiment_files(topics(), model, plan(), tmp_path / "cut.csv", stop)
    assert len(read_records(tmp_path / "cut.csv")) == 6
    told = list[tuple[str, int, int]]()
    resumed = run_experiment_files(
        topics(), model, plan(), tmp_path / "cut.csv", lambda *parts: told.append(parts[:3])
    )
    pd.testing.assert_frame_equal(resumed, whole)
    # What was done before is not told as done now: the pace would look faster than it is.
    assert [done for step, done, _ in told if step == "experiment"] == list(range(5, 13))


def test_rounds_choose_with_the_head_of_the_round_before(model: Model, tmp_path: Path) -> None:
    run_experiment_files(topics(), model, plan(budgets=(9,), rounds=3, seeds=(2,)), tmp_path / "r.csv")
    rounds = [record for record in read_records(tmp_path / "r.csv") if record.cell.strategy == "average_dist"]
    assert [len(record.ids) for record in rounds] == [3, 3, 3]
    assert len({name for record in rounds for name in record.ids}) == 9


def test_a_nested_strategy_chooses_the_same_points_as_for_each_budget_alone(
    model: Model, tmp_path: Path
) -> None:
    run_experiment_files(topics(), model, plan(seeds=(2,)), tmp_path / "both.csv")
    run_experiment_files(topics(), model, plan(seeds=(2,), budgets=(3,)), tmp_path / "alone.csv")
    both, alone = (
        {record.cell: list(record.ids) for record in read_records(tmp_path / f"{name}.csv")}
        for name in ("both", "alone")
    )
    assert {cell: both[cell] for cell in alone} == alone


def test_progress_is_told_for_every_cell(model: Model, tmp_path: Path) -> None:
    told = list[tuple[str, int, int]]()
    run_experiment_files(topics(), model, plan(), tmp_path / "r.csv", lambda *parts: told.append(parts[:3]))
    assert [done for step, done, _ in told if step == "experiment"] == list(range(13))


def test_the_manifest_names_the_learner_and_the_two_kinds_never_mix(model: Model, tmp_path: Path) -> None:
    run_experiment_files(topics(), model, plan(), tmp_path / "r.csv")
    manifest = json.loads((tmp_path / "r.json").read_text())
    assert learner(manifest) == "probe"
    tuned = ExperimentConfig(plan().cells, TrainingPlan())
    with pytest.raises(InputError, match=r"holds results of another experiment .*learner"):
        run_experiment_files(topics(), model, tuned, tmp_path / "r.csv")


def test_answers_to_questions_have_no_probe(model: Model, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a linear probe predicts labels, but question answering has none"):
        run_experiment_files(answers(), model, plan(), tmp_path / "r.csv")


def test_the_command_line_offers_it(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    files = []
    for role, dataset in topics().items():
        path = tmp_path / f"{role}.csv"
        dataset.frame[["text", *(["label"] if role != "target" else [])]].assign(
            lang=dataset.languages
        ).to_csv(path, index=False)
        files += [f"--{role}", str(path)]
    plan_options = ["--strategies", "random,cover", "--budgets", "2,4", "--seeds", "1", "--learner", "probe"]
    out = ["--task", "sequence", "--model", str(tiny_model()), "--out", str(tmp_path / "r.csv")]
    assert main(["experiment", *files, *plan_options, *out]) == 0
    assert set(pd.read_csv(tmp_path / "r.csv")["experiment"]) == {"low_budget_probe"}
