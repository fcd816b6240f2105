"""What the preflight lets expect, in words."""

from demux_core.analysis.expected_gain import Expectation
from demux_core.explain.number_format import format_interval, format_points


def expectation_sentence(expected: Expectation | None, saved: int | None) -> str:
    """Say what the labels of a choice are expected to gain; "" where nothing is known.

    Args:
        expected: the gain over random labels.
        saved: how many more random labels reach the same score.
    """
    if expected is None:
        return ""
    gain = (
        f"On such targets it was {format_points(expected.mean, '+')} points above random labels; on one of "
        f"them alone, expect {format_interval(expected.low, expected.high)} (95%)."
    )
    return f"{gain}{saved_sentence(saved)}"


def saved_sentence(saved: int | None) -> str:
    """Say how many more random labels a like target needed for the same score, after a space; or ""."""
    return (
        f" There, random texts took about {saved:,} more labels to get as far." if saved and saved > 0 else ""
    )
