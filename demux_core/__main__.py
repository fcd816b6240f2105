"""``python -m demux_core``."""

import sys

from demux_core.cli import main

sys.exit(main())
