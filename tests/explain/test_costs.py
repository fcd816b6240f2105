import json
import math

import pytest

from demux_core import InputError
from demux_core.explain.costs import Prices, cost_table, money, working_time

PRICES = Prices("EUR", by_language={"hi": 0.5, "en": 0.25}, minutes=2, minutes_by_language={"hi": 1})


def row(languages: list[str], prices: Prices = PRICES) -> dict:
    return cost_table({"KNN": languages}, prices).iloc[0].to_dict()


def test_a_selection_costs_the_sum_over_its_points_languages() -> None:
    found = row(["hi", "hi", "en"])
    assert (found["group"], found["points"], found["cost"]) == ("KNN", 3, 1.25)
    assert found["hours"] == pytest.approx(4 / 60)
    assert (found["no_price"], found["without_price"]) == (0, [])


def test_a_language_without_a_price_is_named_and_not_taken_for_free() -> None:
    found = row(["hi", "ur", "ta", "ur"])
    assert (found["cost"], found["no_price"], found["without_price"]) == (0.5, 3, ["ur", "ta"])


def test_a_language_without_minutes_is_named_too() -> None:
    found = row(["hi", "ur", "ta", "ur"], Prices(price=1, minutes_by_language={"hi": 60}))
    assert (found["hours"], found["no_minutes"], found["without_minutes"]) == (1, 3, ["ur", "ta"])


def test_without_any_price_the_cost_is_not_known() -> None:
    found = row(["hi", "ur"], Prices())
    assert math.isnan(found["cost"])
    assert math.isnan(found["hours"])
    assert (found["no_price"], found["no_minutes"]) == (2, 2)


def test_a_price_for_all_holds_where_a_language_has_none_of_its_own_and_nothing_is_a_price() -> None:
    assert row(["hi", "ur"], Prices(price=2, by_language={"hi": 0}))["cost"] == 2


def test_no_selection_costs_nothing_to_ask_about() -> None:
    assert cost_table({}, PRICES).empty
    assert list(cost_table({}, PRICES).columns[:3]) == ["group", "points", "cost"]


def test_prices_are_kept_as_json_and_come_back() -> None:
    assert Prices.from_json(json.loads(json.dumps(PRICES.to_json()))) == PRICES
    assert Prices.from_json(None) == Prices()
    assert Prices.from_json({"price": 1, "of another version": 2}) == Prices(price=1)


def test_a_whole_number_is_kept_as_a_number_with_a_point_as_the_fields_of_a_page_want_it() -> None:
    prices = Prices.from_json({"price": 1, "minutes": 2, "by_language": {"hi": 3}})
    assert [type(rate) for rate in (prices.price, prices.minutes, prices.of("hi"))] == [float] * 3


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"price": -1}, "price of a label must be a number of at least 0, got -1"),
        ({"minutes": math.inf}, "minutes for a label"),
        ({"by_language": {"hi": math.nan}}, "price of a label in Hindi"),
        ({"by_language": {"hi": "much"}}, "got 'much'"),
        ({"currency": "x" * 13}, "at most 12 characters, got 13"),
    ],
)
def test_senseless_prices_are_refused(bad: dict, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Prices(**bad)


@pytest.mark.parametrize(
    ("amount", "said"), [(12, "12 EUR"), (12.5, "12.50 EUR"), (1234.56, "1,235 EUR"), (0, "0 EUR")]
)
def test_amounts_are_read_with_separators_and_currency(amount: float, said: str) -> None:
    assert money(amount, "EUR") == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.001, "less than a minute"),
        (1 / 60, "1 minute"),
        (0, "0 minutes"),
        (0.5, "30 minutes"),
        (2, "2.0 hours"),
        (1_234.5, "1,234.5 hours"),
    ],
)
def test_work_is_said_in_minutes_below_two_hours(hours: float, said: str) -> None:
    assert working_time(hours) == said
