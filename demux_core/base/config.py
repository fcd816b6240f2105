"""Frozen settings, checked when they are made."""

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
    """Where converted models and encodings are kept: ``DEMUX_CACHE``, else the user's cache directory."""
    if home := os.environ.get("DEMUX_CACHE"):
        return Path(home).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "demux"


def workspace_dir() -> Path:
    """Where projects and results are kept: ``DEMUX_WORKSPACE``, else ``./workspace``."""
    return Path(os.environ.get("DEMUX_WORKSPACE") or "workspace").expanduser()


@dataclass(frozen=True)
class EncodingConfig:
    """How texts become vectors.

    ``pooling`` None means the model's own: ``mean`` for the embedded model, ``first`` for others.
    ``max_length`` counts tokens with specials; longer QA contexts are cut into windows that have ``stride``
    tokens in common, with 0 half of ``max_length``.
    """

    pooling: Pooling | None = None
    max_length: int = 256
    stride: int = 0

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


@dataclass(frozen=True)
class TrainingConfig:
    """How a task head is fine-tuned: AdamW, linear schedule, warm-up 0.1, weight decay 0, no early stopping.

    ``epochs`` None means 3, or as many (at most 20) as make 150 steps, since a few hundred texts need more.
    ``batch_size`` None means 64 on a GPU and 32 on a CPU, or 8 for more than 500 sentences with BIO tags. The
    fresh head learns ``head_factor`` times faster.
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
        """Epochs for data that fills so many batches."""
        return self.epochs or min(20, max(3, -(-150 // batches)))
