"""What a selection must respect: who can label what, texts per language, money, shares of targets."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.languages import language_name


@dataclass(frozen=True)
class Constraints:
    """Limits that every strategy can choose within; by default there are none.

    Args:
        languages: codes of the languages that annotators speak; None for any.
        caps: language code -> the most texts of it.
        floors: language code -> the fewest texts of it.
        prices: language code -> price of a label, or of a word to label; needed with ``spend``.
        per_word: whether prices are those of a word.
        spend: the most money that the chosen texts may cost together.
        excluded: rows of the pool that must not be chosen, such as texts that were struck out.
        near_duplicates: whether a near-duplicate or translation of a labelled or chosen text may be chosen.
        target_weights: target language -> weight of its share of the texts, 1 for a language that is not
            named; empty to choose for the target sample as a whole, as for a strategy that ignores it.
        fair_targets: whether the target language that lacks most gets the next share of the texts.

    Raises:
        InputError: a number is not valid, or two of the limits contradict each other.
    """

    languages: tuple[str, ...] | None = None
    caps: Mapping[str, int] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)
    per_word: bool = False
    spend: float | None = None
    excluded: tuple[int, ...] = ()
    near_duplicates: bool = True
    target_weights: Mapping[str, float] = field(default_factory=dict)
    fair_targets: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.languages, str):
            raise InputError(f"languages must be a list of codes, got {self.languages!r}; for example ['hi']")
        if self.languages is not None:
            object.__setattr__(self, "languages", tuple(sorted(set(self.languages))))
        object.__setattr__(self, "excluded", tuple(sorted({int(row) for row in self.excluded})))
        for name, counts in (("cap", self.caps), ("floor", self.floors)):
            _check_each(f"the {name}", counts, lambda value: _is_number(value) and value == int(value))
        _check_each("the price", self.prices, _is_number)
        _check_each("the target weight", self.target_weights, _is_number)
        if self.spend is not None and not (_is_number(self.spend) and self.spend > 0):
            raise InputError(
                f"spend must be an amount above 0, got {self.spend!r}; leave it out for no limit"
            )
        if self.fair_targets and self.target_weights:
            raise InputError("target languages are split by weight or fairly, got both; give one of them")
        self._check_floors()

    def __bool__(self) -> bool:
        """Whether anything is limited; prices alone limit nothing."""
        return self != Constraints(prices=self.prices, per_word=self.per_word)

    @property
    def needs_languages(self) -> bool:
        """Whether the language of every row must be known."""
        return bool(self.languages is not None or self.caps or self.floors or self.spend is not None)

    def bars(self, code: str) -> bool:
        """Whether no text of a language may be chosen."""
        spoken = self.languages is None or code in self.languages
        return not spoken or self.caps.get(code) == 0

    @property
    def only_bar(self) -> bool:
        """Whether they only bar rows: then a nested strategy stays nested."""
        return replace(self, languages=None, prices={}, excluded=()) == Constraints(per_word=self.per_word)

    def to_json(self) -> dict[str, Any]:
        """What differs from no limits, as JSON; of the excluded rows their number, as of labelled ones."""
        values: dict[str, Any] = {"languages": self.languages and list(self.languages)}
        values |= {"caps": dict(self.caps), "floors": dict(self.floors), "spend": self.spend}
        if self.spend is not None:
            values |= {"prices": dict(self.prices), "per_word": self.per_word}
        values |= {"excluded": len(self.excluded), "no_near_duplicates": not self.near_duplicates}
        values |= {"target_weights": dict(self.target_weights), "fair_targets": self.fair_targets}
        return {
            name: value for name, value in values.items() if value or (name == "languages" and value == [])
        }

    def _check_floors(self) -> None:
        for code, floor in self.floors.items():
            if floor and self.languages is not None and code not in self.languages:
                raise InputError(
                    f"{language_name(code)} must be a language that annotators speak to have a floor, got "
                    f"{floor:,}; add {code!r} to the languages or remove its floor"
                )
            if floor > (cap := self.caps.get(code, floor)):
                raise InputError(
                    f"the floor of {language_name(code)} must be at most its cap, {cap:,}, got {floor:,}, "
                    f"{floor - cap:,} more; lower the floor or raise the cap"
                )


def _check_each(what: str, values: Mapping[str, Any], is_valid: Any) -> None:
    for code, value in values.items():
        if not is_valid(value):
            kind = "a whole number" if what in ("the cap", "the floor") else "a number"
            raise InputError(
                f"{what} of {language_name(code)} must be {kind} of at least 0, got {value!r}; correct it or "
                f"leave it out"
            )


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    return bool(0 <= value < math.inf)
