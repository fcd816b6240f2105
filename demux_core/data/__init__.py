"""Datasets: from any file format to one checked, canonical form."""
