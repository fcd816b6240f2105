import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from demux_core import Dataset, InputError
from demux_core.base.config import EncodingConfig, TrainingConfig
from demux_core.modelling.fine_tuning import TrainingData, accumulate_gradient, fit
from demux_core.modelling.metrics import score
from demux_core.modelling.models import find_model
from demux_core.modelling.prediction import evaluate, predict
from demux_core.modelling.training import train
from demux_core.modelling.training_batches import TrainingItem, training_items
from demux_core.tasks import TASKS
from demux_core.tasks.model_inputs import Example
from tests.helpers import make, tiny

QUICK = TrainingConfig(epochs=30, lr=5e-3, head_factor=1, batch_size=8)


def topics() -> Dataset:
    texts = [f"{text} {i}" for i in range(8) for text in tiny.TEXTS[:2]]
    return make.sequences(texts, ["english", "french"] * 8)


def tags() -> Dataset:
    words = [text.split() for text in tiny.TEXTS]
    return make.sentences(words * 4, [[f"N{len(word) % 2}" for word in sentence] for sentence in words] * 4)


def answers() -> Dataset:
    rows = [("where is nine", f"{text} nine today", "nine") for text in tiny.TEXTS[:2] * 6]
    return make.questions(rows)


@pytest.mark.parametrize("family", tiny.FAMILIES)
@pytest.mark.parametrize(("data", "reached"), [(topics, 90), (tags, 75), (answers, 60)])
def test_every_model_family_learns_every_task(
    data: Callable[[], Dataset], reached: float, family: str, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    tuned = train(data(), find_model(tiny_model(family)), tmp_path / "tuned", QUICK)
    result = evaluate(data(), tuned)
    assert result["scores"][result["main"]] >= reached


def test_the_same_seed_gives_the_same_model(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    config = TrainingConfig(epochs=2)
    first, again = (train(topics(), find_model(tiny_model()), tmp_path / name, config) for name in "ab")
    other = train(topics(), find_model(tiny_model()), tmp_path / "c", TrainingConfig(epochs=2, seed=1))
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("tag", "sentences", "steps"),
    [("O", 504, 63), ("O", 400, 50), ("NOUN", 504, 16)],
)
def test_many_sentences_with_few_entities_are_trained_in_small_batches(
    tag: str, sentences: int, steps: int, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    words = [[str(i), "there"] for i in range(sentences)]
    data = make.sentences(words, [["B-LOC", tag]] * sentences)
    seen = []
    train(
        data,
        find_model(tiny_model()),
        tmp_path / "m",
        TrainingConfig(epochs=1),
        lambda *now: seen.append(now[2]),
    )
    assert set(seen) == {steps}


@pytest.mark.parametrize("data", [topics, tags, answers])
def test_a_batch_in_parts_has_the_gradient_of_the_whole_batch(
    data: Callable[[], Dataset], tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from demux_core.modelling import device, network

    monkeypatch.setattr(device, "computes_in_bfloat16", lambda: False)  # which rounds otherwise in parts
    dataset, start = data(), find_model(tiny_model())
    outputs = TrainingData(dataset).outputs()
    model = network.with_new_head(network.load_network(start, dataset.task), outputs, seed=0).eval()
    tokenizer = network.load_tokenizer(start)
    batch = training_items(dataset, model, tokenizer, QUICK)
    longest = max(len(item.example) for item in batch)
    gradients = []
    for part_tokens in (len(batch) * longest, 3 * longest, 1):
        model.zero_grad()
        accumulate_gradient(model, batch, tokenizer.pad_token_id, part_tokens)
        gradients.append({name: p.grad for name, p in model.named_parameters() if p.grad is not None})
    for parts in gradients[1:]:
        torch.testing.assert_close(parts, gradients[0], rtol=1e-4, atol=1e-6)


def test_a_part_without_words_adds_nothing(tiny_model: Callable[..., Path]) -> None:
    import torch

    from demux_core.modelling import network

    dataset, start = tags(), find_model(tiny_model())
    model = network.with_new_head(network.load_network(start, dataset.task), dataset.labels, seed=0).eval()
    tokenizer = network.load_tokenizer(start)
    item = training_items(dataset, model, tokenizer, QUICK)[0]
    wordless = TrainingItem(Example(0, item.example.input_ids), [])
    gradients = []
    for batch in ([item], [item, wordless]):
        model.zero_grad()
        accumulate_gradient(model, batch, tokenizer.pad_token_id, part_tokens=1)
        assert model.head is not None
        gradients.append(model.head.weight.grad)
    torch.testing.assert_close(gradients[1], gradients[0])


def test_word_embeddings_are_frozen(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    from demux_core.modelling import network

    tuned = train(topics(), find_model(tiny_model()), tmp_path / "tuned", QUICK)
    before, after = (
        network.load_network(model, TASKS["sequence"]).body.get_input_embeddings().weight.detach().numpy()
        for model in (find_model(tiny_model()), tuned)
    )
    assert np.array_equal(before, after)


def test_a_head_that_knows_all_labels_is_trained_further(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    tuned = train(topics(), find_model(tiny_model()), tmp_path / "first", QUICK)
    english = topics().take([0, 2, 4])
    further = train(english, tuned, tmp_path / "further", TrainingConfig(epochs=1, lr=1e-6))
    assert further.settings.labels == ("english", "french")
    assert evaluate(topics(), further)["scores"]["accuracy"] >= 90


def test_a_new_head_needs_two_labels_and_may_have_labels_beyond_the_data(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    from demux_core.modelling import network

    english = topics().take([0, 2, 4])
    with pytest.raises(InputError, match=r"must have two different labels, .* has \['english'\]"):
        train(english, find_model(tiny_model()), tmp_path / "x", QUICK)
    model = network.load_network(find_model(tiny_model()), TASKS["sequence"])
    tokenizer = network.load_tokenizer(find_model(tiny_model()))
    tuned = fit(model, tokenizer, TrainingData(english, ["french", "hindi"]), TrainingConfig(epochs=1))
    assert tuned.settings.labels == ("english", "french", "hindi")


def test_replay_keeps_what_the_model_has_learned(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    from demux_core.modelling import network

    start = train(topics(), find_model(tiny_model()), tmp_path / "start", QUICK)
    tokenizer = network.load_tokenizer(start)
    french = topics().take([1, 3, 5])
    reached = []
    for replay in (None, topics()):
        tuned = fit(
            network.load_network(start, TASKS["sequence"]), tokenizer, TrainingData(french, (), replay), QUICK
        )
        predictions = predict(topics(), tuned, tokenizer, EncodingConfig())
        reached.append(score(topics(), predictions)["scores"]["accuracy"])
    assert reached[0] < 90 <= reached[1]


def test_a_model_s_own_head_is_kept_and_saved(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    labels = {"id2label": {0: "english", 1: "french"}, "label2id": {"english": 0, "french": 1}}
    start = find_model(tiny_model("bert", head="ForSequenceClassification", **labels))
    tuned = train(topics(), start, tmp_path / "tuned", QUICK)
    assert not (tmp_path / "tuned" / "head.safetensors").exists()
    assert evaluate(topics(), tuned)["scores"]["accuracy"] >= 90


def test_the_manifest_names_data_model_and_settings(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    train(topics(), find_model(tiny_model()), tmp_path / "tuned", TrainingConfig(epochs=1))
    manifest = json.loads((tmp_path / "tuned" / "training.json").read_text())
    assert manifest["data_hash"] == topics().content_hash
    assert manifest["model_fingerprint"] == find_model(tiny_model()).fingerprint
    assert manifest["config"]["epochs"] == 1
    assert manifest["peak_memory_mb"] > 100


def test_rows_without_labels_are_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="training data must be labelled"):
        train(topics().without_labels(), find_model(tiny_model()), tmp_path / "tuned")
    assert not (tmp_path / "tuned").exists()


def test_a_model_without_a_head_cannot_predict(tiny_model: Callable[..., Path]) -> None:
    with pytest.raises(
        InputError, match=r"fine-tune it on labelled data first: `python -m demux_core train`"
    ):
        evaluate(topics(), find_model(tiny_model()))


def test_a_model_whose_training_diverged_is_an_error_not_a_score(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    from demux_core.modelling import network

    tuned = train(topics(), find_model(tiny_model()), tmp_path / "tuned", QUICK)
    loaded, tokenizer = network.load_network(tuned, TASKS["sequence"]), network.load_tokenizer(tuned)
    for weights in loaded.parameters():
        weights.data.fill_(float("nan"))
    with pytest.raises(InputError, match="because training diverged; train"):
        predict(topics(), loaded, tokenizer, EncodingConfig())


def test_predictions_are_in_the_order_of_the_rows(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    from demux_core.modelling import network

    tuned = train(topics(), find_model(tiny_model()), tmp_path / "tuned", QUICK)
    loaded, tokenizer = network.load_network(tuned, TASKS["sequence"]), network.load_tokenizer(tuned)
    data = make.sequences([tiny.TEXTS[1], tiny.TEXTS[0] * 3, tiny.TEXTS[0]])
    assert predict(data, loaded, tokenizer, EncodingConfig())[0] == "french"


def test_words_beyond_the_maximum_length_are_predicted_as_outside(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    words = [["clinic", "opens"] * 100]
    data = make.sentences(words, [["B-LOC", "O"] * 100])
    tuned = train(data, find_model(tiny_model()), tmp_path / "tuned", TrainingConfig(epochs=1))
    from demux_core.modelling import network

    loaded, tokenizer = network.load_network(tuned, TASKS["token"]), network.load_tokenizer(tuned)
    (tags,) = predict(data, loaded, tokenizer, EncodingConfig(max_length=32, stride=8))
    assert len(tags) == 200
    assert set(tags[100:]) == {"O"}
