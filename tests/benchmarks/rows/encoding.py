"""Encoding sentences of the shared corpora with the embedded model, loaded before the clock starts."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows.base import BOUND, HERE, PLAIN, USUAL, Row, Side, Work

if TYPE_CHECKING:
    import pandas as pd

_LENGTH = 128  # tokens to which the public code pads
_BATCH = 64
_PREFIX = "query: "
_SHARED = Path(os.environ.get("DEMUX_SHARED") or Path(__file__).parents[4] / "shared") / "data"


def sentences(name: str, size: int) -> "pd.DataFrame":
    """Rows of a shared corpus, in all its languages and lengths."""
    import pandas as pd

    frame = pd.read_parquet(_SHARED / f"{name}.parquet")
    return frame[frame["split"] == "train"].sample(size, random_state=0, replace=True).reset_index(drop=True)


def encoded(name: str) -> Callable[[int], Work]:
    """Our encoder, with nothing in the cache but the model."""

    def prepare(size: int) -> Work:
        from demux_core.data.loading import load
        from demux_core.modelling.encoder import encode
        from demux_core.modelling.models import find_model
        from demux_core.modelling.shards import Reader

        folder = Path(tempfile.mkdtemp())
        frame = sentences(name, size).assign(id=range(size))
        frame[[c for c in ("id", "text", "tokens", "tags") if c in frame]].to_parquet(folder / "data.parquet")
        model, data = find_model("default"), load(folder / "data.parquet")
        os.environ["DEMUX_CACHE"] = str(folder)  # the encoding must not come from the cache
        reader = Reader(model, data.task)
        return lambda: encode(data, reader)

    return prepare


def padded(name: str) -> Callable[[int], Work]:
    """The public code: float32, in the order of the file, every sentence padded to 128 tokens."""

    def prepare(size: int) -> Work:
        import torch

        tokenizer, network, texts = _loaded(name, size)

        def work() -> None:
            with torch.no_grad():
                for start in range(0, size, _BATCH):
                    batch = tokenizer(
                        texts[start : start + _BATCH],
                        padding="max_length",
                        truncation=True,
                        max_length=_LENGTH,
                        return_tensors="pt",
                    )
                    network(**batch).last_hidden_state[:, 0].numpy()

        return work

    return prepare


def by_sentence_transformers(size: int) -> Work:
    """``SentenceTransformer.encode`` with its defaults."""
    from sentence_transformers import SentenceTransformer, models

    from demux_core.modelling.models import find_model

    folder = str(find_model("default").folder)
    word = models.Transformer(folder, max_seq_length=_LENGTH)
    network = SentenceTransformer(modules=[word, models.Pooling(word.get_embedding_dimension())])
    texts = [_PREFIX + text for text in sentences("topic", size)["text"]]
    return lambda: network.encode(texts, show_progress_bar=False)


def products_of(name: str) -> Callable[[int], Work]:
    """The arithmetic alone: the matrix products of every real token, in the fastest number format."""

    def prepare(size: int) -> Work:
        import torch

        from demux_core.modelling.device import computes_in_bfloat16

        tokenizer, network, texts = _loaded(name, size)
        tokens = sum(len(ids) for ids in tokenizer(texts, truncation=True, max_length=_LENGTH)["input_ids"])
        form = torch.bfloat16 if computes_in_bfloat16() else torch.float32
        width, inner = network.config.hidden_size, network.config.intermediate_size
        block = torch.randn(2_048, width, dtype=form)
        weights = [torch.randn(width, width, dtype=form) for _ in range(4)]
        up, down = torch.randn(width, inner, dtype=form), torch.randn(inner, width, dtype=form)

        def work() -> None:
            with torch.no_grad():
                for _ in range(network.config.num_hidden_layers * (tokens // len(block) + 1)):
                    for weight in weights:
                        block @ weight
                    (block @ up) @ down

        return work

    return prepare


def _loaded(name: str, size: int):  # type: ignore[no-untyped-def]
    import torch
    from transformers import AutoModel, PreTrainedTokenizerFast

    from demux_core.modelling.models import find_model

    folder = find_model("default").folder
    network = AutoModel.from_pretrained(folder, dtype=torch.float32, add_pooling_layer=False).eval()
    frame = sentences(name, size)
    plain = frame["text"] if "text" in frame else frame["tokens"].map(" ".join)
    prefix = _PREFIX if "text" in frame else ""
    return PreTrainedTokenizerFast.from_pretrained(folder), network, [prefix + text for text in plain]


def _row(name: str, corpus: str, what: str, usual: bool) -> Row:
    sides = {HERE: Side(encoded(corpus)), PLAIN: Side(padded(corpus), share=0.02)}
    if usual:
        sides[USUAL] = Side(by_sentence_transformers, share=0.1, needs="sentence_transformers")
    sides[BOUND] = Side(products_of(corpus))
    aim = "12x plain, 4x sentence-transformers, 70% of the bound; 5x plain without AMX"
    return Row(name, f"encode {{size}} sentences for {what}", 20_000, aim, sides)


ROWS = (
    _row("encode", "topic", "classification", usual=True),
    _row("encode-words", "pos", "token labelling", usual=False),
)
