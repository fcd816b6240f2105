"""``python -m demux_core``."""

import sys

from demux_core.base.search_path import libraries_first

libraries_first()

from demux_core.cli import main  # noqa: E402

sys.exit(main())
