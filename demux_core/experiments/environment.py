"""Where a cell is computed: what decides the last digits of a score besides data, model and settings."""

import os
import platform
import sys
from functools import cache
from importlib.metadata import version

from demux_core.experiments.cells import Environment

_PACKAGES = ("torch", "transformers", "numpy", "faiss-cpu")


def this_environment() -> Environment:
    """Return versions of the packages, instructions of the processor, and number of threads.

    A linear probe of a cached encoding never loads torch, which takes seconds; then the processor's type
    stands for its instructions.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        machine = {"instructions": platform.machine(), "threads": os.cpu_count()}
    else:
        instructions = torch.backends.cpu.get_cpu_capability()
        machine = {"instructions": instructions, "threads": torch.get_num_threads()}
    return Environment(versions=_versions(), machine=machine)


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()}
