"""Rounds of annotation with a tiny model: labels in, a score and another run out."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demux_core import InputError
from demux_core.base.config import cache_dir
from demux_core.cli import main
from demux_core.modelling.models import find_model
from demux_core.modelling.training import read_training_manifest, train
from demux_core.workflows import round_training
from demux_core.workflows.annotation_queue import choose_next_points, open_queue
from demux_core.workflows.annotation_rounds import (
    can_be_scored,
    has_new_labels,
    list_rounds,
    round_blocker,
    start_round,
    trainable_labels,
)
from demux_core.workflows.preparation_jobs import preparation_state
from demux_core.workspace import open_store
from demux_core.workspace.experiments import experiment_records, experiment_table, list_experiments
from demux_core.workspace.integrity import check
from demux_core.workspace.label_log import add_label
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, open_project
from demux_core.workspace.project_files import load_file, put_file, remove_file
from tests.helpers import tiny
from tests.helpers.greetings import prepare_greetings


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, tiny_model: Callable[..., Path]) -> Path:
    """A workspace with one prepared project."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMUX_WORKSPACE", str(folder))
        prepare_greetings(tiny_model(), patch)
    return folder


@pytest.fixture
def project(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    shutil.copytree(prepared, tmp_path / "workspace")
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    found = open_project("greetings")
    assert found is not None
    return found


def annotate(project: Project, budget: int) -> Project:
    """Choose points and label them as the pool's file does."""
    project, kept = choose_next_points(project, open_prepared(project), "knn_uncertainty", budget)
    pool = load_file(project, "pool")
    queue = open_queue(project, pool)
    assert queue is not None
    assert len(queue) == kept.budget == budget
    for row in queue.rows:
        add_label(project, pool, row, pool.frame["label"].iloc[row], "asha")
    return project


def train_until_recorded(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round that is trained and scored, and then stopped."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(round_training, "prepare_with_round", killed)
        with pytest.raises(KeyboardInterrupt):
            round_training.train_next_round(project.slug)


def test_a_round_scores_moves_the_curve_and_leaves_the_map_where_it_is(project: Project) -> None:
    before = open_prepared(project)
    project = annotate(project, 6)
    assert main(["workspace", "round", project.slug]) == 0
    after = open_prepared(project)
    assert preparation_state(project) == "ready"
    np.testing.assert_array_equal(after.points, before.points)
    assert before.source.embeddings is not None
    assert not np.array_equal(after.source.embeddings, before.source.embeddings)
    assert not np.array_equal(after.source.uncertainty, before.source.uncertainty)
    (first,) = list_rounds(project)
    pool, test = load_file(project, "pool"), load_file(project, "test")
    labels = len(trainable_labels(project, pool, test))
    (experiment,) = list_experiments(project)
    table = experiment_table(experiment)
    cells = table.drop_duplicates("strategy")[["strategy", "seed", "round", "budget"]].values.tolist()
    assert cells == [["en_ft", 42, 0, 0], ["knn_uncertainty", 42, 1, labels]]
    mean = table.query("strategy == 'knn_uncertainty' and target_language == 'all' and metric == 'accuracy'")
    assert first.score == pytest.approx(mean["score"].iloc[0], abs=1e-3)
    assert experiment_records(experiment)[-1].languages == {"fr": labels}


def test_the_next_points_are_chosen_with_the_model_of_the_round_and_are_new_ones(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project = annotate(project, 4)
    main(["workspace", "round", project.slug])
    project = annotate(project, 8)
    assert main(["workspace", "round", project.slug]) == 0
    assert [one.number for one in list_rounds(project)] == [1, 2]
    assert set(list_rounds(project)[0].ids) < set(list_rounds(project)[1].ids)
    (experiment,) = list_experiments(project)
    assert [record.cell.round for record in experiment_records(experiment)] == [0, 1, 2]
    for one, new in zip(list_rounds(project), (4, 8), strict=True):
        assert one.new == new
        assert one.agreement is not None
        assert one.more_certain is not None
        assert (0 <= one.agreement <= 100, 0 <= one.more_certain <= one.sample) == (True, True)
        assert one.sample == len(open_prepared(project).target)
        assert one.covered is not None
        assert 0 <= one.covered[0] <= one.covered[1] <= one.sample
    assert list_rounds(project)[0].covered[0] == 0
    capsys.readouterr()
    assert main(["workspace", "rounds", project.slug]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Round 1 trained on 4 labels: accuracy ")
    assert second.endswith("A forecast needs scores at 4 different numbers of labels (0 is one), got 3.")
    assert not (project.folder / "rounds" / "1" / "model").exists()  # the former model is not needed any more
    assert [problem.kind for problem in check(open_store())] == []


def test_a_round_that_was_stopped_goes_on_and_ends_like_one_that_was_not(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = annotate(project, 6)

    train_until_recorded(project, monkeypatch)
    assert list_rounds(project) == []
    model = project.folder / "rounds" / "1" / "model" / "training.json"
    made = model.stat().st_mtime_ns
    ended = round_training.train_next_round(project.slug)
    assert model.stat().st_mtime_ns == made  # it was not trained twice
    assert list_rounds(project) == [ended]
    (experiment,) = list_experiments(project)
    assert len(experiment_records(experiment)) == 2


def test_another_label_after_a_round_was_stopped_is_scored_anew(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = annotate(project, 6)
    train_until_recorded(project, monkeypatch)
    (experiment,) = list_experiments(project)
    _, abandoned = experiment_records(experiment)
    pool = load_file(project, "pool")
    row = next(row for row, name in enumerate(pool.frame["id"]) if name in abandoned.ids)
    add_label(project, pool, row, "a" if pool.frame["label"].iloc[row] == "b" else "b", "asha")
    ended = round_training.train_next_round(project.slug)
    _, record = experiment_records(experiment)
    assert record.data_hash == ended.data_hash != abandoned.data_hash
    assert record.main_score == pytest.approx(ended.score)


def test_a_round_never_starts_from_the_fine_tuned_model_of_another(
    project: Project, tiny_model: Callable[..., Path]
) -> None:
    project = annotate(project, 4)
    other = find_model(tiny_model("bert"))
    english = load_file(project, "train")
    train(
        english, other, project.prepared_folder / "model"
    )  # a preparation with another model, stopped after this
    round_training.train_next_round(project.slug)
    start = read_training_manifest(project.folder / "rounds" / "en-ft")
    assert start["model_fingerprint"] == find_model(project.model).fingerprint != other.fingerprint


def test_encodings_that_only_a_former_round_needed_are_removed(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))

    def encoded() -> set[Path]:
        return {path for path in (cache_dir() / "encodings").iterdir() if path.is_dir()}

    round_training.train_next_round(annotate(project, 4).slug)
    first = encoded()
    round_training.train_next_round(annotate(project, 8).slug)
    assert len(encoded()) == len(first) == 2
    assert not encoded() & first
    assert preparation_state(project) == "ready"


def test_labels_added_while_a_round_was_stopped_belong_to_the_same_round(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = annotate(project, 4)
    train_until_recorded(project, monkeypatch)
    project = annotate(project, 2)
    assert round_training.train_next_round(project.slug).number == 1
    assert len(list_rounds(project)) == 1


def test_nothing_new_is_to_be_trained_until_a_label_comes_or_goes(project: Project) -> None:
    pool = load_file(project, "pool")
    assert not has_new_labels(project, trainable_labels(project, pool))
    add_label(project, pool, 0, "a")
    assert has_new_labels(project, trainable_labels(project, pool))
    project = remove_file(project, "test")
    round_training.train_next_round(project.slug)
    assert not has_new_labels(project, trainable_labels(project, pool))
    add_label(project, pool, 0, "b")
    assert has_new_labels(project, trainable_labels(project, pool))


def test_without_a_test_file_a_round_trains_all_the_same_and_says_so(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project = annotate(remove_file(project, "test"), 3)
    assert main(["workspace", "round", project.slug]) == 0
    assert "no score, as there is no test file" in capsys.readouterr().err
    assert list_rounds(project)[0].score is None
    assert list_experiments(project) == []


def test_a_round_trained_before_there_was_a_test_is_scored_once_there_is_one(project: Project) -> None:
    pool, test = load_file(project, "pool"), load_file(project, "test")
    content = project.path("test", "test.csv").read_bytes()
    add_label(project, pool, 0, "a")
    project = remove_file(project, "test")
    round_training.train_next_round(project.slug)
    labelled = trainable_labels(project, pool, test)
    assert not can_be_scored(project, labelled, None)
    project, _ = put_file(project, "test", "test.csv", content)
    assert not can_be_scored(project, labelled, replace(test, frame=test.frame.assign(label=None)))
    assert can_be_scored(project, labelled, test)
    model = project.folder / "rounds" / "1" / "model" / "training.json"
    made = model.stat().st_mtime_ns
    round_training.train_next_round(project.slug)
    assert model.stat().st_mtime_ns == made  # it was not trained twice
    (scored,) = list_rounds(project)
    assert scored.score is not None
    assert not can_be_scored(project, labelled, test)


def test_labelled_target_data_stays_part_of_the_run(project: Project) -> None:
    gold = b"text,label,lang\nnamaste ji,a,hi\nphir milenge,b,hi\n"
    project, _ = put_file(annotate(project, 3), "gold", "gold.csv", gold)
    assert main(["workspace", "round", project.slug]) == 0
    encoded = open_prepared(project).gold
    assert encoded is not None
    assert len(encoded) == 2


def test_a_project_is_prepared_without_the_pool_rows_that_are_in_the_test(project: Project) -> None:
    prepared, test = open_prepared(project), load_file(project, "test")
    assert len(prepared.source) == 12  # of 16
    assert not set(prepared.source.texts or ()) & set(test.texts)
    assert preparation_state(project) == "ready"


def test_rows_of_a_test_that_came_later_stay_in_the_pool_but_are_never_trained_on(project: Project) -> None:
    before = open_prepared(project)
    more = project.path("test", "test.csv").read_bytes() + f"\n{tiny.TEXTS[1]} 0,a,fr\n".encode()
    project, _ = put_file(annotate(project, 12), "test", "test.csv", more)
    trained = round_training.train_next_round(project.slug)
    assert trained.labels == 11
    assert list(open_prepared(project).source.ids) == list(before.source.ids)


def test_rows_of_the_test_are_never_trained_on(project: Project) -> None:
    pool, test = load_file(project, "pool"), load_file(project, "test")
    shared = set(pool.texts) & set(test.texts)
    assert shared
    for row in range(len(pool)):
        add_label(project, pool, row, "a")
    assert set(trainable_labels(project, pool, test).texts) == set(pool.texts) - shared


def test_what_hinders_a_round_is_said_with_the_way_out(project: Project) -> None:
    with pytest.raises(InputError, match="got none; label some texts first"):
        start_round(project)
    with pytest.raises(InputError, match="got none"):
        round_training.train_next_round(project.slug)
    without = remove_file(project, "train")
    assert "training needs labelled English data; add this on the Data page" in str(round_blocker(without))
    with pytest.raises(InputError, match="training needs labelled English data"):
        round_training.train_next_round(project.slug)
