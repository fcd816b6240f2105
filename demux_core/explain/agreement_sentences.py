"""How far annotators agree, in words."""

import math

from demux_core.analysis.agreement import Agreement
from demux_core.base.plurals import counted
from demux_core.explain.number_format import true_minus

SCALE = (
    "1 means that all answers are the same, 0 that they agree as often as by chance, and below 0 less often."
)
_PAIRS = 5


def agreement_sentences(found: Agreement, unit: str) -> list[str]:
    """Say how far annotators agree: the share of equal answers, then the coefficients.

    Args:
        found: the agreement.
        unit: what a decision is about: "text" or "word".
    """
    people, decisions = counted(len(found.people), "annotator"), counted(found.decisions, unit)
    sentences = [f"{people} labelled {decisions} at least twice; {found.same:.0%} of pairs of answers agree."]
    if math.isnan(found.alpha):
        return [*sentences, "Kappa and alpha need at least two different labels."]
    sentences.append(f"Krippendorff's alpha is {_number(found.alpha)}.")
    if len(found.people) > 2 and not math.isnan(found.fleiss):
        number, each = found.fleiss_decisions
        sentences.append(
            f"Fleiss' kappa is {_number(found.fleiss)} ({counted(number, unit)} with {each} answers each)."
        )
    pairs = [
        f"{one} and {other} {_number(kappa)} ({counted(shared, unit)})"
        for (one, other), (kappa, shared) in found.cohen.items()
        if not math.isnan(kappa)
    ]
    if pairs:
        rest = f" and {counted(len(pairs) - _PAIRS, 'more pair')}" if len(pairs) > _PAIRS else ""
        sentences.append(f"Cohen's kappa: {'; '.join(pairs[:_PAIRS])}{rest}.")
    return sentences


def _number(value: float) -> str:
    return true_minus(f"{value + 0.0:.2f}")
