"""What the preflight lets expect, in words."""

from demux_core.analysis.expected_gain import Expectation
from demux_core.explain.number_format import format_interval, format_points
from demux_core.strategies import RANDOM


def gain_sentence(strategy: str, expected: Expectation | None, saved: int | None) -> str:
    """Say what the labels of a choice are expected to gain; "" where nothing is known, and for RANDOM.

    Args:
        strategy: that chooses.
        expected: its gain over random labels.
        saved: how many more random labels reach the same score.
    """
    if expected is None or strategy == RANDOM:
        return ""
    gain = (
        f"With linear probes on these, it gained {format_points(expected.mean, '+')} points over random "
        f"texts; on one new target, expect {format_interval(expected.low, expected.high)} (95% interval)."
    )
    return f"{gain}{saved_sentence(saved)}"


def saved_sentence(saved: int | None) -> str:
    """Say how many more random labels a like target needed for the same score, after a space; or ""."""
    if not saved or saved < 0:
        return ""
    return f" There, random texts needed about {saved:,} more labels for the same score."
