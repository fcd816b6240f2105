import json
import math

import pytest

from demux_core import InputError
from demux_core.explain.costs import Prices, cost_table, money, working_time

PRICES = Prices("EUR", by_language={"hi": 0.5, "en": 0.25}, minutes=2, minutes_by_language={"hi": 1})


def row(languages: list[str], prices: Prices = PRICES) -> dict:
    return cost_table({"KNN": languages}, prices).iloc[0].to_dict()


def test_a_selection_costs_the_sum_over_its_points_languages() -> None:
    costs = row(["hi", "hi", "en"])
    assert (costs["group"], costs["points"], costs["cost"]) == ("KNN", 3, 1.25)
    assert costs["hours"] == pytest.approx(4 / 60)
    assert (costs["no_price"], costs["without_price"]) == (0, [])


def test_a_language_without_a_price_is_named_and_does_not_count_as_free() -> None:
    costs = row(["hi", "ur", "ta", "ur"])
    assert (costs["cost"], costs["no_price"], costs["without_price"]) == (0.5, 3, ["ur", "ta"])


def test_a_language_without_minutes_is_named() -> None:
    costs = row(["hi", "ur", "ta", "ur"], Prices(price=1, minutes_by_language={"hi": 60}))
    assert (costs["hours"], costs["no_minutes"], costs["without_minutes"]) == (1, 3, ["ur", "ta"])


def test_without_any_price_the_cost_is_unknown() -> None:
    costs = row(["hi", "ur"], Prices())
    assert math.isnan(costs["cost"])
    assert math.isnan(costs["hours"])
    assert (costs["no_price"], costs["no_minutes"]) == (2, 2)


def test_the_general_price_holds_for_languages_without_their_own_and_zero_is_a_price() -> None:
    assert row(["hi", "ur"], Prices(price=2, by_language={"hi": 0}))["cost"] == 2


def test_the_table_of_no_selection_is_empty() -> None:
    assert cost_table({}, PRICES).empty
    assert list(cost_table({}, PRICES).columns[:3]) == ["group", "points", "cost"]


def test_prices_survive_a_round_trip_through_json() -> None:
    assert Prices.from_json(json.loads(json.dumps(PRICES.to_json()))) == PRICES
    assert Prices.from_json(None) == Prices()
    assert Prices.from_json({"price": 1, "of another version": 2}) == Prices(price=1)


def test_whole_numbers_of_a_stored_setting_become_floats_as_number_fields_need_them() -> None:
    prices = Prices.from_json({"price": 1, "minutes": 2, "by_language": {"hi": 3}})
    assert [type(rate) for rate in (prices.price, prices.minutes, prices.of("hi"))] == [float] * 3


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"price": -1}, "price of a label must be a number of at least 0, got -1"),
        ({"minutes": math.inf}, "minutes for a label"),
        ({"by_language": {"hi": math.nan}}, "price of a label in Hindi"),
        ({"by_language": {"hi": "much"}}, "got 'much'"),
        ({"currency": "x" * 13}, "at most 12 characters, got 13"),
    ],
)
def test_invalid_prices_are_refused(bad: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Prices(**bad)


@pytest.mark.parametrize(
    ("amount", "shown"), [(12, "12 EUR"), (12.5, "12.50 EUR"), (1234.56, "1,235 EUR"), (0, "0 EUR")]
)
def test_amounts_have_separators_and_a_currency(amount: float, shown: str) -> None:
    assert money(amount, "EUR") == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0.001, "less than a minute"),
        (1 / 60, "1 minute"),
        (0, "0 minutes"),
        (0.5, "30 minutes"),
        (2, "2.0 hours"),
        (1_234.5, "1,234.5 hours"),
    ],
)
def test_work_is_in_minutes_below_two_hours(hours: float, shown: str) -> None:
    assert working_time(hours) == shown
