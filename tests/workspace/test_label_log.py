import json
from pathlib import Path
from typing import Any

import pytest

from demux_core import InputError
from demux_core.base.exports import write
from demux_core.data.loading import load
from demux_core.workspace.label_log import add_label, effective_labels, labelled_dataset, read_log, undo_last
from demux_core.workspace.label_rules import check_label, label_set
from demux_core.workspace.label_tables import compare_with_file, labels_table
from demux_core.workspace.project import Project, create_project
from demux_core.workspace.project_files import load_file, put_file
from tests.helpers import make

WORDS = b'{"id": "r1", "tokens": ["Asha", "Rai", "lives", "in", "Ilam"], "lang": "ne"}\n'
POOL = b"id,text,lang,label\nr1,hello,en,a\nr2,salut,fr,b\nr3,=1+1,en,b\n"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))


@pytest.fixture
def project() -> Project:
    return put_file(create_project("p"), "pool", "pool.csv", POOL)[0]


def standing(project: Project) -> dict[str, tuple[Any, str]]:
    return {row: (given.label, given.annotator) for row, given in effective_labels(read_log(project)).items()}


def test_the_last_label_of_a_row_counts_whoever_gave_it(project: Project) -> None:
    pool = load_file(project, "pool")
    add_label(project, pool, 0, "a", "asha")
    add_label(project, pool, 1, "a", "asha")
    add_label(project, pool, 0, "b", "bikram")
    assert standing(project) == {"r1": ("b", "bikram"), "r2": ("a", "asha")}


def test_a_label_given_twice_by_one_person_is_in_the_log_once(project: Project) -> None:
    for _ in range(2):
        add_label(project, load_file(project, "pool"), 0, "a", " asha  ")
    assert [(given.row, given.annotator) for given in read_log(project)] == [("r1", "asha")]


def test_who_has_no_name_is_anonymous(project: Project) -> None:
    add_label(project, load_file(project, "pool"), 0, "a")
    assert standing(project) == {"r1": ("a", "anonymous")}


def test_undo_goes_back_label_by_label_and_only_over_ones_own(project: Project) -> None:
    pool, every = load_file(project, "pool"), {"r1", "r2", "r3"}
    add_label(project, pool, 0, "a", "asha")
    add_label(project, pool, 1, "a", "asha")
    add_label(project, pool, 0, "b", "asha")
    add_label(project, pool, 2, "b", "bikram")
    assert undo_last(project, "asha", every) == "r1"
    assert standing(project)["r1"] == ("a", "asha")
    assert undo_last(project, "asha", every) == "r2"
    assert undo_last(project, "asha", every) == "r1"
    assert undo_last(project, "asha", every) is None
    assert standing(project) == {"r3": ("b", "bikram")}
    assert len(read_log(project)) == 7  # nothing is ever removed


def test_who_agrees_with_an_earlier_label_takes_nobodys_back(project: Project) -> None:
    pool = load_file(project, "pool")
    for label, who in (("a", "asha"), ("b", "bikram"), ("a", "chandra")):
        add_label(project, pool, 0, label, who)
    assert standing(project) == {"r1": ("a", "chandra")}
    assert undo_last(project, "chandra", {"r1"}) == "r1"
    assert standing(project) == {"r1": ("b", "bikram")}


def test_undo_leaves_other_rows_alone(project: Project) -> None:
    add_label(project, load_file(project, "pool"), 0, "a", "asha")
    assert undo_last(project, "asha", {"r2"}) is None


def test_the_labelled_rows_are_a_dataset_to_train_on_whatever_the_file_says(project: Project) -> None:
    add_label(project, load_file(project, "pool"), 2, "c", "asha")
    add_label(project, load_file(project, "pool"), 0, "b", "asha")
    found = labelled_dataset(project)
    assert found.labelled
    assert found.frame[["id", "label"]].values.tolist() == [["r1", "b"], ["r3", "c"]]


def test_labels_that_do_not_fit_another_pool_are_left_out() -> None:
    project, pool = put_file(create_project("p"), "pool", "pool.jsonl", WORDS)
    add_label(project, pool, 0, ["O"] * 5)
    assert len(labelled_dataset(project)) == 1
    shorter = WORDS.replace(b'"Rai", ', b"")
    assert len(labelled_dataset(put_file(project, "pool", "pool.jsonl", shorter)[0])) == 0


def test_a_label_does_not_count_for_another_text_of_the_same_name(project: Project) -> None:
    pool = load_file(project, "pool")
    for row in (0, 1):
        add_label(project, pool, row, "a", "asha")
    project, pool = put_file(project, "pool", "pool.csv", POOL.replace(b"hello", b"goodbye"))
    assert labelled_dataset(project, pool).frame["id"].tolist() == ["r2"]
    add_label(project, pool, 0, "a", "asha")
    assert labelled_dataset(project, pool).frame["id"].tolist() == ["r1", "r2"]
    assert undo_last(project, "asha", {"r1"}) == "r1"
    assert labelled_dataset(project, pool).frame["id"].tolist() == ["r2"]
    project, pool = put_file(project, "pool", "pool.csv", POOL)  # what was said of the former text is kept
    assert labelled_dataset(project, pool).frame["id"].tolist() == ["r1", "r2"]


@pytest.mark.parametrize(
    ("dataset", "label", "said"),
    [
        (make.sequences(["hello"]), "c", "must be one of a, b, got c"),
        (make.sequences(["hello"]), " ", "non-empty"),
        (make.sentences([["Asha", "sings"]]), ["a"], "got 1 tags for 2 words"),
        (make.sentences([["Asha", "sings"]]), ["O", "I-PER"], "must be BIO"),
        (make.sentences([["Asha", "sings"]]), "O O", "list of tags"),
        (
            make.questions([("who?", "Asha sings", "Asha")]),
            {"text": "asha", "start": 0},
            "at `start`",
        ),
        (make.questions([("who?", "Asha sings", "Asha")]), {"text": "Asha", "start": True}, "mark it"),
    ],
)
def test_a_label_that_a_row_cannot_have_is_refused(dataset: Any, label: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_label(dataset, 0, label, ["a", "b"] if dataset.task.name == "sequence" else None)


def test_the_labels_are_those_of_the_files_and_entity_tags_are_completed() -> None:
    assert label_set([make.sequences(["x", "y"], ["b", "a"])], ["c"]) == ["a", "b", "c"]
    tagged = make.sentences([["x", "y"]], [["B-PER", "O"]])
    assert label_set([tagged], ["I-LOC"]) == ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
    assert label_set([make.sentences([["x"]], [["NOUN"]])]) == ["NOUN"]


def test_a_class_whose_name_looks_like_an_entity_tag_is_a_class() -> None:
    assert label_set([make.sequences(["x", "y"], ["B-12", "A-1"])]) == ["A-1", "B-12"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_labels_that_were_taken_along_can_be_read_in_again(tmp_path: Path, suffix: str) -> None:
    project, pool = put_file(create_project("p"), "pool", "pool.jsonl", WORDS)
    tags = ["B-PER", "I-PER", "O", "O", "B-LOC"]
    add_label(project, pool, 0, tags, "asha")
    write(
        labels_table(pool, effective_labels(read_log(project)), lists=suffix == ".jsonl"),
        tmp_path / f"labels{suffix}",
    )
    back = load(tmp_path / f"labels{suffix}")
    assert back.content_hash == labelled_dataset(project).content_hash
    assert back.frame["tags"].tolist() == [tags]


def test_labels_are_compared_with_those_that_the_file_carries(project: Project) -> None:
    pool = load_file(project, "pool")
    add_label(project, pool, 0, "a")
    add_label(project, pool, 1, "a")
    table = compare_with_file(pool, effective_labels(read_log(project)))
    assert table[["id", "label", "file", "same"]].values.tolist() == [
        ["r1", "a", "a", True],
        ["r2", "a", "b", False],
    ]


def test_a_question_is_compared_with_the_beginning_of_its_context() -> None:
    context = "Asha sings. " * 20
    answers = [{"text": "Asha", "start": 0}]
    line = json.dumps({"question": "who?", "context": context, "answers": answers})
    project, pool = put_file(create_project("q"), "pool", "pool.jsonl", line.encode())
    add_label(project, pool, 0, answers[0])
    (text,) = compare_with_file(pool, effective_labels(read_log(project)))["text"]
    assert text.startswith("who? — followed by: Asha sings. ")
    assert text.endswith("…")
