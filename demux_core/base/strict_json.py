"""JSON as its standard says it, without what would be read as something else."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

_DIGITS = 1_000


def parse(text: str) -> Any:
    """The value; NaN is let through, because Python and pandas write it for what is missing.

    Raises:
        ValueError: it is not JSON, an object has a key twice, a number is infinite, or it is nested too deep.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_int)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def values(parsed: Any) -> int:
    """How many values parsed JSON holds; an object itself weighs as much as three."""
    if isinstance(parsed, dict):
        return 3 + sum(map(values, parsed.values()))
    return max(1, sum(map(values, parsed))) if isinstance(parsed, list) else 1


def weight(text: str) -> int:
    """How many ``values`` JSON holds at most, counted before it is parsed."""
    return 4 * text.count("{") + text.count("[") + text.count(",")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice[:60]!r} is there twice in one object")
    return made


def _int(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _constant(name: str) -> float:
    if name != "NaN":
        raise ValueError(f"{name} is no JSON number")
    return float("nan")
