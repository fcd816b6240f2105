import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from demux_core import Encoding, InputError
from demux_core.base.config import EncodingConfig
from demux_core.base.files import link_folder
from demux_core.modelling import device, network
from demux_core.modelling import encoder as module
from demux_core.modelling.encoder import encode, shards_of
from demux_core.modelling.fast_layers import for_reading
from demux_core.modelling.models import find_model
from demux_core.modelling.shards import Reader, encode_rows
from demux_core.tasks.answer_spans import SPAN_MEASURES, span_uncertainty
from demux_core.tasks.classification import Classification
from demux_core.tasks.model_inputs import Tokenization
from tests.helpers import make, tiny

TEXTS = [f"{text} {i}" for i in range(12) for text in tiny.TEXTS]


def opened(dataset, model, **config) -> Encoding:  # type: ignore[no-untyped-def]
    return Encoding.open(encode(dataset, find_model(model), EncodingConfig(**config)))


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_every_model_family_gives_vectors_and_with_a_head_uncertainty(
    family: str, tiny_model: Callable[..., Path]
) -> None:
    dataset = make.sequences(TEXTS[:7])
    bare = opened(dataset, tiny_model(family))
    assert bare.embeddings is not None
    assert bare.embeddings.shape == (7, 32)
    assert bare.uncertainty is None
    headed = opened(dataset, tiny_model(family, head="ForSequenceClassification", num_labels=3))
    assert headed.uncertainty is not None
    assert tuple(headed.measures) == Classification.measures
    assert headed.uncertainty.shape == (7,)
    assert (headed.uncertainty <= 0).all()


def test_vectors_and_margins_equal_those_of_single_texts(tiny_model: Callable[..., Path]) -> None:
    import torch
    import transformers

    folder = tiny_model("xlm-roberta", head="ForSequenceClassification", num_labels=3)
    encoding = opened(make.sequences(TEXTS[:5]), folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        folder, dtype=torch.float32
    ).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    for i, text in enumerate(TEXTS[:5]):
        with torch.inference_mode():
            output = model(**tokenizer(text, return_tensors="pt"), output_hidden_states=True)
        assert encoding.embeddings is not None
        np.testing.assert_allclose(encoding.embeddings[i], output.hidden_states[-1][0, 0], atol=0.03)
        top = output.logits.double().softmax(-1)[0].sort(descending=True).values
        assert encoding.uncertainty is not None
        assert encoding.uncertainty[i] == pytest.approx(-(top[0] - top[1]).item(), abs=0.01)


def test_padding_changes_nothing(tiny_model: Callable[..., Path]) -> None:
    model = tiny_model("bert", head="ForTokenClassification", num_labels=4)
    alone = opened(make.sentences([["clinic", "opens"]]), model)
    among = opened(make.sentences([["clinic", "opens"], ["clinic"] * 60]), model)
    assert alone.embeddings is not None
    assert among.embeddings is not None
    np.testing.assert_allclose(alone.embeddings[0], among.embeddings[0], atol=0.03)
    for name, values in alone.measures.items():
        assert values[0] == pytest.approx(among.measures[name][0], abs=0.02)


def test_pooling_can_be_chosen(tiny_model: Callable[..., Path]) -> None:
    dataset = make.sequences(TEXTS[:4])
    first, mean = (opened(dataset, tiny_model("bert"), pooling=pooling) for pooling in ("first", "mean"))
    assert not np.allclose(first.embeddings, mean.embeddings)


def test_a_question_has_the_mean_vector_and_the_most_certain_of_its_windows(
    tiny_model: Callable[..., Path],
) -> None:
    import torch
    import transformers

    model = tiny_model("xlm-roberta", head="ForQuestionAnswering")
    context = " ".join(tiny.TEXTS * 6)
    dataset = make.questions([("where", context, "nine"), ("when", "at nine", "nine")])
    encoding = opened(dataset, model, max_length=64, stride=16)
    assert tuple(encoding.measures) == SPAN_MEASURES
    reader = transformers.AutoModelForQuestionAnswering.from_pretrained(model, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    windows = dataset.task.examples(dataset.frame, [0, 1], Tokenization(tokenizer, 64, 16, ""))
    assert len(windows) > 3
    firsts: dict[int, list[np.ndarray]] = {0: [], 1: []}
    starts, ends, lengths = [], [], []
    for window in windows:
        with torch.inference_mode():
            output = reader(torch.tensor([window.input_ids]), output_hidden_states=True)
        firsts[window.row].append(output.hidden_states[-1][0, 0].numpy())
        counted = [0, *window.positions]
        starts.append(output.start_logits[0, counted].numpy())
        ends.append(output.end_logits[0, counted].numpy())
        lengths.append(len(counted))
    for row, vectors in firsts.items():
        np.testing.assert_allclose(encoding.embeddings[row], np.mean(vectors, axis=0), atol=0.03)
    expected = span_uncertainty(
        np.concatenate(starts), np.concatenate(ends), lengths, [len(vectors) for vectors in firsts.values()]
    )
    for name, values in expected.items():
        np.testing.assert_allclose(encoding.measures[name], values, atol=0.05)


def test_a_sentence_vector_is_the_mean_of_its_words_first_sub_words(tiny_model: Callable[..., Path]) -> None:
    import torch
    import transformers

    model = tiny_model("xlm-roberta", head="ForTokenClassification", num_labels=3)
    sentences = [f"unbelievably {text}".split() for text in tiny.TEXTS]
    encoding = opened(make.sentences(sentences), model)
    tagger = transformers.AutoModelForTokenClassification.from_pretrained(model, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    for i, words in enumerate(sentences):
        batch = tokenizer(words, is_split_into_words=True, return_tensors="pt")
        places = batch.word_ids(0)
        firsts = [places.index(word) for word in range(len(words))]
        assert len(firsts) < sum(place is not None for place in places)  # some words have several sub-words
        with torch.inference_mode():
            hidden = tagger(**batch, output_hidden_states=True).hidden_states[-1][0]
        np.testing.assert_allclose(encoding.embeddings[i], hidden[firsts].mean(0), atol=0.03)


def test_shards_hold_every_row_once_longest_first() -> None:
    texts = ["x" * (i % 50) for i in range(30_000)]
    shards = shards_of(texts)
    rows = np.concatenate(shards)
    assert sorted(rows.tolist()) == list(range(30_000))
    lengths = [len(texts[row]) for row in rows]
    assert lengths == sorted(lengths, reverse=True)
    assert max(map(len, shards)) <= module.SHARD_ROWS
    assert all(sum(len(texts[row]) for row in shard) <= module.SHARD_CHARACTERS for shard in shards)


def test_a_finished_encoding_is_reused(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, model = make.sequences(TEXTS[:9]), find_model(tiny_model("bert"))
    folder = encode(dataset, model)
    monkeypatch.setattr(module, "ShardWriter", None)
    assert encode(dataset, model) == folder


@pytest.mark.parametrize(("bfloat16", "tolerance"), [(False, 2e-6), (True, 2e-2)])
def test_fast_layers_change_vectors_by_no_more_than_the_format_of_numbers(
    bfloat16: bool, tolerance: float, tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, model = make.sequences(TEXTS[:9]), find_model(tiny_model("xlm-roberta"))
    monkeypatch.setattr(device, "computes_in_bfloat16", lambda: bfloat16)
    loaded, tokenizer = network.load_network(model, dataset.task).eval(), network.load_tokenizer(model)
    rows, config = np.arange(9), EncodingConfig()
    before = encode_rows(dataset, rows, loaded, tokenizer, config).embeddings
    after = encode_rows(dataset, rows, for_reading(loaded), tokenizer, config).embeddings
    np.testing.assert_allclose(after, before, rtol=0, atol=tolerance)


def test_one_reader_loads_its_model_once(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads, load = list[str](), network.load_network
    monkeypatch.setattr(network, "load_network", lambda *given: (loads.append("once"), load(*given))[1])
    reader = Reader(find_model(tiny_model("bert")), make.sequences(TEXTS).task)
    for texts in (TEXTS[:3], TEXTS[3:7]):
        encode(make.sequences(texts), reader)
    assert loads == ["once"]


def test_the_cache_key_covers_everything_that_changes_the_result(tiny_model: Callable[..., Path]) -> None:
    dataset, model = make.sequences(TEXTS[:3]), find_model(tiny_model("bert"))
    folders = {
        encode(dataset, model),
        encode(make.sequences(TEXTS[:4]), model),
        encode(dataset, find_model(tiny_model("rembert"))),
        encode(dataset, model, EncodingConfig(pooling="mean")),
        encode(dataset, model, EncodingConfig(max_length=128, stride=64)),
    }
    assert len(folders) == 5
    labelled = make.sequences(TEXTS[:3], ["a", "b", "a"])
    assert encode(labelled, model) in folders  # labels change no vector


def test_a_copy_is_complete_and_replaces_the_old_one(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = encode(make.sequences(TEXTS[:3]), find_model(tiny_model("bert")))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    link_folder(folder, tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(p.name for p in folder.iterdir())
    assert Encoding.open(tmp_path / "out").ids == ["en-0", "en-1", "en-2"]


def test_a_length_beyond_the_model_s_limit_is_refused(
    tiny_model: Callable[..., Path],
) -> None:
    with pytest.raises(InputError, match="max_length must be at most 256 tokens for this model, got 512"):
        encode(
            make.sequences(TEXTS[:2]),
            find_model(tiny_model("xlm-roberta", max_position_embeddings=258)),
            EncodingConfig(max_length=512),
        )


def test_a_model_of_another_task_is_refused_with_the_remedy(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    from demux_core.base.config import TrainingConfig
    from demux_core.modelling.training import train

    tuned = train(
        make.sequences(TEXTS[:4], ["a", "b"] * 2),
        find_model(tiny_model("bert")),
        tmp_path / "m",
        TrainingConfig(1),
    )
    with pytest.raises(InputError, match=r"was fine-tuned for sequence; .* `python -m demux_core train`"):
        encode(make.sentences([["clinic"]]), tuned)


def test_an_encoding_that_is_killed_and_resumed_ends_with_the_same_bytes(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    data = tmp_path / "pool.csv"
    data.write_text("text\n" + "\n".join(f"{text} {i}" for i in range(2_000) for text in tiny.TEXTS))
    command = [sys.executable, "-m", "demux_core", "encode", "--data", str(data), "--out"]
    model = ["--model", str(tiny_model("bert", head="ForSequenceClassification", num_labels=3))]

    def environment(name: str) -> dict[str, str]:
        return {**os.environ, "DEMUX_CACHE": str(tmp_path / name), "OMP_NUM_THREADS": "1"}

    subprocess.run([*command, str(tmp_path / "whole"), *model], env=environment("one"), check=True)
    killed = subprocess.Popen([*command, str(tmp_path / "resumed"), *model], env=environment("two"))
    deadline = time.monotonic() + 60
    while not list((tmp_path / "two").glob("encodings/*.partial/shard-*")):
        assert time.monotonic() < deadline
        assert killed.poll() is None, "it was done before it could be killed"
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "resumed").exists()
    done = len(list((tmp_path / "two").glob("encodings/*.partial/shard-*")))
    assert 0 < done < len(shards_of([f"{text} {i}" for i in range(2_000) for text in tiny.TEXTS]))
    subprocess.run([*command, str(tmp_path / "resumed"), *model], env=environment("two"), check=True)
    names = sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "resumed").iterdir())
    for name in names:
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "resumed" / name).read_bytes(), name


def test_the_manifest_records_rows_width_and_pooling(tiny_model: Callable[..., Path]) -> None:
    folder = encode(make.sequences(TEXTS[:6]), find_model(tiny_model("bert")))
    manifest = json.loads((folder / "encoding.json").read_text())
    assert (manifest["rows"], manifest["dim"], manifest["pooling"]) == (6, 32, "first")


def test_an_unfinished_encoding_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no finished encoding in"):
        Encoding.open(tmp_path)
