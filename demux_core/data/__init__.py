"""Datasets: read any file format into one checked, canonical form."""
