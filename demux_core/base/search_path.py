"""Where this process looks for modules."""

import sys
from pathlib import Path

from demux_core.base.product import packages_folder


def libraries_first() -> None:
    """Look in the working folder and in that of this package last.

    A file there that is called like a module of a library, such as ``secrets.py``, must not take its place.
    """
    own = {Path.cwd().resolve(), packages_folder()}
    sys.path.sort(key=lambda entry: Path(entry).resolve() in own)
