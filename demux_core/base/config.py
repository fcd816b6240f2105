"""Settings: where files are kept, and how texts are encoded and models trained; checked when created."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from demux_core.base.errors import InputError

Pooling = Literal["first", "mean"]
POOLINGS: tuple[Pooling, ...] = ("first", "mean")
DEFAULT_MODEL = "default"
DEFAULT_SEED = 42


def cache_dir() -> Path:
    """The directory of converted models and encodings: ``DEMUX_CACHE``, else the user's cache directory."""
    if folder := os.environ.get("DEMUX_CACHE"):
        return Path(folder).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("demux", appauthor=False)


def workspace_dir() -> Path:
    """The directory of projects and results: ``DEMUX_WORKSPACE``, else ``./workspace``."""
    return Path(os.environ.get("DEMUX_WORKSPACE") or "workspace").expanduser()


@dataclass(frozen=True)
class EncodingConfig:
    """How texts become vectors.

    Args:
        pooling: None is the model's own: ``mean`` for the embedded model, ``first`` for others.
        max_length: tokens, special ones included; longer QA contexts are split into overlapping windows.
        stride: tokens that neighbouring windows share; 0 is half of ``max_length``.
        word_depth: the layer that gives the vectors of words, as a share of all layers: 0 the embeddings, 1
            the last.

    Raises:
        InputError: a value is out of range.
    """

    pooling: Pooling | None = None
    max_length: int = 256
    stride: int = 0
    word_depth: float = 2 / 3

    def __post_init__(self) -> None:
        if self.stride == 0:
            object.__setattr__(self, "stride", self.max_length // 2)
        if self.pooling not in (None, *POOLINGS):
            raise InputError(f"pooling must be one of {', '.join(POOLINGS)}, got {self.pooling!r}")
        if not 32 <= self.max_length <= 8192:
            raise InputError(f"max_length must be between 32 and 8192 tokens, got {self.max_length}")
        if not 0 < self.stride < self.max_length:
            raise InputError(
                f"stride must be between 1 and max_length - 1 = {self.max_length - 1}, got {self.stride}"
            )
        if not 0 <= self.word_depth <= 1:
            raise InputError(f"word_depth must be between 0 and 1, got {self.word_depth}")


@dataclass(frozen=True)
class TrainingConfig:
    """How a task head is fine-tuned: AdamW, linear schedule, warm-up 0.1, weight decay 0, no early stopping.

    Args:
        epochs: None is 3, or for small data as many as make 150 steps, at most 20; small default batches
            change the steps, not the epochs.
        lr: learning rate of the encoder.
        head_factor: the new head learns this many times faster.
        batch_size: None is 64 on a GPU and 32 on a CPU, or 8 for sentences with BIO tags.
        warmup: share of the steps in which the learning rate rises.
        seed: of the head's weights and the order of the batches.
        max_length: see ``EncodingConfig``.
        stride: see ``EncodingConfig``.

    Raises:
        InputError: a value is out of range.
    """

    epochs: int | None = None
    lr: float = 1e-4
    head_factor: float = 10.0
    batch_size: int | None = None
    warmup: float = 0.1
    seed: int = DEFAULT_SEED
    max_length: int = 256
    stride: int = 128

    def __post_init__(self) -> None:
        if self.epochs is not None and self.epochs < 1:
            raise InputError(f"epochs must be at least 1, got {self.epochs}")
        if not 0 < self.lr < 1:
            raise InputError(f"lr must be between 0 and 1, got {self.lr}; 1e-4 and 2e-5 are usual")
        if not 0 <= self.seed < 2**63:
            raise InputError(f"a seed must be between 0 and 2**63 - 1, got {self.seed}")
        if self.batch_size is not None and self.batch_size < 1:
            raise InputError(f"batch_size must be at least 1, got {self.batch_size}")

    def epochs_of(self, batches: int) -> int:
        """The number of epochs for data of ``batches`` batches."""
        return self.epochs or min(20, max(3, -(-150 // batches)))
