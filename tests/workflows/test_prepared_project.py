import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from filelock import FileLock, Timeout

from demux_core.base.errors import InputError
from demux_core.jobs import job_queue, processes
from demux_core.strategies import STRATEGIES
from demux_core.workflows.expectations import expectation
from demux_core.workflows.preparation_jobs import (
    preparation_lock,
    preparation_state,
    prepare_project,
    start_prepare,
)
from demux_core.workspace import Store, open_store
from demux_core.workspace import prepared as prepared_module
from demux_core.workspace.artifacts import artifact_path, store_file
from demux_core.workspace.integrity import check
from demux_core.workspace.prepared import (
    is_stale,
    lacks_gold,
    lacks_words,
    open_prepared,
    prepared_key,
    record_prepared,
    unmet_need,
)
from demux_core.workspace.project import create_project, reload_project
from demux_core.workspace.project_files import change_settings, put_file, remove_file
from demux_core.workspace.schema import encodings
from tests.helpers.fabricated_project import (
    GOLD,
    POOL,
    SENTENCES,
    annotatable_project,
    prepared_project,
    project_with_files,
)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


def test_nothing_is_prepared_at_first() -> None:
    assert preparation_state(project_with_files()) == "absent"


def test_a_prepared_run_of_the_files_as_they_are_is_ready() -> None:
    assert preparation_state(prepared_project()) == "ready"


def test_a_changed_input_makes_the_run_stale_and_the_former_content_makes_it_ready_again() -> None:
    project = prepared_project()
    changed, _ = put_file(project, "pool", "my pool.csv", POOL.replace("hello", "goodbye").encode())
    assert preparation_state(changed) == "stale"
    back, _ = put_file(changed, "pool", "my pool.csv", POOL.encode())
    assert preparation_state(back) == "ready"


def test_training_data_added_or_removed_makes_the_run_stale() -> None:
    project, _ = put_file(prepared_project(), "train", "train.csv", b"text,label\na,x\nb,y\n")
    assert preparation_state(project) == "stale"
    assert preparation_state(remove_file(project, "train")) == "ready"


def test_another_model_makes_the_run_stale() -> None:
    assert preparation_state(change_settings(prepared_project(), None, "another/model")) == "stale"


def test_a_job_under_way_shows_and_one_that_ended_early_leaves_the_former_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = prepared_project()
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), 0.0))
    monkeypatch.setattr(processes, "end", lambda *_: None)
    job = start_prepare(project)
    assert preparation_state(project) == "running"
    job_queue.cancel(job)
    assert preparation_state(project) == "ready"


def test_a_job_under_way_changes_nothing_of_whether_the_run_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), 0.0))
    project = prepared_project()
    start_prepare(project)
    assert not is_stale(project)
    project, _ = put_file(project, "pool", "my pool.csv", POOL.replace("hello", "goodbye").encode())
    assert (preparation_state(project), is_stale(project)) == ("running", True)
    assert not is_stale(create_project("Empty"))


def test_a_run_opens_with_its_map() -> None:
    run = open_prepared(prepared_project())
    assert (len(run.source), len(run.target), run.points.shape) == (60, 8, (68, 2))


def test_runs_of_other_content_have_other_keys() -> None:
    one, two, other = prepared_project(), prepared_project(), prepared_project(uncertain=False)
    assert prepared_key(one) == prepared_key(two) != prepared_key(other)


def test_a_run_that_is_not_finished_does_not_open() -> None:
    with pytest.raises(InputError, match="project is not prepared"):
        open_prepared(project_with_files())


def test_a_new_run_takes_the_place_of_the_former_one_and_its_files() -> None:
    project = prepared_project()
    key = prepared_key(project)
    np.save(project.prepared_folder / "map.npy", np.zeros((68, 2), dtype=np.float32))
    record_prepared(project, project.prepared_folder)
    assert prepared_key(project) != key
    assert open_prepared(project).points.max() == 0
    assert check(open_store()) == []


def test_pages_that_have_a_run_open_keep_it_while_another_is_recorded() -> None:
    project = prepared_project()
    run = open_prepared(project)
    before = run.points.sum()
    np.save(project.prepared_folder / "map.npy", np.zeros((68, 2), dtype=np.float32))
    record_prepared(project, project.prepared_folder)
    assert run.points.sum() == before


def test_a_run_with_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    project = prepared_project()
    for path in (tmp_path / "artifacts").glob("*.npy"):
        path.unlink()
    with pytest.raises(InputError, match="prepare the project again"):
        open_prepared(project)


def test_a_project_is_prepared_by_one_process_at_a_time() -> None:
    project = prepared_project()
    with preparation_lock(project), pytest.raises(InputError, match="is being prepared already; wait for it"):
        prepare_project(project.slug)


def test_preparing_needs_pool_and_target() -> None:
    with pytest.raises(InputError, match="missing: pool, target"):
        start_prepare(create_project("empty"))


def test_each_strategy_that_cannot_run_has_a_reason() -> None:
    run = open_prepared(prepared_project(uncertain=False))
    assert "labelled training data" in unmet_need("knn_uncertainty", run)
    assert "labelled data in the target language" in unmet_need("gold", run)
    assert "a number of texts per language" in unmet_need("litmus", run)
    assert unmet_need("average_dist", run) is None
    assert unmet_need("random", run) is None


def test_what_is_given_besides_the_run_is_no_reason() -> None:
    run = open_prepared(prepared_project())
    assert unmet_need("gold", run, ["gold"]) is None
    assert unmet_need("litmus", run, ["allocation"]) is None


def test_the_vectors_of_words_are_part_of_a_run() -> None:
    project = annotatable_project(SENTENCES, ".jsonl", SENTENCES)
    run = open_prepared(project)
    assert run.source.words is not None
    vectors, offsets = run.source.words
    assert isinstance(vectors, np.memmap)
    assert (vectors.dtype, vectors.shape, offsets.tolist()) == (np.float16, (5, 8), [0, 3, 5])
    assert np.array_equal(vectors, np.load(project.prepared_folder / "source" / "words.npy"))
    assert unmet_need("token_nn", run) is None
    assert not lacks_words(project)


def test_preparing_stores_the_vectors_of_words_and_asks_the_preflight(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = create_project("Words")
    for role, content in (("pool", SENTENCES), ("target", SENTENCES.replace("]", ', "."]'))):
        project, _ = put_file(project, role, f"{role}.jsonl", content.encode())
    change_settings(project, None, str(tiny_model()))
    points = np.zeros((4, 2), dtype=np.float32)
    monkeypatch.setattr("demux_core.workflows.preparation.project", lambda *_, **__: points)
    prepare_project(project.slug)
    run = open_prepared(project)
    assert [part.words[1].tolist() for part in (run.source, run.target)] == [[0, 3, 5], [0, 4, 7]]
    assert unmet_need("token_nn", run) is None
    advice = expectation(reload_project(project.slug))
    assert advice is not None
    assert advice["strategy"] in STRATEGIES


def test_a_new_run_releases_the_vectors_of_words_of_the_former_one() -> None:
    project = annotatable_project(SENTENCES, ".jsonl", SENTENCES)
    key = prepared_key(project)
    for part in ("source", "target"):
        (project.prepared_folder / part / "words.npy").unlink()
    record_prepared(project, project.prepared_folder)
    assert prepared_key(project) != key
    assert check(open_store()) == []
    assert "it needs vectors of words" in (unmet_need("token_nn", open_prepared(project)) or "")
    assert (preparation_state(project), lacks_words(project)) == ("ready", True)


def test_whole_texts_lack_no_words() -> None:
    assert not lacks_words(prepared_project())
    assert not lacks_words(project_with_files())


def test_a_run_without_words_has_the_key_that_earlier_versions_gave_it() -> None:
    project = prepared_project()
    names = [encodings.c[name] for name in ("vectors", "measured", "listing", "points")]
    with open_store().read() as connection:
        rows = connection.execute(sa.select(*names).order_by(encodings.c.part)).all()
    text = " ".join(str(name) for row in rows for name in row)
    assert prepared_key(project) == hashlib.sha256(text.encode()).hexdigest()


def test_labelled_target_data_is_part_of_a_run_as_long_as_it_is_the_same_file() -> None:
    project = prepared_project(gold=True)
    assert (preparation_state(project), len(open_prepared(project).gold)) == ("ready", 12)
    changed, _ = put_file(project, "gold", "my gold.csv", GOLD.replace("greet", "meet").encode())
    assert open_prepared(changed).gold is None
    assert prepared_key(changed) != prepared_key(project)
    assert open_prepared(remove_file(changed, "gold")).gold is None


def test_a_run_without_labelled_target_data_stays_valid_when_there_is_some() -> None:
    project, _ = put_file(prepared_project(), "gold", "gold.csv", GOLD.encode())
    assert (preparation_state(project), open_prepared(project).gold) == ("ready", None)


def test_labelled_target_data_that_a_run_has_not_is_known() -> None:
    project = prepared_project(gold=True)
    assert not lacks_gold(project)
    changed, _ = put_file(project, "gold", "my gold.csv", GOLD.replace("greet", "meet").encode())
    assert lacks_gold(changed)
    assert not lacks_gold(remove_file(changed, "gold"))
    assert not lacks_gold(put_file(project_with_files(), "gold", "gold.csv", GOLD.encode())[0])


def test_a_new_run_releases_the_labelled_target_data_of_the_former_one() -> None:
    project = prepared_project(gold=True)
    about = json.loads((project.prepared_folder / "prepare.json").read_text())
    (project.prepared_folder / "prepare.json").write_text(json.dumps(about | {"gold": None}))
    record_prepared(project, project.prepared_folder)
    assert open_prepared(project).gold is None
    assert check(open_store()) == []


def test_vectors_are_copied_while_others_may_change_files(monkeypatch: pytest.MonkeyPatch) -> None:
    free: list[bool] = []

    def copy(store: Store, path: Path) -> str:
        lock = FileLock(store.root / ".artifacts.lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            free.append(False)
        else:
            lock.release()
            free.append(True)
        return store_file(store, path)

    monkeypatch.setattr(prepared_module, "store_file", copy)
    prepared_project()
    assert free
    assert all(free)


def test_copies_deleted_before_they_are_named_are_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied: list[str] = []

    def copy(store: Store, path: Path) -> str:
        copied.append(store_file(store, path))
        if len(copied) == 1:  # as `workspace prune` may
            artifact_path(store, copied[0]).unlink()
        return copied[-1]

    monkeypatch.setattr(prepared_module, "store_file", copy)
    assert len(open_prepared(prepared_project()).source) == 60
    assert check(open_store()) == []
