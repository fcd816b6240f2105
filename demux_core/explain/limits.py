"""The limits of a selection: as a table to edit, and in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from demux_core.analysis.coverage_curves import ALL
from demux_core.analysis.labels_needed import Reading
from demux_core.analysis.limit_cost import LimitCost
from demux_core.base.languages import language_name
from demux_core.base.plurals import counted
from demux_core.explain.costs import money
from demux_core.explain.number_format import format_interval, format_points
from demux_core.strategies import Constraints

if TYPE_CHECKING:
    import pandas as pd


def limits_table(languages: Sequence[str], limits: Constraints) -> "pd.DataFrame":
    """What limits each language of a pool, to edit.

    Args:
        languages: the language of every row of the pool.
        limits: as known so far.

    Returns:
        code, language (name), spoken (whether annotators speak it), floor and cap (NaN for none), the most
        frequent language first.
    """
    import pandas as pd

    counts = Counter(languages)
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    return pd.DataFrame(
        {
            "code": codes,
            "language": [language_name(code) for code in codes],
            "spoken": [limits.languages is None or code in limits.languages for code in codes],
            "floor": [limits.floors.get(code) or None for code in codes],
            "cap": [limits.caps.get(code) for code in codes],
        }
    ).astype({"floor": float, "cap": float})


def targets_table(languages: Sequence[str], limits: Constraints) -> "pd.DataFrame":
    """The weight of each target language, to edit: code, language (name), weight."""
    import pandas as pd

    weights = [float(limits.target_weights.get(code, 1)) for code in languages]
    names = [language_name(code) for code in languages]
    return pd.DataFrame({"code": languages, "language": names, "weight": weights})


def edited_weights(table: "pd.DataFrame") -> dict[str, float]:
    """The weights of an edited ``targets_table``; 1 where there is none."""
    return dict(zip(table["code"], table["weight"].fillna(1).astype(float).tolist(), strict=True))


def edited_limits(table: "pd.DataFrame", spend: float | None, near_duplicates: bool) -> Constraints:
    """The limits of an edited ``limits_table``. Raises InputError if they contradict each other."""
    spoken = tuple(table.loc[table["spoken"], "code"])
    return Constraints(
        languages=None if len(spoken) == len(table) else spoken,
        caps=_counts(table, "cap"),
        floors={code: count for code, count in _counts(table, "floor").items() if count},
        spend=spend,
        near_duplicates=near_duplicates,
    )


def limits_phrases(limits: Mapping[str, Any], currency: str = "") -> list[str]:
    """What limited a selection, in words, one phrase a limit; ``limits`` as of ``Constraints.to_json``."""
    phrases = []
    if (languages := limits.get("languages")) is not None:
        phrases.append(f"only {', '.join(map(language_name, languages)) or 'no language'}")
    for name, what in (("caps", "at most"), ("floors", "at least")):
        phrases += [f"{what} {count:,} {language_name(code)}" for code, count in limits.get(name, {}).items()]
    if spend := limits.get("spend"):
        phrases.append(f"spending at most {money(spend, currency)}")
    if weights := limits.get("target_weights"):
        phrases.append(_weights_phrase(weights))
    if limits.get("fair_targets"):
        phrases.append("the least covered target language first")
    if limits.get("no_near_duplicates"):
        phrases.append("near-duplicates once")
    if excluded := limits.get("excluded"):
        phrases.append(f"without {excluded:,} text{'s' * (excluded != 1)} struck out")
    return phrases


def limit_cost_sentence(cost: LimitCost, currency: str = "") -> str:
    """``Within your limits, 41 of 72 target texts have a chosen text near them; without limits, 57.``"""
    (points, all_points), (here, there) = cost.points, cost.covered[ALL]
    of_points, of_all = (f" ({counted(n, 'text')})" if points != all_points else "" for n in cost.points)
    without = (
        f"; without limits, {there:,}{of_all}." if here != there else f", as many as without limits{of_all}."
    )
    sentences = [
        f"Within your limits, {here:,} of {counted(cost.total, 'target text')} have a chosen text near "
        f"them{of_points}{without}"
    ]
    languages = [
        f"{language_name(code)} {counts[0]:,} instead of {counts[1]:,}"
        for code, counts in cost.covered.items()
        if code != ALL and counts[0] != counts[1]
    ]
    if len(cost.covered) > 2 and languages:
        sentences.append(f"By target language: {', '.join(languages)}.")
    if cost.money and cost.money[0] != cost.money[1]:
        amounts = [money(amount, currency) for amount in cost.money]
        sentences.append(f"The texts cost {amounts[0]} instead of {amounts[1]}.")
    return " ".join(sentences)


def score_cost_sentence(
    cost: Reading, labels: int, scores: tuple[float, float], unit: str, by_money: bool = False
) -> str:
    """``With 50 labels, linear probes score 49.1% within your limits and 50.3% without: −1.2 points (…).``

    Args:
        cost: ``limit_cost.score_cost``.
        labels: their number.
        scores: within and without limits.
        unit: of a score.
        by_money: whether money limits the labels, so that there can be fewer of them.
    """
    at_most = ", as far as the money goes within your limits," if by_money else ","
    within, without = (f"{format_points(score)}{unit}" for score in scores)
    interval = "" if isnan(cost.low) else f" (95% interval {format_interval(cost.low, cost.high)})"
    clear = not isnan(cost.low) and (cost.low > 0 or cost.high < 0)
    verdict = "" if clear else " This may be chance."
    return (
        f"With {counted(labels, 'label')}{at_most} linear probes on your test score {within} within your "
        f"limits and {without} without: {format_points(cost.value, '+')} points{interval}.{verdict}"
    )


def _weights_phrase(weights: Mapping[str, float]) -> str:
    if set(weights.values()) == {1}:  # a language that is not named has the weight 1, too
        return "the same share of texts for each target language"
    named = ", ".join(f"{language_name(code)} {weight:g}" for code, weight in weights.items())
    return f"texts split over the target languages by weight: {named} (1 for any other)"


def _counts(table: "pd.DataFrame", column: str) -> dict[str, int]:
    filled = table[table[column].notna()]
    return dict(zip(filled["code"], filled[column].astype(int).tolist(), strict=True))
