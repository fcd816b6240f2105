"""Encoding in float32 on every processor, so that another one chooses the same texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch


@contextmanager
def in_float32(cache: Path) -> Iterator[None]:
    """Let models compute in float32, and keep their encodings in ``cache``, apart from those of others."""
    with (
        patch("demux_core.modelling.device.computes_in_bfloat16", return_value=False),
        patch.dict("os.environ", {"DEMUX_CACHE": str(cache)}),
    ):
        yield
