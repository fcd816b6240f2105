import numpy as np

from demux_core.base.config import TrainingConfig
from demux_core.modelling.training_batches import (
    TrainingBatches,
    TrainingItem,
    shuffled_batches,
    split_batch,
)
from demux_core.tasks.model_inputs import Example


def test_batches_hold_every_item_once_in_a_new_order_with_little_padding() -> None:
    generator = np.random.default_rng(0)
    lengths = generator.integers(4, 60, 500).tolist()
    items = [TrainingItem(Example(row, [0] * length), 0) for row, length in enumerate(lengths)]
    first, second = (shuffled_batches(items, 32, generator) for _ in range(2))
    rows = [item.example.row for batch in first for item in batch]
    assert sorted(rows) == list(range(500))
    assert rows != [item.example.row for batch in second for item in batch]
    padded = sum(len(batch) * max(len(item.example) for item in batch) for batch in first)
    assert padded < 1.2 * sum(lengths)


def test_a_batch_is_split_into_parts_within_the_limit_and_a_small_one_stays_as_it_is() -> None:
    batch = [TrainingItem(Example(row, [0] * length), 0) for row, length in enumerate([3, 5, 8, 20])]
    assert split_batch(batch, 90) == [batch]
    parts = split_batch(batch, 18)
    assert [[item.example.row for item in part] for part in parts] == [[3], [2, 1], [0]]


def test_parts_of_long_examples_have_fewer_tokens() -> None:
    short, long = ([TrainingItem(Example(0, [0] * length), 0)] * 64 for length in (16, 256))
    assert [len(part) for part in split_batch(short, 1024)] == [60, 4]
    assert {len(part) for part in split_batch(long, 1024)} == {2}


def test_entities_are_learned_in_small_batches_over_as_many_epochs() -> None:
    items = [TrainingItem(Example(row, [0] * 9), 0) for row in range(240)]
    tags, entities = (
        TrainingBatches(items, [], 0, outputs, TrainingConfig(batch_size=None))
        for outputs in (("NOUN", "VERB"), ("B-PER", "I-PER", "O"))
    )
    assert {len(batch) for batch in entities} == {8}
    assert len(list(entities)) == len(entities) == 19 * 30
    assert sum(map(len, tags)) == 19 * 240
