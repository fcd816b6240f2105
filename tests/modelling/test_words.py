from collections.abc import Callable
from pathlib import Path

import numpy as np

from demux_core.base.config import EncodingConfig
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding, Words, word_offsets, words_of_rows
from demux_core.modelling.models import find_model
from tests.helpers import make

TinyModel = Callable[..., Path]


def words(dataset: Dataset, model: Path, depth: float = 2 / 3) -> Words:
    found = Encoding.open(encode(dataset, find_model(model), EncodingConfig(word_depth=depth))).words
    assert found is not None
    return found


def test_every_word_has_a_vector_of_its_own_row(tiny_model: TinyModel) -> None:
    data = make.sentences(
        [["a", "small", "house"], ["the", "sun"], ["a", "small", "house", "by", "the", "sea"]]
    )
    vectors, offsets = words(data, tiny_model())
    assert offsets.tolist() == [0, 3, 5, 11]
    assert (vectors.dtype, len(vectors)) == (np.float16, 11)
    assert isinstance(vectors, np.memmap)
    assert np.abs(vectors).sum(axis=1).min() > 0


def test_a_row_has_the_same_vectors_among_other_rows(tiny_model: TinyModel) -> None:
    model, own = tiny_model(), ["a", "small", "house"]
    alone, _ = words(make.sentences([own]), model)
    among, _ = words(make.sentences([["the", "sun", "and", "the", "sea"], own]), model)
    assert np.allclose(alone, among[5:], atol=2e-3)


def test_another_layer_gives_other_vectors(tiny_model: TinyModel) -> None:
    model, data = tiny_model(), make.sentences([["a", "small", "house"]])
    bottom, top = (words(data, model, depth)[0] for depth in (0, 1))
    assert not np.allclose(bottom, top, atol=1e-2)


def test_words_beyond_the_length_of_the_model_have_the_zero_vector(tiny_model: TinyModel) -> None:
    vectors, offsets = words(make.sentences([["word"] * 600]), tiny_model())
    assert offsets.tolist() == [0, 600]
    assert np.abs(vectors[0]).sum() > 0
    assert np.abs(vectors[-1]).sum() == 0


def test_data_of_whole_texts_has_no_words(tiny_model: TinyModel) -> None:
    assert Encoding.open(encode(make.sequences(["a text"]), find_model(tiny_model()))).words is None


def test_the_words_of_rows_follow_each_other_in_the_order_of_the_rows() -> None:
    offsets = word_offsets([2, 0, 3])
    assert words_of_rows(offsets, np.array([2, 1, 0])).tolist() == [2, 3, 4, 0, 1]
