"""Tiny random translation models of the kinds that people bring."""

from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

LANGUAGES = ["__en__", "__fr__", "__hi__"]


def build_translator(family: str, folder: Path) -> Path:
    """Write a model of a family, which says words at random, and return its folder."""
    words = ["bonjour", "docteur", "bonsoir", "hello", "नमस्ते", "डॉक्टर", "good", "day", "doctor"]
    tokens = ["<pad>", "<s>", "</s>", "<unk>", *LANGUAGES, *words]
    tokenizer = Tokenizer(WordLevel({token: i for i, token in enumerate(tokens)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 2)])
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        **{"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
        extra_special_tokens=LANGUAGES if family == "m2m_100" else [],
    )
    fast.save_pretrained(folder)
    sizes = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "max_position_embeddings": 300}
    sizes |= {f"{side}_{what}": 16 for side in ("encoder", "decoder") for what in ("ffn_dim",)}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "decoder_start_token_id": 2}
    special = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "max_length": 12}
    config = transformers.AutoConfig.for_model(family, vocab_size=len(fast), **sizes, **heads, **special)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        model = transformers.AutoModelForSeq2SeqLM.from_config(config)
    model.generation_config.forced_eos_token_id = None
    # It writes words; a token that generation is forced to begin with must not be suppressed.
    forced = {tokens.index("__en__")} if family == "m2m_100" else set()
    model.generation_config.suppress_tokens = sorted({*range(4 + len(LANGUAGES))} - forced)
    model.save_pretrained(folder)
    return folder
