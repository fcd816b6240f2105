"""The cost of labels: prices and minutes per label and language, and the total of a selection."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.base.languages import language_name

if TYPE_CHECKING:
    import pandas as pd

_CURRENCY_LIMIT = 12
PLUS = "“+” means that the sum leaves out labels in languages without a price or without minutes."


@dataclass(frozen=True)
class Prices:
    """What a label costs in money and time; None or an absent language means that it is unknown.

    Args:
        currency: as people write it, such as ``EUR`` or ``₹``; can be empty.
        price: of a label in a language that ``by_language`` does not name.
        minutes: for a label in a language that ``minutes_by_language`` does not name.
        by_language: language code -> price of a label.
        minutes_by_language: language code -> minutes for a label.
        per_word: whether prices and minutes are those of a word of the text instead of a label.

    Raises:
        InputError: a rate is negative or not a number, or the currency is too long.
    """

    currency: str = ""
    price: float | None = None
    minutes: float | None = None
    by_language: Mapping[str, float] = field(default_factory=dict)
    minutes_by_language: Mapping[str, float] = field(default_factory=dict)
    per_word: bool = False

    def __post_init__(self) -> None:
        if len(self.currency) > _CURRENCY_LIMIT:
            raise InputError(
                f"a currency must have at most {_CURRENCY_LIMIT} characters, got {len(self.currency)}; "
                f"for example EUR"
            )
        rates = {"price of a label": self.price, "minutes for a label": self.minutes}
        for kind, named in (("price", self.by_language), ("minutes", self.minutes_by_language)):
            rates |= {f"{kind} of a label in {language_name(code)}": rate for code, rate in named.items()}
        for what, rate in rates.items():
            if rate is not None and not (_is_number(rate) and 0 <= rate < math.inf):
                raise InputError(
                    f"{what} must be a number of at least 0, got {rate!r}; leave it out if it is unknown"
                )

    def of(self, language: str) -> float | None:
        """The price of a label in ``language``, None where it is unknown."""
        return self.by_language.get(language, self.price)

    def minutes_of(self, language: str) -> float | None:
        """The minutes for a label in ``language``, None where they are unknown."""
        return self.minutes_by_language.get(language, self.minutes)

    def to_json(self) -> dict[str, Any]:
        """The value of the project's setting ``prices``."""
        return {**vars(self), "by_language": dict(self.by_language)} | {
            "minutes_by_language": dict(self.minutes_by_language)
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> "Prices":
        """The prices of a stored setting, no prices for None. Raises InputError like ``Prices``."""
        known = {name: value for name, value in (kept or {}).items() if name in cls.__dataclass_fields__}
        return cls(**{name: _as_float(value) for name, value in known.items()})


def cost_table(
    groups: Mapping[str, Sequence[str]], prices: Prices, words: Mapping[str, Sequence[int]] | None = None
) -> "pd.DataFrame":
    """What each group of points costs.

    Args:
        groups: name -> the language of each of its points.
        prices: of labels.
        words: name -> the number of words of each of its points, which prices ``per_word`` need.

    Returns:
        group, points, cost, hours (both of the points whose rate is known; NaN where none is), no_price and
        no_minutes (points whose rate is unknown), without_price and without_minutes (their languages, the
        most points first).

    Raises:
        InputError: the prices are those of a word, and ``words`` is not given.
    """
    import pandas as pd

    table = []
    for group, languages in groups.items():
        counts = Counter(languages)
        units = _units(languages, prices, None if words is None else words[group])
        cost, no_price = _sum(counts, units, prices.of)
        minutes, no_minutes = _sum(counts, units, prices.minutes_of)
        table.append(
            {
                "group": group,
                "points": len(languages),
                "cost": cost,
                "hours": minutes / 60,
                "no_price": sum(no_price.values()),
                "no_minutes": sum(no_minutes.values()),
                "without_price": list(no_price),
                "without_minutes": list(no_minutes),
            }
        )
    columns = ["group", "points", "cost", "hours"]
    columns += ["no_price", "no_minutes", "without_price", "without_minutes"]
    return pd.DataFrame(table, columns=columns)


def money(amount: float, currency: str) -> str:
    """An amount with its currency: ``12.50 EUR``, from 1,000 without decimals: ``1,235 EUR``."""
    shown = f"{amount:,.0f}" if amount >= 1_000 or amount == round(amount) else f"{amount:,.2f}"
    return f"{shown} {currency}".strip()


def working_time(hours: float) -> str:
    """A duration of work: ``2.5 hours``, in minutes below two hours."""
    if hours >= 2:
        return f"{hours:,.1f} hours"
    minutes = round(hours * 60)
    return "less than a minute" if not minutes and hours else f"{minutes:,} minute{'s' * (minutes != 1)}"


def _units(languages: Sequence[str], prices: Prices, words: Sequence[int] | None) -> Counter[str]:
    """Language -> number of what has a price: labels, or words."""
    if not prices.per_word:
        return Counter(languages)
    if words is None:
        raise InputError("prices of a word need the number of words of each text, got none; give `words`")
    units = Counter[str]()
    for code, count in zip(languages, words, strict=True):
        units[code] += count
    return units


def _sum(counts: Counter[str], units: Counter[str], rate_of: Any) -> tuple[float, dict[str, int]]:
    rates = {code: rate_of(code) for code in counts}
    missing = {code: n for code, n in counts.items() if rates[code] is None}
    if len(missing) == len(counts):
        return math.nan, _ordered(missing)
    total = math.fsum(n * rates[code] for code, n in units.items() if code not in missing)
    return total, _ordered(missing)


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _as_float(kept: Any) -> Any:
    # JSON does not distinguish 1 from 1.0, but the number fields of a page do.
    if isinstance(kept, Mapping):
        return {name: _as_float(value) for name, value in kept.items()}
    return float(kept) if _is_number(kept) else kept


def _is_number(rate: object) -> bool:
    return isinstance(rate, int | float) and not isinstance(rate, bool)
