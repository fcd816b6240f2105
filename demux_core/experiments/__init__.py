"""Experiments: what the texts that a strategy picks buy, over budgets, rounds and seeds."""
