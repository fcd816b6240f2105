"""Experiments within limits: every strategy but GOLD chooses within them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from demux_core import Dataset, InputError
from demux_core.cli import main
from demux_core.experiments.plan import CellGrid, ExperimentConfig, ProbePlan
from demux_core.experiments.results_files import read_records
from demux_core.experiments.runner import run_experiment_files
from demux_core.modelling.models import find_model
from demux_core.strategies import Constraints
from tests.experiments.test_runner import topics
from tests.helpers import make

POOL = ["chien", "Hund", "maison", "Haus", "ville", "Stadt", "jour", "Tag", "nuit", "Nacht", "pain", "Brot"]
LIMITS = Constraints(languages=("de",), near_duplicates=False)
GRID = CellGrid(("knn_uncertainty", "random", "gold"), (2, 4), (2, 22))


def mixed() -> dict[str, Dataset]:
    """A pool of French and German words, by turns."""
    return {**topics(), "source": make.sequences(POOL, list("aabb") * 3, ["fr", "de"] * 6)}


def test_points_are_chosen_within_the_limits_and_gold_without_them(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    config = ExperimentConfig(GRID, ProbePlan(), limits=LIMITS)
    run_experiment_files(mixed(), find_model(tiny_model()), config, tmp_path / "r.csv")
    chosen = [record for record in read_records(tmp_path / "r.csv") if record.cell.budget]
    assert len(chosen) == 12
    for record in chosen:
        free = record.cell.strategy == "gold"
        assert (set(record.languages) == {"de"}) is not free
        assert sum(record.languages.values()) == record.cell.budget


def test_the_manifest_names_the_limits_so_that_results_never_mix() -> None:
    config = ExperimentConfig(GRID, ProbePlan(), limits=LIMITS)
    assert config.manifest_settings()["limits"] == {"languages": ["de"], "no_near_duplicates": True}
    assert "limits" not in replace(config, limits=Constraints()).manifest_settings()


def test_limits_are_those_of_one_round() -> None:
    with pytest.raises(InputError, match="limits are those of one round, got 2 rounds"):
        ExperimentConfig(CellGrid(("random",), (4,), rounds=2), limits=LIMITS)


def test_the_command_line_takes_them(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    files = []
    for role, part in mixed().items():
        part.frame.drop(columns=["confidence", "group"]).to_parquet(tmp_path / f"{role}.parquet")
        files += [f"--{role}", str(tmp_path / f"{role}.parquet")]
    command = ["experiment", *files, "--model", str(tiny_model()), "--learner", "probe", "--seeds", "2"]
    command += ["--strategies", "random", "--budgets", "4", "--out", str(tmp_path / "r.csv")]
    assert main([*command, "--cap", "de=1"]) == 0
    assert read_records(tmp_path / "r.csv")[-1].languages["de"] == 1
