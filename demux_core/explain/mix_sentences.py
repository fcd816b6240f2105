"""What a language mix says, in a sentence."""

from typing import TYPE_CHECKING

import pandas as pd

from demux_core.base.languages import language_name
from demux_core.strategies.display import strategy_title

if TYPE_CHECKING:
    pass
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    pass


def round_sentence(mix: pd.DataFrame, strategy: str) -> str:
    """Say in one sentence which language's share of ``strategy``'s points changed most over the rounds.

    Args:
        mix: ``language_mix.mix_by_round``.
        strategy: one of its strategies.
    """
    own = mix[mix["strategy"] == strategy]
    first, last = own["round"].min(), own["round"].max()
    title = strategy_title(strategy)
    if first == last:
        return f"{title} has chosen in one round so far."
    ends = [own[own["round"] == number].set_index("language")["share"].to_dict() for number in (first, last)]
    change = {code: ends[1].get(code, 0) - ends[0].get(code, 0) for code in sorted({*ends[0], *ends[1]})}
    # Of two that change as much, the one that gains.
    language = max(change, key=lambda code: (round(abs(change[code]), 9), change[code]))
    if round(100 * change[language]) == 0:
        return f"{title} keeps to the same languages from round {first} to round {last}."
    return (
        f"{title} turns {'to' if change[language] > 0 else 'away from'} {language_name(language)}: "
        f"{ends[0].get(language, 0):.0%} of its points in round {first}, "
        f"{ends[1].get(language, 0):.0%} in round {last}."
    )


def mix_sentence(title: str, chosen: Sequence[str], pool: Sequence[str]) -> str:
    """Say in one sentence which languages a strategy prefers, and what they are of the pool."""
    counts = sorted(Counter(chosen).items(), key=lambda item: (-item[1], item[0]))
    half = np.searchsorted(np.cumsum([rows for _, rows in counts]), len(chosen) / 2) + 1
    top = [language for language, _ in counts[: min(int(half), 3)]]
    names = _join([language_name(language) for language in top])
    share = sum(rows for language, rows in counts if language in top) / len(chosen)
    base = sum(language in top for language in pool) / len(pool)
    points = "point" if len(chosen) == 1 else "points"
    if half > 3:
        return (
            f"{title}'s {len(chosen):,} {points} spread over {len(counts):,} languages; "
            f"{names} lead with {share:.0%} (pool: {base:.0%})."
        )
    of = f"{share:.0%} of {title}'s {len(chosen):,} {points}"
    return f"{of} are {names}, which make up {base:.0%} of the pool."


def _join(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
