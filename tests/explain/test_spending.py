from math import isnan

import pytest

from demux_core.base.errors import InputError
from demux_core.explain.costs import Prices, cost_table
from demux_core.explain.spending import affordable, affordable_text

PRICES = Prices("EUR", by_language={"hi": 2.0, "en": 1.0}, minutes=6)


def test_an_amount_buys_the_first_texts_and_their_hours() -> None:
    found = affordable(4, ["hi", "en", "hi", "en"], PRICES)
    assert found is not None
    assert (found.texts, found.is_all, found.hours) == (2, False, pytest.approx(0.2))
    assert affordable_text(found) == "the first 2 texts, 12 minutes"


def test_what_is_left_buys_more_texts_at_the_mean_price() -> None:
    assert affordable_text(affordable(10, ["hi", "en"], PRICES)) == "all 2 texts, and about 4 more"


def test_too_little_buys_nothing_and_an_unknown_price_cannot_be_told() -> None:
    assert affordable_text(affordable(1, ["hi"], PRICES)) == "no text"
    assert affordable_text(affordable(9, ["hi", "ta"], PRICES)) == "not known"
    assert affordable(9, [], PRICES) is None


def test_by_the_word_longer_texts_cost_more_money_and_time() -> None:
    prices = Prices("EUR", price=0.5, minutes=30, per_word=True)
    found = affordable(5, ["hi", "hi", "hi"], prices, words=[4, 6, 1])
    assert found is not None
    assert (found.texts, found.hours) == (2, 5)
    costs = cost_table({"A": ["hi", "ur"], "B": ["hi"]}, prices, {"A": [4, 6], "B": [3]})
    assert costs[["points", "cost", "hours"]].values.tolist() == [[2, 5, 5], [1, 1.5, 1.5]]
    with pytest.raises(InputError, match="number of words"):
        cost_table({"A": ["hi"]}, prices)


def test_unknown_minutes_leave_the_hours_open() -> None:
    found = affordable(5, ["hi"], Prices(price=5))
    assert found is not None
    assert isnan(found.hours)
    assert affordable_text(found) == "the one text"
