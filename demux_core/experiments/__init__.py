"""Experiments: what the points that a strategy picks buy, over budgets, rounds and seeds."""
