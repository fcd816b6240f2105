"""Tiny random models of the architectures that people bring, made on the spot; nothing is downloaded."""

from pathlib import Path
from typing import Any

import torch
import transformers

TEXTS = [
    "the clinic opens at nine in the morning",
    "le médecin arrive à neuf heures du matin",
    "डॉक्टर सुबह नौ बजे आते हैं",
    "доктор приходит в девять часов утра",
    "where can I buy this medicine today",
]
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 48,
    "max_position_embeddings": 260,
}
FAMILIES = ("xlm-roberta", "rembert", "bert", "deberta-v2")


def build(family: str, folder: Path, head: str = "Model", **settings: Any) -> Path:
    """Write a random model with its family's own tokenizer; ``head`` is the class behind ``Auto``."""
    tokenizer = _TOKENIZERS[family]()
    config = transformers.AutoConfig.for_model(
        family, vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id, **{**SIZES, **settings}
    )
    with torch.random.fork_rng():
        torch.manual_seed(7)
        getattr(transformers, f"AutoModel{head.removeprefix('Model')}").from_config(config).save_pretrained(
            folder
        )
    tokenizer.save_pretrained(folder)
    return folder


def _pieces(specials: list[str]) -> list[tuple[str, float]]:
    """A Unigram vocabulary: the special tokens, the words of the texts and their characters."""
    words = sorted({f"▁{word}" for text in TEXTS for word in text.split()})
    characters = sorted({character for text in TEXTS for character in text.replace(" ", "▁")})
    singles = [(c, -8.0) for c in characters if c not in words]
    return [(token, 0.0) for token in specials] + [(word, -4.0) for word in words] + singles


def _bert() -> Any:
    characters = sorted({c for text in TEXTS for c in text if c != " "})
    tokens = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *characters,
        *(f"##{c}" for c in characters),
        "clinic",
    ]
    return transformers.BertTokenizer(vocab={t: i for i, t in enumerate(tokens)}, strip_accents=False)


def _xlm_roberta() -> Any:
    return transformers.XLMRobertaTokenizer(
        vocab=[*_pieces(["<s>", "<pad>", "</s>", "<unk>"]), ("<mask>", 0.0)]
    )


def _rembert() -> Any:
    specials = ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]
    return transformers.RemBertTokenizer(vocab=_pieces(specials))


def _deberta() -> Any:
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return transformers.DebertaV2Tokenizer(vocab=_pieces(specials))


_TOKENIZERS = {
    "xlm-roberta": _xlm_roberta,
    "rembert": _rembert,
    "bert": _bert,
    "deberta-v2": _deberta,
}
