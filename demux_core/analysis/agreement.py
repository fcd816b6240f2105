"""How far annotators agree, beyond what chance would give: the coefficients of three libraries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Agreement:
    """The agreement of annotators on decisions that at least two of them took.

    Coefficients are 1 where all agree and 0 where they agree as often as chance would; NaN where they cannot
    be computed, because everybody decided the same on everything.

    Args:
        decisions: how many decisions there are: texts, or words with tags.
        people: the annotators.
        same: share of pairs of answers to one decision that are equal.
        cohen: Cohen's kappa of two annotators and the decisions they share (scikit-learn).
        fleiss: Fleiss' kappa (statsmodels) on the decisions of the number of people that is most frequent.
        fleiss_decisions: how many these are, and how many people took each of them.
        alpha: Krippendorff's alpha for names, on all decisions (krippendorff).
    """

    decisions: int
    people: tuple[str, ...]
    same: float
    cohen: Mapping[tuple[str, str], tuple[float, int]]
    fleiss: float
    fleiss_decisions: tuple[int, int]
    alpha: float


def agreement(answers: Sequence[Mapping[str, str]]) -> Agreement | None:
    """Compute the agreement of annotators; None if no two of them decided on the same.

    Args:
        answers: for each decision, annotator -> what they decided.
    """
    shared = [each for each in answers if len(each) > 1]
    if not shared:
        return None
    people = tuple(sorted({who for each in shared for who in each}))
    names = sorted({value for each in shared for value in each.values()})
    codes = np.full((len(people), len(shared)), np.nan)
    for place, each in enumerate(shared):
        for who, value in each.items():
            codes[people.index(who), place] = names.index(value)
    counts = np.stack([(codes == code).sum(axis=0) for code in range(len(names))], axis=1)
    pairs = counts.sum(axis=1) * (counts.sum(axis=1) - 1)
    fleiss, decisions = _fleiss(counts)
    same = float((counts * (counts - 1)).sum() / pairs.sum())
    return Agreement(len(shared), people, same, _cohen(codes, people), fleiss, decisions, _alpha(codes))


def _cohen(codes: NDArray[np.float64], people: Sequence[str]) -> dict[tuple[str, str], tuple[float, int]]:
    from sklearn.metrics import cohen_kappa_score

    found = {}
    for one, other in combinations(range(len(people)), 2):
        both = ~np.isnan(codes[[one, other]]).any(axis=0)
        if not both.any():
            continue
        first, second = codes[one, both].astype(int), codes[other, both].astype(int)
        is_constant = len({*first, *second}) < 2
        kappa = np.nan if is_constant else float(cohen_kappa_score(first, second))
        found[people[one], people[other]] = kappa, int(both.sum())
    return found


def _fleiss(counts: NDArray[np.int64]) -> tuple[float, tuple[int, int]]:
    """Fleiss' kappa needs the same number of answers to every decision: the number that most of them have."""
    from statsmodels.stats.inter_rater import fleiss_kappa

    answers = counts.sum(axis=1)
    sizes, times = np.unique(answers, return_counts=True)
    most = int(sizes[times.argmax()])
    table = counts[answers == most]
    is_constant = (table.sum(axis=0) > 0).sum() < 2
    return float("nan") if is_constant else float(fleiss_kappa(table)), (len(table), most)


def _alpha(codes: NDArray[np.float64]) -> float:
    import krippendorff

    if len(np.unique(codes[~np.isnan(codes)])) < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal"))
