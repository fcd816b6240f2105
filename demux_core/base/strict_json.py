"""Strict JSON: input that could silently be read as something else is an error."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

_MAX_DIGITS = 1_000


def parse(text: str) -> Any:
    """Parse JSON; NaN is allowed, because Python and pandas write it for missing values.

    Raises:
        ValueError: it is not JSON, has a duplicate key or an infinite number, or is nested too deeply.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_int, parse_float=_float
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def count_values(parsed: Any) -> int:
    """The number of values in parsed JSON, for limits on memory; an object itself counts as three."""
    if isinstance(parsed, dict):
        return 3 + sum(map(count_values, parsed.values()))
    return max(1, sum(map(count_values, parsed))) if isinstance(parsed, list) else 1


def max_values(text: str) -> int:
    """An upper bound on ``count_values``, found without parsing."""
    return 4 * text.count("{") + text.count("[") + text.count(",")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    parsed = dict(pairs)
    if len(parsed) < len(pairs):
        [(key, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {key[:60]!r} appears twice in one object")
    return parsed


def _int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _float(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise ValueError(f"{digits[:60]} is an infinite number")
    return number


def _constant(name: str) -> float:
    if name != "NaN":
        raise ValueError(f"{name} is not a JSON number")
    return float("nan")
