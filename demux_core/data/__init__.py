"""Datasets: read any file format into one checked, canonical form."""

from demux_core.data.dataset import Dataset
from demux_core.data.loading import load

__all__ = ["Dataset", "load"]
