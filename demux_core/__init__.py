"""Choose which source-language texts to label for a target language.

The method is DeMuX (Khanuja et al., NAACL 2024). Public names are imported on first use, which keeps
``import demux_core`` fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demux_core.base.errors import InputError as InputError
    from demux_core.data.dataset import Dataset as Dataset
    from demux_core.library.calls import encode as encode
    from demux_core.library.calls import experiment as experiment
    from demux_core.library.calls import train as train
    from demux_core.library.results import Results as Results
    from demux_core.library.tables import load as load
    from demux_core.modelling.encoding import Encoding as Encoding
    from demux_core.modelling.models import find_model as find_model
    from demux_core.strategies import STRATEGIES as STRATEGIES
    from demux_core.strategies import Constraints as Constraints
    from demux_core.strategies import Selection as Selection
    from demux_core.strategies import select as select
    from demux_core.strategies import select_words as select_words
    from demux_core.workflows.preflight import preflight as preflight

__version__ = "0.1.0"

_MODULES = {
    "Dataset": "demux_core.data.dataset",
    "load": "demux_core.library.tables",
    "encode": "demux_core.library.calls",
    "train": "demux_core.library.calls",
    "experiment": "demux_core.library.calls",
    "Results": "demux_core.library.results",
    "find_model": "demux_core.modelling.models",
    "preflight": "demux_core.workflows.preflight",
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
    "Results",
    "Selection",
    "__version__",
    "encode",
    "experiment",
    "find_model",
    "load",
    "preflight",
    "select",
    "select_words",
    "train",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'demux_core' has no attribute {name!r}")
