import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demux_core import Dataset, InputError
from demux_core.base.config import TrainingConfig
from demux_core.cli import main
from demux_core.experiments.manifests import describe_dataset, manifest_digest
from demux_core.experiments.models import ExperimentModels
from demux_core.experiments.plan import CellGrid, ExperimentConfig, StrategyOptions, TrainingPlan
from demux_core.experiments.results_files import open_results, pack_cells, read_records
from demux_core.experiments.results_table import COLUMNS
from demux_core.experiments.runner import run_experiment_files
from demux_core.modelling import network
from demux_core.modelling.models import find_model
from demux_core.tasks import TASKS
from tests.helpers import make, tiny

QUICK = TrainingPlan(en_ft=TrainingConfig(epochs=2), step=TrainingConfig(epochs=1))


def topics() -> dict[str, Dataset]:
    def rows(start: int, count: int, language: str, *texts: str) -> Dataset:
        found = [
            (f"{text} {i}", label)
            for i in range(start, start + count)
            for text, label in zip(texts, "ab", strict=False)
        ]
        return make.sequences([t for t, _ in found], [label for _, label in found], language)

    return {
        "train": rows(0, 10, "en", tiny.TEXTS[0], tiny.TEXTS[4]),
        "source": rows(20, 15, "fr", tiny.TEXTS[1], tiny.TEXTS[3]),
        "target": rows(40, 4, "hi", tiny.TEXTS[2]).without_labels(),
        "test": rows(50, 6, "hi", tiny.TEXTS[2], tiny.TEXTS[3]),
        "gold": rows(60, 10, "hi", tiny.TEXTS[2], tiny.TEXTS[3]),
    }


def tags() -> dict[str, Dataset]:
    def rows(start: int, language: str, text: str) -> Dataset:
        words = [[*text.split(), str(i)] for i in range(start, start + 14)]
        return make.sentences(words, [["B-LOC", *["O"] * (len(s) - 1)] for s in words], language)

    pairs = zip(("train", "source", "target", "test", "gold"), (0, 20, 40, 60, 80), strict=True)
    return {role: rows(start, "hi", tiny.TEXTS[i % 4]) for i, (role, start) in enumerate(pairs)}


def answers() -> dict[str, Dataset]:
    def rows(start: int, text: str) -> Dataset:
        return make.questions(
            [(f"where is {i}", f"{text} nine {i}", "nine") for i in range(start, start + 14)]
        )

    pairs = zip(("train", "source", "target", "test", "gold"), (0, 20, 40, 60, 80), strict=True)
    return {role: rows(start, tiny.TEXTS[i % 4]) for i, (role, start) in enumerate(pairs)}


def config(**settings: Any) -> ExperimentConfig:
    """A quick plan: settings of its cells, its training and its options, by name."""

    def part(kind: type[Any]) -> dict[str, Any]:
        return {field.name: settings.pop(field.name) for field in fields(kind) if field.name in settings}

    cells = {"strategies": ("knn_uncertainty", "random"), "budgets": (3, 6), "seeds": (2, 22)}
    made = ExperimentConfig(
        CellGrid(**{**cells, **part(CellGrid)}),
        replace(QUICK, **part(TrainingPlan)),
        StrategyOptions(**part(StrategyOptions)),
    )
    assert not settings
    return made


@pytest.fixture
def model(tiny_model: Callable[..., Path]) -> Any:
    return find_model(tiny_model())


def test_every_cell_is_one_row_for_each_language_and_metric(model: Any, tmp_path: Path) -> None:
    table = run_experiment_files(topics(), model, config(), tmp_path / "r.csv")
    assert tuple(table.columns) == COLUMNS
    cells = table.drop_duplicates(["strategy", "seed", "round", "budget"])
    assert sorted(cells.groupby("strategy").size().to_dict().items()) == [
        ("en_ft", 1),
        ("knn_uncertainty", 4),
        ("random", 4),
    ]
    assert set(table["target_language"]) == {"hi", "all"}
    assert set(table["metric"]) == {"accuracy", "macro_f1"}
    assert table["score"].between(0, 100).all()
    assert table[table["strategy"] == "en_ft"]["budget"].unique().tolist() == [0]
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "r.csv"), table, check_dtype=False)


def test_packed_cells_are_read_and_not_computed_again(model: Any, tmp_path: Path) -> None:
    table = run_experiment_files(topics(), model, config(), tmp_path / "r.csv")
    found = read_records(tmp_path / "r.csv")
    pack_cells(tmp_path / "r.csv")
    shutil.rmtree(tmp_path / "r.cells")
    assert read_records(tmp_path / "r.csv") == found
    pd.testing.assert_frame_equal(run_experiment_files(topics(), model, config(), tmp_path / "r.csv"), table)
    assert not (tmp_path / "r.cells").exists()


def test_a_cell_records_its_points_and_the_manifest_its_data(model: Any, tmp_path: Path) -> None:
    run_experiment_files(topics(), model, config(strategies=("random", "gold")), tmp_path / "r.csv")
    manifest = json.loads((tmp_path / "r.json").read_text())
    assert {role: part["content_hash"] for role, part in manifest["inputs"].items()} == {
        role: part.content_hash for role, part in topics().items()
    }
    record = json.loads((tmp_path / "r.cells" / "gold-seed2-round1-budget6.json").read_text())
    assert len(record["ids"]) == 6
    assert record["languages"] == {"hi": 6}
    assert set(record["seconds"]) == {"select", "train", "evaluate"}
    assert {"torch", "python"} <= set(record["versions"])
    right, rows = (np.array(record["items"][name]) for name in ("numerator", "denominator"))
    assert 100 * right.sum() / rows.sum() == pytest.approx(record["scores"]["all"]["accuracy"])


def test_rounds_add_up_to_the_budget_and_never_pick_a_point_twice(model: Any, tmp_path: Path) -> None:
    plan = config(
        budgets=(10,), rounds=3, seeds=(2,), strategies=("knn_uncertainty", "random", "egalitarian")
    )
    assert plan.cells.cumulative() == [4, 7, 10]
    run_experiment_files(topics(), model, plan, tmp_path / "r.csv")
    for strategy in plan.cells.strategies:
        records = [
            json.loads((tmp_path / "r.cells" / f"{strategy}-seed2-round{i}-budget{budget}.json").read_text())
            for i, budget in enumerate(plan.cells.cumulative(), start=1)
        ]
        assert [len(record["ids"]) for record in records] == [4, 3, 3]
        assert len({name for record in records for name in record["ids"]}) == 10


@pytest.mark.parametrize("warm_start", [False, True])
def test_a_round_selects_with_the_previous_model_and_trains_on_all_points_so_far(
    warm_start: bool, model: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, learned, made = [], [], []
    encodings, fine_tune = ExperimentModels.encodings, ExperimentModels.fine_tune

    def looking(self: ExperimentModels, by: Any) -> Any:
        looked.append(by)
        return encodings(self, by)

    def learning(
        self: ExperimentModels, labelled: Dataset, step: TrainingConfig, replay: bool, start: Any
    ) -> Any:
        learned.append((start, labelled.frame["id"].tolist()))
        made.append(fine_tune(self, labelled, step, replay, start))
        return made[-1]

    monkeypatch.setattr(ExperimentModels, "encodings", looking)
    monkeypatch.setattr(ExperimentModels, "fine_tune", learning)
    plan = config(budgets=(9,), rounds=3, seeds=(2,), strategies=("knn_uncertainty",), warm_start=warm_start)
    run_experiment_files(topics(), model, plan, tmp_path / "r.csv")
    assert [id(by) for by in looked] == [id(by) for by in made[:2]]  # the first round looks with EN-FT
    starts = [None, *made[:2]] if warm_start else [None] * 3
    assert [id(start) for start, _ in learned] == [id(start) for start in starts]
    ids = [name for record in read_records(tmp_path / "r.csv") for name in record.ids]
    assert [points for _, points in learned] == [ids[:3], ids[:6], ids[:9]]
    learned.clear()
    run_experiment_files(topics(), model, plan, tmp_path / "r.csv")
    assert learned == []


@pytest.mark.parametrize("warm_start", [False, True])
def test_interrupted_rounds_end_with_the_same_table(warm_start: bool, model: Any, tmp_path: Path) -> None:
    plan = config(budgets=(9,), rounds=3, seeds=(2,), strategies=("knn_uncertainty",), warm_start=warm_start)
    whole = run_experiment_files(topics(), model, plan, tmp_path / "whole.csv")
    run_experiment_files(topics(), model, plan, tmp_path / "cut.csv")
    for cells in sorted((tmp_path / "cut.cells").glob("knn*"))[1:]:
        cells.unlink()
    pd.testing.assert_frame_equal(run_experiment_files(topics(), model, plan, tmp_path / "cut.csv"), whole)


def test_cells_never_start_from_different_models(model: Any, tmp_path: Path) -> None:
    plan = config(seeds=(2,), budgets=(3,))
    run_experiment_files(topics(), model, plan, tmp_path / "r.csv")
    shutil.rmtree(tmp_path / "r.work")
    run_experiment_files(topics(), model, plan, tmp_path / "r.csv")  # nothing to do, so nothing to compare
    assert not (tmp_path / "r.work").exists()
    network.save_network(
        network.load_network(model, TASKS["sequence"]),
        network.load_tokenizer(model),
        tmp_path / "r.work" / "en-ft",
    )
    (tmp_path / "r.work" / "en-ft" / "training.json").write_text("{}")
    with pytest.raises(InputError, match="all cells must start from one EN-FT"):
        run_experiment_files(topics(), model, config(seeds=(2, 22), budgets=(3,)), tmp_path / "r.csv")


def test_strategies_without_vectors_encode_nothing(
    model: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))  # where no earlier test has encoded these
    monkeypatch.setattr("demux_core.modelling.shards.encode_rows", None)
    run_experiment_files(
        topics(), model, config(strategies=("random", "egalitarian", "gold")), tmp_path / "r.csv"
    )


def test_a_continued_experiment_does_not_encode_again(
    model: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = {"strategies": ("knn_uncertainty", "uncertainty"), "budgets": (3,)}
    run_experiment_files(topics(), model, config(**plan, seeds=(2,)), tmp_path / "r.csv")
    monkeypatch.setattr("demux_core.modelling.shards.encode_rows", None)
    run_experiment_files(topics(), model, config(**plan, seeds=(2, 22)), tmp_path / "r.csv")


def test_the_same_model_encodes_the_pool_in_the_same_way_again(
    model: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.modelling.encoder.SHARD_ROWS", 7)
    models = ExperimentModels(topics(), model, QUICK.en_ft, tmp_path)
    first, again = models.en_ft_encodings, models.encodings(models.en_ft_network)
    for role in ("source", "target"):
        assert again[role].ids == first[role].ids
        np.testing.assert_allclose(again[role].embeddings, first[role].embeddings, atol=1e-5)
        np.testing.assert_allclose(again[role].uncertainty, first[role].uncertainty, atol=1e-5)


def test_more_seeds_and_strategies_join_what_is_there(model: Any, tmp_path: Path) -> None:
    small = run_experiment_files(topics(), model, config(seeds=(2,)), tmp_path / "r.csv")
    written = (tmp_path / "r.cells" / "random-seed2-round1-budget3.json").stat().st_mtime_ns
    large = run_experiment_files(
        topics(), model, config(strategies=("random", "uncertainty")), tmp_path / "r.csv"
    )
    assert len(large) > len(small)
    assert (tmp_path / "r.cells" / "random-seed2-round1-budget3.json").stat().st_mtime_ns == written


def test_other_data_or_settings_do_not_mix_with_what_is_there(model: Any, tmp_path: Path) -> None:
    run_experiment_files(topics(), model, config(seeds=(2,), budgets=(3,)), tmp_path / "r.csv")
    with pytest.raises(InputError, match=r"holds results of another experiment \(different: replay\)"):
        run_experiment_files(topics(), model, config(replay=True), tmp_path / "r.csv")
    other = {**topics(), "test": topics()["test"].take([0, 1])}
    with pytest.raises(InputError, match=r"different: inputs\.test\.content_hash, inputs\.test\.rows"):
        run_experiment_files(other, model, config(), tmp_path / "r.csv")


def test_cells_scored_by_another_rule_are_not_continued(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    plan = config(strategies=("random",), seeds=(2,), budgets=(3,))
    run_experiment_files(answers(), find_model(tiny_model()), plan, tmp_path / "r.csv")
    manifest = json.loads((tmp_path / "r.json").read_text())
    assert manifest.pop("scoring") == 2
    (tmp_path / "r.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=r"different: scoring\)"):
        run_experiment_files(answers(), find_model(tiny_model()), plan, tmp_path / "r.csv")


def test_files_left_over_from_another_experiment_are_not_used(model: Any, tmp_path: Path) -> None:
    def longer(out: str) -> pd.DataFrame:
        plan = config(seeds=(2,), budgets=(3,), en_ft=TrainingConfig(epochs=3))
        return run_experiment_files(topics(), model, plan, tmp_path / out)

    run_experiment_files(topics(), model, config(seeds=(2,), budgets=(3,)), tmp_path / "r.csv")
    (tmp_path / "r.json").unlink()
    with pytest.raises(
        InputError, match=r"r\.csv, r\.cells is there without the manifest .* in r\.json; choose"
    ):
        longer("r.csv")
    shutil.rmtree(tmp_path / "r.cells")
    (tmp_path / "r.csv").unlink()  # r.work, with an EN-FT of two epochs, is still there
    pd.testing.assert_frame_equal(longer("r.csv"), longer("fresh.csv"))


@pytest.mark.parametrize("beside", [{}, {"r.json": "[]"}, {"r.json": '{"name": "mine"}'}, {"r.jsonl": "{}"}])
def test_a_file_that_no_experiment_wrote_is_never_overwritten(
    beside: dict[str, str], model: Any, tmp_path: Path
) -> None:
    mine = {"r.csv": "text\nmine\n", **beside}
    for name, content in mine.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match="is there without the manifest of an experiment"):
        run_experiment_files(topics(), model, config(seeds=(2,), budgets=(3,)), tmp_path / "r.csv")
    assert {name: (tmp_path / name).read_text() for name in mine} == mine


def test_a_cell_that_was_being_written_when_its_process_was_killed_is_computed_again(
    model: Any, tmp_path: Path
) -> None:
    plan = config(seeds=(2,), budgets=(3,))
    table = run_experiment_files(topics(), model, plan, tmp_path / "r.csv")
    cell = tmp_path / "r.cells" / "random-seed2-round1-budget3.json"
    cell.rename(cell.with_name(f".{cell.stem}-x1.json")).write_text('{"strategy": "ran')
    assert len(read_records(tmp_path / "r.csv")) == 2
    pd.testing.assert_frame_equal(run_experiment_files(topics(), model, plan, tmp_path / "r.csv"), table)


def test_ids_may_hold_line_ends_of_unicode(model: Any, tmp_path: Path) -> None:
    data = topics()
    frame = data["source"].frame
    data["source"] = Dataset(
        TASKS["sequence"], frame.assign(id=[f"{i}\u2028\u0085x" for i in frame["id"]]), "source"
    )
    run_experiment_files(data, model, config(seeds=(2,), budgets=(3,)), tmp_path / "r.csv")
    found = read_records(tmp_path / "r.csv")
    pack_cells(tmp_path / "r.csv")
    shutil.rmtree(tmp_path / "r.cells")
    assert read_records(tmp_path / "r.csv") == found


def test_a_strategy_with_an_option_of_its_own_can_be_added_and_left_out_again(
    model: Any, tmp_path: Path
) -> None:
    plan = {"seeds": (2,), "budgets": (3,)}
    for strategies, option in (
        (("random",), {}),
        (("random", "same_distribution"), {"like": "average_dist"}),
        (("litmus",), {"allocation": {"fr": 1}}),
        (("random", "egalitarian"), {}),
    ):
        run_experiment_files(
            topics(), model, config(strategies=strategies, **option, **plan), tmp_path / "r.csv"
        )
    manifest = json.loads((tmp_path / "r.json").read_text())
    assert (manifest["like"], manifest["allocation"]) == ("average_dist", {"fr": 1})
    with pytest.raises(InputError, match=r"different: like\)"):
        run_experiment_files(
            topics(), model, config(strategies=("same_distribution",), **plan), tmp_path / "r.csv"
        )
    other = config(strategies=("litmus",), allocation={"fr": 2}, **plan)
    with pytest.raises(InputError, match=r"different: allocation\.fr\)"):
        run_experiment_files(topics(), model, other, tmp_path / "r.csv")


def test_models_and_files_are_compared_by_content_and_not_by_name(model: Any, tmp_path: Path) -> None:
    first = run_experiment_files(topics(), model, config(seeds=(2,), budgets=(3,)), tmp_path / "r.csv")
    copied = find_model(shutil.copytree(model.folder, tmp_path / "elsewhere"))
    data = topics()
    data["test"] = Dataset(TASKS["sequence"], data["test"].frame, "renamed")
    assert run_experiment_files(data, copied, config(seeds=(2,), budgets=(3,)), tmp_path / "r.csv").equals(
        first
    )


def test_two_experiments_never_write_the_same_table(tmp_path: Path) -> None:
    with open_results(tmp_path / "r.csv", {}), pytest.raises(InputError, match="another experiment writes"):
        open_results(tmp_path / "r.csv", {}).__enter__()


def with_known_rows() -> dict[str, Dataset]:
    """Topics whose first four pool rows and first gold row are translations of a training row."""
    data = topics()
    for role, rows in (("source", 4), ("gold", 1), ("train", 1)):
        frame = data[role].frame.copy()
        frame.loc[: rows - 1, "group"] = "same"
        data[role] = Dataset(TASKS["sequence"], frame, role)
    return data


def test_translations_of_training_rows_are_not_in_the_pool_and_the_manifest_says_so(
    model: Any, tmp_path: Path
) -> None:
    data, plan = with_known_rows(), config(strategies=("random", "gold"), budgets=(19,), seeds=(2,))
    run_experiment_files(data, model, plan, tmp_path / "r.csv")
    chosen = {r.cell.strategy: set(r.ids) for r in read_records(tmp_path / "r.csv")}
    assert not chosen["random"] & set(data["source"].frame["id"][:4])
    assert chosen["gold"] == set(data["gold"].frame["id"][1:])
    inputs = json.loads((tmp_path / "r.json").read_text())["inputs"]
    assert inputs["source"]["rows"] == 26
    assert {role: about["left_out"] for role, about in inputs.items() if "left_out" in about} == {
        "source": {"rows": 4, "train": 4},
        "gold": {"rows": 1, "train": 1},
    }


def test_an_experiment_of_an_earlier_version_resumes_where_its_data_is_the_same(
    model: Any, tmp_path: Path
) -> None:
    data, plan = topics(), {"strategies": ("random",), "budgets": (3,)}
    frame = data["source"].frame.copy()
    frame.loc[:3, "group"] = "same"
    data["source"] = Dataset(TASKS["sequence"], frame, "source")
    data["test"] = Dataset(TASKS["sequence"], data["test"].frame.assign(group="same"), "test")
    run_experiment_files(data, model, config(**plan, seeds=(2,)), tmp_path / "r.csv")
    manifest = json.loads((tmp_path / "r.json").read_text())
    assert manifest["inputs"]["source"].pop("left_out") == {"rows": 4, "test": 4}
    (tmp_path / "r.json").write_text(json.dumps(manifest))  # as earlier versions wrote it
    run_experiment_files(data, model, config(**plan, seeds=(2, 22)), tmp_path / "r.csv")
    assert json.loads((tmp_path / "r.json").read_text()) == manifest
    *_, added = read_records(tmp_path / "r.csv")
    assert (added.cell.seed, added.manifest) == (22, manifest_digest(manifest))


def test_an_experiment_of_an_earlier_version_with_known_rows_in_its_pool_does_not_resume(
    model: Any, tmp_path: Path
) -> None:
    data, plan = with_known_rows(), config(strategies=("random",), budgets=(3,), seeds=(2,))
    run_experiment_files(data, model, plan, tmp_path / "r.csv")
    manifest = json.loads((tmp_path / "r.json").read_text())
    manifest["inputs"]["source"] = describe_dataset(data["source"])
    (tmp_path / "r.json").write_text(json.dumps(manifest))
    with pytest.raises(
        InputError, match=r"different: inputs\.source\.content_hash, inputs\.source\.left_out"
    ):
        run_experiment_files(data, model, plan, tmp_path / "r.csv")


def test_rows_that_the_target_or_test_also_has_are_not_in_the_pool(model: Any, tmp_path: Path) -> None:
    data = topics()
    frame = data["source"].frame.copy()
    frame.loc[:3, "group"] = "same"
    test = data["test"].frame.assign(group="same")
    data["source"] = Dataset(TASKS["sequence"], frame, "source")
    data["test"] = Dataset(TASKS["sequence"], test, "test")
    run_experiment_files(data, model, config(strategies=("random",), budgets=(26,)), tmp_path / "r.csv")
    record = json.loads((tmp_path / "r.cells" / "random-seed2-round1-budget26.json").read_text())
    assert not set(record["ids"]) & set(frame["id"][:4])
    with pytest.raises(InputError, match="budgets must be at most the 26 rows of the pool"):
        run_experiment_files(
            data, model, config(strategies=("random",), budgets=(27,)), tmp_path / "other.csv"
        )


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"strategies": ("knn",)}, "strategy must be one of"),
        ({"strategies": ("random", "random")}, "strategies must be one or more, each named once"),
        ({"budgets": ()}, "budgets must be one or more"),
        ({"rounds": 2}, "2 rounds must share one budget"),
        ({"budgets": (0,)}, "must be at least 1"),
        ({"strategies": ("litmus",)}, "litmus needs a count per language; give --allocation FILE"),
        ({"strategies": ("same_distribution",), "like": "gold"}, "by itself, got 'gold'; name another one"),
        (
            {"strategies": ("same_distribution", "random"), "rounds": 3, "budgets": (9,)},
            "copies what knn_uncertainty chooses in each of them; add knn_uncertainty to the strategies",
        ),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        config(**settings)


def test_an_allocation_that_the_pool_cannot_give_is_refused_before_anything_is_trained(
    model: Any, tmp_path: Path
) -> None:
    plan = config(strategies=("random", "litmus"), allocation={"hi": 1})
    with pytest.raises(InputError, match="languages of the pool, got 'hi'; choices: fr"):
        run_experiment_files(topics(), model, plan, tmp_path / "r.csv")
    assert not list(tmp_path.iterdir())


def test_an_allocation_covers_all_rounds_together(model: Any, tmp_path: Path) -> None:
    data = topics()
    frame = data["source"].frame.assign(language=[f"l{i % 5}" for i in range(len(data["source"]))])
    data["source"] = Dataset(TASKS["sequence"], frame, "source")
    shares = {f"l{i}": 1 for i in range(5)}
    plan = config(strategies=("litmus",), allocation=shares, budgets=(10,), rounds=5, seeds=(2,))
    run_experiment_files(data, model, plan, tmp_path / "r.csv")
    chosen = Counter[str]()
    for record in read_records(tmp_path / "r.csv"):
        chosen.update(record.languages)
    assert chosen == {f"l{i}": 2 for i in range(5)}


def test_an_allocation_that_the_pool_can_just_give_is_given_in_rounds_and_at_every_budget(
    model: Any, tmp_path: Path
) -> None:
    data = topics()
    languages = ["a", *["b"] * 5, *["c"] * 24]
    data["source"] = Dataset(TASKS["sequence"], data["source"].frame.assign(language=languages), "source")
    # Rounded by the largest remainder alone, 10 points would be two of a, four of b and four of c.
    plan = {"strategies": ("litmus",), "allocation": {"a": 1, "b": 3, "c": 3}, "seeds": (2,)}
    run_experiment_files(data, model, config(budgets=(11,), rounds=11, **plan), tmp_path / "rounds.csv")
    run_experiment_files(data, model, config(budgets=(10, 11), **plan), tmp_path / "budgets.csv")
    *_, last = (r.languages for r in read_records(tmp_path / "budgets.csv") if r.cell.budget == 10)
    assert last == {"a": 1, "b": 5, "c": 4}


def test_in_rounds_same_distribution_copies_what_the_other_strategy_chose(model: Any, tmp_path: Path) -> None:
    data = topics()
    frame = data["source"].frame.assign(language=[f"l{i % 5}" for i in range(len(data["source"]))])
    data["source"] = Dataset(TASKS["sequence"], frame, "source")
    plan = config(strategies=("same_distribution", "knn_uncertainty"), budgets=(12,), rounds=3, seeds=(2,))
    run_experiment_files(data, model, plan, tmp_path / "r.csv")
    chosen = {(r.cell.strategy, r.cell.round): r.languages for r in read_records(tmp_path / "r.csv")}
    for number in (1, 2, 3):
        assert chosen["same_distribution", number] == chosen["knn_uncertainty", number]


def test_rounds_of_another_budget_do_not_join(model: Any, tmp_path: Path) -> None:
    rounds = {"strategies": ("random",), "rounds": 2, "seeds": (2,)}
    run_experiment_files(topics(), model, config(budgets=(6,), **rounds), tmp_path / "r.csv")
    with pytest.raises(InputError, match="with 6 texts in one of them, this plan has 5, 10; give it another"):
        run_experiment_files(topics(), model, config(budgets=(10,), **rounds), tmp_path / "r.csv")


def test_gold_does_not_learn_from_rows_of_the_test(model: Any, tmp_path: Path) -> None:
    data = topics()
    both = pd.concat([data["gold"].frame, data["test"].frame], ignore_index=True)
    data["gold"] = Dataset(TASKS["sequence"], both.assign(id=[f"g{i}" for i in range(len(both))]), "gold")
    run_experiment_files(
        data, model, config(strategies=("gold",), budgets=(20,), seeds=(2,)), tmp_path / "r.csv"
    )
    with pytest.raises(InputError, match="budgets must be at most the 20 rows of the gold data"):
        run_experiment_files(data, model, config(strategies=("gold",), budgets=(21,)), tmp_path / "other.csv")


def test_gold_needs_gold_data_and_every_label(model: Any, tmp_path: Path) -> None:
    data = topics()
    unlabelled = {**data, "source": data["source"].without_labels()}
    with pytest.raises(InputError, match="every row of the pool must have a label in an experiment"):
        run_experiment_files(unlabelled, model, config(), tmp_path / "r.csv")
    del data["gold"]
    with pytest.raises(InputError, match="give --gold FILE"):
        run_experiment_files(data, model, config(strategies=("gold",)), tmp_path / "r.csv")


@pytest.mark.parametrize("data", [topics, tags, answers])
def test_a_killed_experiment_ends_with_the_table_of_an_uninterrupted_one(
    data: Callable[[], dict[str, Dataset]], tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    files = []
    for role, part in data().items():
        path = tmp_path / f"{role}.parquet"
        part.frame.drop(columns=["confidence", "group"]).to_parquet(path)
        files += [f"--{role}", str(path)]
    command = [sys.executable, "-m", "demux_core", "experiment", *files, "--task", part.task.name]
    command += [
        "--model",
        str(tiny_model()),
        "--strategies",
        "knn_uncertainty,random,gold",
        "--budgets",
        "3,5",
    ]
    command += ["--seeds", "2,22", "--epochs", "1", "--en-epochs", "1", "--out"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([*command, str(tmp_path / "whole.csv")], env=environment, check=True)
    killed = subprocess.Popen([*command, str(tmp_path / "cut.csv")], env=environment)
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("cut.cells/[kgr]*.json"))) < 4:
        assert killed.poll() is None, "it was done before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.002)
    killed.kill()
    killed.wait()
    done = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("cut.cells/*.json")}
    subprocess.run([*command, str(tmp_path / "cut.csv")], env=environment, check=True)
    assert (tmp_path / "cut.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("cut.cells/*.json")}
    assert {name: after[name] for name in done} == done
    assert len(after) == 13


def test_numbers_on_the_command_line_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    data = [f"--{role}=none.csv" for role in ("train", "source", "target", "test")]
    command = ["experiment", *data, "--strategies", "random", "--out", "r.csv", "--budgets", "5;10"]
    assert main(command) == 2
    assert "--budgets must be whole numbers separated by commas, got '5;10'" in capsys.readouterr().err
