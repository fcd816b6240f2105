"""The device that models run on, and what suits it: the format of numbers, the size of batches.

It imports torch; import it only where a model runs.
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import torch

# Padded tokens per batch. On a CPU, enough to keep two cores busy: larger arrays leave the cores' caches, and
# are asked of the system anew for every layer; 8,192 tokens took a quarter more time.
CPU_TOKENS = 2_048
_GPU_TOKENS = 32_768  # at most; not measured
# Of a training batch that is computed in parts: less than 1 GB of activations on a CPU, where 32 texts of up
# to 40 tokens are still one part; on a GPU with room every batch of the default size is.
_CPU_PART, _GPU_PART = 1_536, 32_768
# Bytes per token and hidden unit of what a layer holds for its gradient, in bfloat16 and without those of the
# attention (Korthikanti et al., Reducing Activation Recomputation in Large Transformer Models, 2022).
_GRADIENT_BYTES = 34
_READING_STATES = 16  # what a layer holds at once while it is read, in states of four bytes a hidden unit


def device() -> torch.device:
    """Return the GPU if there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def autocast() -> AbstractContextManager[Any]:
    """Use bfloat16 where the hardware computes it faster than float32, else float32."""
    return torch.autocast(device().type, dtype=torch.bfloat16, enabled=computes_in_bfloat16())


@cache
def computes_in_bfloat16() -> bool:
    """Whether the hardware computes bfloat16 faster than float32.

    On a CPU this requires matrix tiles (AMX), where it measured 2.6 times the speed of float32, or the vector
    instructions (AVX-512 BF16) of AMD, where it measured 2 times. Those of another processor without tiles
    measured 0.4 to 0.7 times. GPUs older than Ampere only emulate it.
    """
    if device().type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    found = torch.cpu.get_capabilities()
    is_amd = str(found.get("cpu_name", "")).startswith("AMD")
    return bool(found.get("amx_bf16") or (is_amd and found.get("avx512_bf16")))


def batch_tokens(config: Any) -> int:
    """How many padded tokens a batch may have that a model only reads.

    Args:
        config: of the transformer: its hidden_size and num_hidden_layers.

    Returns:
        On a GPU, what half of its free memory holds, so that there is room for attention without SDPA; at
        most 32,768.
    """
    if device().type == "cpu":
        return CPU_TOKENS
    states = _READING_STATES + config.num_hidden_layers
    return _fitting(4 * states * config.hidden_size, CPU_TOKENS, _GPU_TOKENS)


def part_tokens(config: Any) -> int:
    """How many padded tokens a part of a training batch may have; as ``batch_tokens``.

    The other half of the memory is for gradients and the optimizer.
    """
    if device().type == "cpu":
        return _CPU_PART
    size = _GRADIENT_BYTES * config.num_hidden_layers * config.hidden_size
    return _fitting(size if computes_in_bfloat16() else 2 * size, _CPU_PART, _GPU_PART)


def _fitting(size: int, least: int, most: int) -> int:
    """How many tokens of ``size`` bytes fit into half of the GPU's memory that is free."""
    free, _ = torch.cuda.mem_get_info()
    unused = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()  # torch's own, kept for later
    return max(least, min((free + unused) // 2 // size, most))
