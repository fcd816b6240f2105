from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demux_core.data.dataset import Dataset
from demux_core.modelling.models import find_model
from demux_core.tasks import TASKS
from demux_core.tasks.model_inputs import Example, Tokenization
from tests.helpers import make, tiny


@pytest.fixture(params=tiny.FAMILIES)
def tokenizer(request: pytest.FixtureRequest, tiny_model: Callable[..., Path]) -> Any:
    from demux_core.modelling.network import load_tokenizer

    return load_tokenizer(find_model(tiny_model(request.param)))


def tokenized(dataset: Any, tokenizer: Any, **settings: Any) -> list[Example]:
    defaults = {"max_length": 64, "stride": 16, "prefix": ""}
    tokenization = Tokenization(tokenizer, **{**defaults, **settings})
    return dataset.task.examples(dataset.frame, range(len(dataset)), tokenization)


def test_a_text_is_one_example(tokenizer: Any) -> None:
    found = tokenized(make.sequences(tiny.TEXTS), tokenizer)
    assert [item.row for item in found] == [0, 1, 2, 3, 4]
    assert found[0].input_ids == tokenizer(tiny.TEXTS[0]).input_ids


def test_a_prefix_stands_before_both_texts_of_a_pair(tokenizer: Any) -> None:
    (item,) = tokenized(make.pairs(["the clinic"], ["opens at nine"]), tokenizer, prefix="in ")
    assert item.input_ids == tokenizer("in the clinic", "in opens at nine").input_ids


def test_a_row_is_a_pair_or_not_whatever_its_neighbours_are(tokenizer: Any) -> None:
    frame = make.pairs(["the clinic", "nine", "the road"], ["opens at nine", "", "is closed"]).frame
    frame.loc[1, "text_b"] = None
    mixed = Dataset(TASKS["sequence"], frame, "mixed")
    together = tokenized(mixed, tokenizer)
    each = [tokenized(mixed.take([row]), tokenizer)[0] for row in range(3)]
    assert [item.row for item in together] == [0, 1, 2]
    assert [item.input_ids for item in together] == [item.input_ids for item in each]
    assert together[1].input_ids == tokenizer("nine").input_ids


def test_each_word_is_stood_for_by_its_first_sub_word(tokenizer: Any) -> None:
    words = [["médecin", "clinic", "xyz"]]
    (item,) = tokenized(make.sentences(words), tokenizer)
    ids = tokenizer(words, is_split_into_words=True).word_ids(0)
    assert item.spans == ((0, 1), (1, 2), (2, 3))
    assert item.positions == tuple(ids.index(word) for word in range(3))


def test_words_beyond_the_length_have_no_position(tokenizer: Any) -> None:
    (item,) = tokenized(make.sentences([["clinic"] * 300]), tokenizer, max_length=32)
    assert len(item) == 32
    assert 0 < len(item.spans) < 32


def test_windows_cover_every_character_of_a_context(tokenizer: Any) -> None:
    context = " ".join(tiny.TEXTS * 6)
    found = tokenized(make.questions([("where is the clinic", context, "nine")]), tokenizer)
    assert len(found) > 2
    assert all(len(item) <= 64 for item in found)
    covered = {character for item in found for start, end in item.spans for character in range(start, end)}
    assert {i for i, character in enumerate(context) if character != " "} <= covered


def test_windows_overlap_by_the_stride(tokenizer: Any) -> None:
    context = " ".join(tiny.TEXTS * 6)
    first, second, *_ = tokenized(make.questions([("clinic", context, "nine")]), tokenizer, stride=16)
    assert len(set(first.spans) & set(second.spans)) == 16


def test_a_question_longer_than_the_window_leaves_room_for_the_context(tokenizer: Any) -> None:
    rows = [("where can I buy this medicine " * 50, "the clinic opens at nine", "nine")]
    found = tokenized(make.questions(rows), tokenizer, max_length=32, stride=31)
    assert found
    assert all(item.positions and len(item) <= 32 for item in found)


def test_a_word_that_the_tokenizer_drops_still_leaves_a_row(tokenizer: Any) -> None:
    (item,) = tokenized(make.sentences([["\u200b"]]), tokenizer)
    assert len(item.positions) == 1


def test_a_vocabulary_that_is_only_a_sentencepiece_file_is_read(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    import shutil

    import sentencepiece

    from demux_core.modelling.network import load_tokenizer

    folder = tmp_path / "mdeberta"
    shutil.copytree(tiny_model("deberta-v2"), folder)
    (folder / "tokenizer.json").unlink()
    (tmp_path / "texts.txt").write_text("\n".join(tiny.TEXTS * 20), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(tmp_path / "texts.txt"),
        model_prefix=str(folder / "spm"),
        vocab_size=75,
        pad_id=0,
        unk_id=1,
        bos_id=-1,
        eos_id=-1,
        user_defined_symbols=["[CLS]", "[SEP]", "[MASK]"],
        minloglevel=2,
    )
    (item,) = tokenized(make.sentences([["le", "médecin"]]), load_tokenizer(find_model(folder)))
    assert item.spans == ((0, 1), (1, 2))
