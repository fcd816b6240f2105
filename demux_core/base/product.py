"""Where the parts of the product are that are no Python packages: ``app.py``, the pages and ``data``."""

from pathlib import Path

# Beside an installed ``demux_core``; `pyproject.toml` gives the folder this name.
_INSTALLED = "demux_explorer"


def packages_folder() -> Path:
    """The folder from which ``demux_core`` is imported."""
    return Path(__file__).resolve().parents[2]


def product_folder() -> Path:
    """The folder of ``app.py``, ``pages`` and ``data``: the checkout, or beside an installed package."""
    installed = packages_folder() / _INSTALLED
    return installed if installed.is_dir() else packages_folder()


def data_folder() -> Path:
    """The folder of the demo, the paper's results and our measurements."""
    return product_folder() / "data"
