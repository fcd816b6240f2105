"""The program ``demux`` of an installation: alone it opens the dashboard, with a command it runs that."""

import os
import sys
from typing import NoReturn

from demux_core.base.product import product_folder
from demux_core.cli import main


def demux() -> int:
    """Run the command that was given and return its exit status; without one, become the dashboard."""
    return main(program="demux") if len(sys.argv) > 1 else _open_dashboard()


def _open_dashboard() -> NoReturn:
    # Streamlit reads `.streamlit/config.toml` beside the script that `streamlit run` is given, but not for an
    # app that a program starts itself: theme, address and privacy settings would be lost.
    command = [sys.executable, "-m", "streamlit", "run", str(product_folder() / "app.py")]
    # Files in the folder where someone happens to be, such as `random.py`, must not replace modules.
    os.execve(sys.executable, command, {**os.environ, "PYTHONSAFEPATH": "1"})
