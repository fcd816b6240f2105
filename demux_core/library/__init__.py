"""The calls of ``demux_core`` for Python programs and notebooks."""
