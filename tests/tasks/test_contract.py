"""The contract of every registered task."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demux_core import Dataset, InputError
from demux_core.data.columns import columns_of, recognise
from demux_core.modelling.models import find_model
from demux_core.tasks import TASKS, find_task, register
from demux_core.tasks.base import Task
from demux_core.tasks.model_inputs import Tokenization
from demux_core.tasks.text_pieces import answer_from_pieces
from pages.ui.annotate.widgets import WIDGETS
from tests.helpers import make, tiny

LONG = " ".join(tiny.TEXTS * 6)
DATA: dict[str, Dataset] = {
    "sequence": make.sequences([*tiny.TEXTS[:3], LONG], ["a", "b", "a", "b"]),
    "token": make.sentences(
        [text.split() for text in (*tiny.TEXTS[:2], LONG)],
        [["B-PER", *["O"] * (len(text.split()) - 1)] for text in (*tiny.TEXTS[:2], LONG)],
    ),
    "qa": make.questions([("when", tiny.TEXTS[0], "nine"), ("where", LONG, "clinic")]),
}
ANNOTATED: dict[str, Any] = {
    "sequence": "a",
    "token": ["B-PER", *["O"] * (len(tiny.TEXTS[0].split()) - 1)],
    "qa": answer_from_pieces(tiny.TEXTS[0], 1, 2),
}


@pytest.fixture(params=TASKS)
def task(request: pytest.FixtureRequest) -> Task:
    return TASKS[request.param]


@pytest.fixture
def dataset(task: Task) -> Dataset:
    return DATA[task.name]


@pytest.fixture
def tokenization(tiny_model: Callable[..., Path]) -> Tokenization:
    from demux_core.modelling.network import load_tokenizer

    return Tokenization(load_tokenizer(find_model(tiny_model())), 32, 8, "")


def scores_of(task: Task, examples: list, outputs: int) -> list[np.ndarray]:
    generator = np.random.default_rng(3)
    positions = [task.scored_positions(example) for example in examples]
    shapes = [(outputs,) if place is None else (len(place), outputs) for place in positions]
    return [generator.normal(size=shape).astype(np.float32) for shape in shapes]


def test_a_task_is_found_by_name_and_an_unknown_one_lists_the_choices(task: Task) -> None:
    assert find_task(task.name) is task
    with pytest.raises(InputError, match="task must be one of sequence, token, qa, got 'ner'"):
        find_task("ner")


def test_no_two_tasks_share_a_name(task: Task) -> None:
    with pytest.raises(ValueError, match="unique name"):
        register(task)


def test_a_copy_of_a_task_equals_it(task: Task) -> None:
    copy = pickle.loads(pickle.dumps(task))
    assert copy == task
    assert hash(copy) == hash(task)
    assert [other for other in TASKS.values() if other == copy] == [task]


def test_a_task_has_a_title_a_description_and_a_widget(task: Task) -> None:
    assert task.title[0].isupper()
    assert task.description[0].islower()
    assert all(column.title for column in task.columns)
    assert task.annotation_widget in WIDGETS


def test_columns_are_recognised_by_their_names(task: Task) -> None:
    names = [column.name for column in columns_of(task)]
    assert len(set(names)) == len(names)
    assert task.label_column in names
    assert any(column.required for column in task.columns)
    assert recognise([column.file_names[0] for column in task.columns], None, {})[0] == task


def test_parsing_parsed_content_changes_nothing(task: Task, dataset: Dataset) -> None:
    names = [column.name for column in task.columns]
    parsed = task.parse({name: dataset.frame[name] for name in names}, dataset.frame.index)
    assert parsed == {name: dataset.frame[name].tolist() for name in names}


def test_every_row_has_a_content_key_a_text_and_words(task: Task, dataset: Dataset) -> None:
    frame = dataset.frame
    for column in (task.content_keys(frame), task.texts(frame), task.language_texts(frame)):
        assert len(column) == len(frame)
        assert all(column)
    assert len(set(task.content_keys(frame))) == len(frame)
    assert min(task.word_counts(frame)) > 0


def test_labels_can_be_removed_and_restored(dataset: Dataset) -> None:
    bare = dataset.without_labels()
    assert not any(bare.row_labels)
    assert bare.labels == []
    assert bare.with_labels(dataset.row_labels).content_hash == dataset.content_hash


def test_an_annotator_s_label_becomes_a_label_of_the_dataset(task: Task, dataset: Dataset) -> None:
    label = ANNOTATED[task.name]
    task.check_label(dataset.frame.iloc[0], label)
    stored = task.stored_label(label)
    assert task.same_label(stored, stored)
    assert task.label_text(stored)
    assert task.label_summary(stored)
    assert task.label_in_words(dataset.frame.iloc[0], stored)
    assert bool(task.names_in(label)) == task.has_label_set
    assert set(task.names_in(label)) <= set(task.complete_label_set(dataset.labels))


@pytest.mark.parametrize("label", [None, "", [], {}, 7, "a", ["O"], {"text": "x", "start": 0}])
def test_missing_labels_and_labels_of_other_tasks_are_refused(
    label: Any, task: Task, dataset: Dataset
) -> None:
    if type(label) is type(ANNOTATED[task.name]) and label == "a":
        return
    with pytest.raises(InputError):
        task.check_label(dataset.frame.iloc[0], label)
    if type(label) is not type(ANNOTATED[task.name]):
        assert list(task.names_in(label)) == []


def test_every_row_has_examples_within_the_maximum_length(
    task: Task, dataset: Dataset, tokenization: Tokenization
) -> None:
    rows = [10 + row for row in range(len(dataset))]
    examples = task.examples(dataset.frame, rows, tokenization)
    assert list(dict.fromkeys(example.row for example in examples)) == rows
    assert all(len(example) <= 32 for example in examples)
    assert all(len(example.positions) == len(example.spans) for example in examples)
    for example in examples:
        assert (task.scored_positions(example) is None) == task.pooled_head
        assert all(place < len(example) for place in task.scored_positions(example) or ())


def test_the_loss_is_lower_for_correct_scores(
    task: Task, dataset: Dataset, tokenization: Tokenization
) -> None:
    import torch

    examples = task.examples(dataset.frame, range(len(dataset)), tokenization)
    outputs = task.fixed_outputs or dataset.labels
    classes = {name: i for i, name in enumerate(outputs)}
    labels = dataset.row_labels
    targets = [task.target(example, labels[example.row], classes) for example in examples]
    shape = (len(examples), len(outputs)) if task.pooled_head else (len(examples), 32, len(outputs))
    scores = torch.zeros(shape, requires_grad=True)
    losses = []
    for _ in range(2):
        loss = task.loss(scores, examples, targets)
        (gradient,) = torch.autograd.grad(loss, scores)
        losses.append(loss.item())
        scores = (scores - gradient).detach().requires_grad_()
    assert losses[1] < losses[0]


def test_every_uncertainty_measure_has_one_number_per_row(
    task: Task, dataset: Dataset, tokenization: Tokenization
) -> None:
    examples = task.examples(dataset.frame, range(len(dataset)), tokenization)
    per_row = np.bincount([example.row for example in examples])
    measures = task.uncertainty(scores_of(task, examples, 3 if task.has_label_set else 2), per_row)
    assert tuple(measures) == task.measures
    for values in measures.values():
        assert (values.shape, values.dtype) == ((len(dataset),), np.float32)
        assert np.isfinite(values).all()


def test_every_row_has_a_prediction_that_is_scored(
    task: Task, dataset: Dataset, tokenization: Tokenization
) -> None:
    outputs = task.fixed_outputs or tuple(dataset.labels)
    examples = task.examples(dataset.frame, range(len(dataset)), tokenization)
    scores = scores_of(task, examples, len(outputs))
    predictions = task.decode(dataset.frame, examples, scores, outputs)
    metric, gold = task.metric(dataset.labels), task.gold(dataset.frame)
    assert len(predictions) == len(gold) == len(dataset)
    metric_scores = metric.scores(gold, predictions)
    assert metric.main in metric_scores
    parts = np.array([metric.row_parts(*pair) for pair in zip(gold, predictions, strict=True)])
    assert 100 * parts[:, 0].sum() / parts[:, 1].sum() == pytest.approx(metric_scores[metric.main])
