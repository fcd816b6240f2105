from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers

from demux_core.base.config import EncodingConfig
from demux_core.base.errors import InputError
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


def test_each_word_has_the_margin_of_the_model_s_decision_as_its_uncertainty(tiny_model: TinyModel) -> None:
    model = tiny_model("xlm-roberta", head="ForTokenClassification", num_labels=3)
    sentences = [["unbelievably", "the", "sea"], ["sun"], ["the", "sun", "shines", "unbelievably"]]
    data = make.sentences(sentences)
    encoding = Encoding.open(encode(data, find_model(model)))
    tagger = transformers.AutoModelForTokenClassification.from_pretrained(model, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    expected = []
    for own in sentences:
        batch = tokenizer(own, is_split_into_words=True, return_tensors="pt")
        with torch.inference_mode():
            chances = tagger(**batch).logits[0].double().softmax(-1).sort(descending=True).values
        margins = (chances[:, 0] - chances[:, 1]).tolist()
        expected += [-margins[batch.word_ids(0).index(word)] for word in range(len(own))]
    assert encoding.word_uncertainty is not None
    np.testing.assert_allclose(encoding.word_uncertainty, expected, atol=0.03)
    some = encoding.take(np.array([2, 0])).word_uncertainty
    assert some is not None
    assert some.tolist() == encoding.word_uncertainty[[4, 5, 6, 7, 0, 1, 2]].tolist()


def test_words_that_the_model_does_not_reach_count_as_certain(tiny_model: TinyModel) -> None:
    model = tiny_model("xlm-roberta", head="ForTokenClassification", num_labels=3)
    found = Encoding.open(encode(make.sentences([["word"] * 600]), find_model(model))).word_uncertainty
    assert found is not None
    assert found[-1] == -1 < found[0]


def test_without_a_head_words_have_no_uncertainty(tiny_model: TinyModel) -> None:
    data = make.sentences([["the", "sun"]])
    assert Encoding.open(encode(data, find_model(tiny_model()))).word_uncertainty is None


def test_a_wrong_number_of_uncertainties_is_refused() -> None:
    words = np.ones((3, 2), dtype=np.float16), np.array([0, 3])
    with pytest.raises(InputError, match="one value for each of the 3 words"):
        Encoding(["a"], None, words=words, word_uncertainty=np.zeros(2, dtype=np.float32))


def test_data_of_whole_texts_has_no_words(tiny_model: TinyModel) -> None:
    assert Encoding.open(encode(make.sequences(["a text"]), find_model(tiny_model()))).words is None


def test_the_words_of_rows_follow_each_other_in_the_order_of_the_rows() -> None:
    offsets = word_offsets([2, 0, 3])
    assert words_of_rows(offsets, np.array([2, 1, 0])).tolist() == [2, 3, 4, 0, 1]
