"""Prices to edit and costs to read."""

import numpy as np

from demux_core.explain.costs import Prices, cost_table
from demux_core.explain.price_tables import (
    leaves_labels_out,
    merge_prices,
    price_table,
    rates_by_language,
    readable_costs,
)


def test_the_table_to_edit_has_the_most_frequent_language_first() -> None:
    table = price_table(
        ["en", "hi", "hi", "ur"], Prices(by_language={"en": 2}, minutes_by_language={"ur": 3})
    )
    assert table["code"].tolist() == ["hi", "en", "ur"]
    assert table["language"].tolist() == ["Hindi", "English", "Urdu"]
    np.testing.assert_equal(table["price"].tolist(), [np.nan, 2.0, np.nan])
    np.testing.assert_equal(table["minutes"].tolist(), [np.nan, np.nan, 3.0])


def test_rates_come_from_the_table_and_stay_for_languages_that_it_lacks() -> None:
    table = price_table(["hi", "en"], Prices(by_language={"hi": 2.0}))
    assert rates_by_language(table, "price", {"hi": 9.0, "en": 1.0, "ta": 3.0}) == {"hi": 2.0, "ta": 3.0}


def test_only_what_was_changed_replaces_what_somebody_else_stored() -> None:
    before = Prices(price=1.0, by_language={"hi": 2.0, "ur": 4.0})
    after = Prices(price=1.0, minutes=3.0, by_language={"hi": 5.0})
    stored = Prices("EUR", price=8.0, by_language={"hi": 2.0, "ur": 4.0, "en": 6.0})
    expected = Prices("EUR", price=8.0, minutes=3.0, by_language={"hi": 5.0, "en": 6.0})
    assert merge_prices(stored, before, after) == expected


def test_a_price_that_was_removed_is_removed() -> None:
    assert merge_prices(Prices(price=1.0), Prices(price=1.0), Prices()) == Prices()


def test_costs_without_gaps_have_no_plus_and_no_further_columns() -> None:
    costs = cost_table({"RANDOM": ["hi", "en"]}, Prices("EUR", price=2, minutes=30))
    assert readable_costs(costs, Prices("EUR")).iloc[0].tolist() == ["RANDOM", 2, "4 EUR", "60 minutes"]
    assert not leaves_labels_out(costs)


def test_languages_without_a_rate_are_named_beside_sums_with_a_plus() -> None:
    costs = cost_table({"RANDOM": ["hi", "en", "en"]}, Prices(by_language={"hi": 2}))
    row = readable_costs(costs, Prices()).iloc[0]
    assert (row["Cost"], row["Work"], row["Without a price"]) == ("2 +", "not known", "2 texts: English")
    assert "Without minutes" not in row
    assert leaves_labels_out(costs)
