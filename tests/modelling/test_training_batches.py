import numpy as np

from demux_core.modelling.training_batches import TrainingItem, shuffled_batches
from demux_core.tasks.model_inputs import Example


def test_batches_hold_every_item_once_in_another_order_each_time_and_little_padding() -> None:
    generator = np.random.default_rng(0)
    lengths = generator.integers(4, 60, 500).tolist()
    items = [TrainingItem(Example(row, [0] * length), 0) for row, length in enumerate(lengths)]
    first, second = (shuffled_batches(items, 32, generator) for _ in range(2))
    rows = [item.example.row for batch in first for item in batch]
    assert sorted(rows) == list(range(500))
    assert rows != [item.example.row for batch in second for item in batch]
    padded = sum(len(batch) * max(len(item.example) for item in batch) for batch in first)
    assert padded < 1.2 * sum(lengths)
