"""Choose which source-language texts to label for a target language.

The method is DeMuX (Khanuja et al., NAACL 2024). Public names are imported on first use, which keeps
``import demux_core`` fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demux_core.base.errors import InputError as InputError
    from demux_core.data.dataset import Dataset as Dataset
    from demux_core.data.loading import load as load
    from demux_core.modelling.encoding import Encoding as Encoding
    from demux_core.strategies import STRATEGIES as STRATEGIES
    from demux_core.strategies import Constraints as Constraints
    from demux_core.strategies import Selection as Selection
    from demux_core.strategies import select as select
    from demux_core.strategies import select_words as select_words

__version__ = "0.1.0"

_MODULES = {
    "Dataset": "demux_core.data.dataset",
    "load": "demux_core.data.loading",
    "Encoding": "demux_core.modelling.encoding",
    "InputError": "demux_core.base.errors",
    "STRATEGIES": "demux_core.strategies",
    "Constraints": "demux_core.strategies",
    "Selection": "demux_core.strategies",
    "select": "demux_core.strategies",
    "select_words": "demux_core.strategies",
}
__all__ = [
    "STRATEGIES",
    "Constraints",
    "Dataset",
    "Encoding",
    "InputError",
    "Selection",
    "__version__",
    "load",
    "select",
    "select_words",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'demux_core' has no attribute {name!r}")
