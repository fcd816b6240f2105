from pathlib import Path

import numpy as np
import pytest

from demux_core import Encoding, InputError
from demux_core.modelling import embedded_model
from demux_core.modelling.encoder import encode
from demux_core.modelling.models import E5_SETTINGS, find_model
from tests.helpers import make

CONCEPTS = {
    "en": ["The doctor is on holiday.", "My phone battery is empty.", "Rice grows in wet fields."],
    "fr": [
        "Le médecin est en vacances.",
        "La batterie de mon téléphone est vide.",
        "Le riz pousse dans des champs humides.",
    ],
    "hi": ["डॉक्टर छुट्टी पर हैं।", "मेरे फ़ोन की बैटरी खत्म है।", "धान गीले खेतों में उगता है।"],
}


@pytest.fixture(scope="module")
def model():  # type: ignore[no-untyped-def]
    return find_model("default")


def test_the_weights_are_converted_to_a_plain_transformers_directory(model) -> None:  # type: ignore[no-untyped-def]
    names = {path.name for path in model.folder.iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "demux.json"} <= names
    assert model.settings == E5_SETTINGS


def test_texts_are_tokenized_as_by_xlm_roberta(model) -> None:  # type: ignore[no-untyped-def]
    from demux_core.modelling.network import load_tokenizer

    tokenizer = load_tokenizer(model)
    assert tokenizer("Hello, world!").input_ids == [0, 35378, 4, 8999, 38, 2]
    assert tokenizer("  Hello,\u3000\u200bworld! ").input_ids == tokenizer("Hello, world!").input_ids
    assert tokenizer("Hello", "world").input_ids == [0, 35378, 2, 2, 8999, 2]
    assert tokenizer.convert_ids_to_tokens(tokenizer("①～").input_ids)[1:-1] == ["▁1", "～"]


def test_word_offsets_exclude_the_space_before_the_word(model) -> None:  # type: ignore[no-untyped-def]
    from demux_core.modelling.network import load_tokenizer

    batch = load_tokenizer(model)("big  house", return_offsets_mapping=True)
    assert batch["offset_mapping"][1:-1] == [(0, 3), (5, 10)]


def test_translations_are_nearest_neighbours(model) -> None:  # type: ignore[no-untyped-def]
    vectors = {
        language: np.asarray(
            Encoding.open(encode(make.sequences(texts, language=language), model)).embeddings
        )
        for language, texts in CONCEPTS.items()
    }
    for language in ("fr", "hi"):
        distances = ((vectors["en"][:, None] - vectors[language][None]) ** 2).sum(axis=2)
        assert distances.argmin(axis=1).tolist() == [0, 1, 2]


def test_a_file_with_another_checksum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "e5-small-q4.bin"
    other.write_bytes(b"E5S1 but not ours")
    monkeypatch.setattr(embedded_model, "_FILE", str(other))
    with pytest.raises(InputError, match=r"must have sha256 1571fc982750\.\.\., got .*; reinstall it"):
        embedded_model.packed_file()
