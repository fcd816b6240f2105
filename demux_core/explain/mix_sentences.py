"""Language mixes in words: which languages a strategy prefers, and how that changes over rounds."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from demux_core.base.languages import UNKNOWN, language_name
from demux_core.base.plurals import counted
from demux_core.strategies.display import strategy_title

_MOST_NAMED = 3  # languages


def round_sentence(mix: pd.DataFrame, strategy: str) -> str:
    """Say in one sentence which language's share of ``strategy``'s points changed most over the rounds.

    Args:
        mix: ``language_mix.mix_by_round``.
        strategy: one of its strategies.
    """
    rows = mix[mix["strategy"] == strategy]
    first, last = rows["round"].min(), rows["round"].max()
    title = strategy_title(strategy)
    if first == last:
        return f"{title} has chosen texts in only one round so far."
    before, after = (
        rows[rows["round"] == number].set_index("language")["share"].to_dict() for number in (first, last)
    )
    change = {code: after.get(code, 0) - before.get(code, 0) for code in sorted({*before, *after})}
    # Of two languages that change equally, the one that gains.
    language = max(change, key=lambda code: (round(abs(change[code]), 9), change[code]))
    if round(100 * change[language]) == 0:
        return f"{title} keeps the same language mix from round {first} to round {last}."
    return (
        f"{title} shifts {'towards' if change[language] > 0 else 'away from'} {language_name(language)}: "
        f"{before.get(language, 0):.0%} of its texts in round {first}, "
        f"{after.get(language, 0):.0%} in round {last}."
    )


def mix_sentence(title: str, chosen: Sequence[str], pool: Sequence[str]) -> str:
    """Say in one sentence which languages a strategy prefers, and which share of the pool they are.

    Args:
        title: of the strategy.
        chosen: the language of each point that it chose.
        pool: the language of each row of the pool.
    """
    counts = sorted(Counter(chosen).items(), key=lambda item: (-item[1], item[0]))
    half = np.searchsorted(np.cumsum([rows for _, rows in counts]), len(chosen) / 2) + 1
    top = [language for language, _ in counts[: min(int(half), _MOST_NAMED)]]
    names = _listed(["an unknown language" if code == UNKNOWN else language_name(code) for code in top])
    share = sum(rows for language, rows in counts if language in top) / len(chosen)
    pool_share = sum(language in top for language in pool) / len(pool)
    points, verb = counted(len(chosen), "text"), "is" if len(chosen) == 1 else "are"
    if half > _MOST_NAMED:
        return (
            f"{title}'s {points} {verb} spread across {len(counts):,} languages, led by {names} with "
            f"{share:.0%} ({pool_share:.0%} of the pool)."
        )
    make_up = "makes up" if len(top) == 1 else "make up"
    return (
        f"{share:.0%} of {title}'s {points} {verb} in {names}, which {make_up} {pool_share:.0%} of the pool."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
