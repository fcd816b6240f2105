"""Where a cell is computed: what decides the last digits of a score besides data, model and settings."""

import platform
from functools import cache
from importlib.metadata import version

from demux_core.experiments.cells import Environment

_PACKAGES = ("torch", "transformers", "numpy", "faiss-cpu")


def this_environment() -> Environment:
    """Return versions of the packages, instructions of the processor, and number of threads."""
    import torch

    return Environment(
        versions=_versions(),
        machine={
            "instructions": torch.backends.cpu.get_cpu_capability(),
            "threads": torch.get_num_threads(),
        },
    )


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()}
