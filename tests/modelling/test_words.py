from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from demux_core.base.errors import InputError
from demux_core.modelling.models import find_model
from demux_core.modelling.words import WordLayer, encode_words
from tests.helpers import make

TinyModel = Callable[..., Path]


def test_every_word_has_a_vector_of_its_own_row(tiny_model: TinyModel) -> None:
    data = make.sentences(
        [["a", "small", "house"], ["the", "sun"], ["a", "small", "house", "by", "the", "sea"]]
    )
    vectors, offsets = encode_words(data, find_model(tiny_model()))
    assert offsets.tolist() == [0, 3, 5, 11]
    assert (vectors.dtype, len(vectors)) == (np.float16, 11)
    assert np.abs(vectors).sum(axis=1).min() > 0


def test_a_row_has_the_same_vectors_whatever_stands_beside_it(tiny_model: TinyModel) -> None:
    model, own = find_model(tiny_model()), ["a", "small", "house"]
    alone, _ = encode_words(make.sentences([own]), model)
    among, _ = encode_words(make.sentences([["the", "sun", "and", "the", "sea"], own]), model)
    assert np.allclose(alone, among[5:], atol=2e-3)


def test_another_layer_gives_other_vectors(tiny_model: TinyModel) -> None:
    model, data = find_model(tiny_model()), make.sentences([["a", "small", "house"]])
    bottom, top = (encode_words(data, model, WordLayer(depth))[0] for depth in (0, 1))
    assert not np.allclose(bottom, top, atol=1e-2)


def test_words_beyond_the_length_of_the_model_have_the_zero_vector(tiny_model: TinyModel) -> None:
    data = make.sentences([["word"] * 600])
    vectors, offsets = encode_words(data, find_model(tiny_model()))
    assert offsets.tolist() == [0, 600]
    assert np.abs(vectors[0]).sum() > 0
    assert np.abs(vectors[-1]).sum() == 0


def test_data_of_whole_texts_has_no_words(tiny_model: TinyModel) -> None:
    with pytest.raises(InputError, match="whole texts"):
        encode_words(make.sequences(["a text"]), find_model(tiny_model()))
