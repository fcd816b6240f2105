"""What the preflight says, in words; its advice is ``workflows.preflight.Advice`` as JSON."""

from collections.abc import Mapping
from typing import Any

from demux_core.analysis.measured_targets import LARGEST_BUDGET
from demux_core.base.plurals import counted
from demux_core.explain.number_format import format_interval, format_points
from demux_core.strategies import RANDOM
from demux_core.strategies.display import strategy_title

NO_EVIDENCE = "there is no evidence here"  # words that the pages set in bold


def advice_sentences(advice: Mapping[str, Any]) -> str:
    """Say why a strategy is recommended and, where that is known, what to expect of it."""
    known = advice["expected_gain"] is not None
    return f"{advice['reason']} {expectation_sentence(advice)}" if known else str(advice["reason"])


def expectation_sentence(advice: Mapping[str, Any]) -> str:
    """Say what to expect, as an estimate from other targets and not a measurement."""
    budget, gain = advice["budget"], advice["expected_gain"]
    labels = counted(budget, "label")
    if gain is None:
        return f"What {labels} will gain here cannot be estimated."  # the reason of the advice says why
    expected = f"Expected from {gain['targets']} targets like yours, measured with linear probes"
    if advice["strategy"] == RANDOM:
        return f"{expected}: at {labels} no strategy gains over texts drawn at random."
    between = format_interval(gain["low"], gain["high"])
    chosen = f"{budget:,} texts chosen by {strategy_title(advice['strategy'])}"
    return (
        f"{expected}: {chosen} gain {format_points(gain['mean'], '+')} points over random ones ({between} on "
        f"one new target).{_saved(advice['labels_saved'], budget)}"
    )


def _saved(labels: int | None, budget: int) -> str:
    """How many more random labels a like target needed for the same score, after a space; or empty."""
    if not labels or labels < 0:
        return ""
    about = "at least" if budget + labels >= LARGEST_BUDGET else "about"
    return f" There, random texts needed {about} {labels:,} more labels for the same score."
