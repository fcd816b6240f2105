import re
from dataclasses import replace

import pytest

from demux_core.strategies import EN_FT, STRATEGIES, find_strategy, register
from demux_core.strategies.display import (
    baselines,
    can_be_recommended,
    contenders,
    in_order,
    references,
    strategy_color,
    strategy_title,
)


def test_every_strategy_has_a_colour_of_its_own_and_the_ceiling_that_of_the_text() -> None:
    colors = [strategy_color(name, ink="ink") for name in STRATEGIES]
    assert len(set(colors)) == len(STRATEGIES)
    assert strategy_color("gold", ink="ink") == "ink"


def test_no_two_strategies_share_a_position_in_lists() -> None:
    assert len({strategy.order for strategy in STRATEGIES.values()}) == len(STRATEGIES)


def test_contenders_come_first_then_baselines_then_the_rest_and_unknown_names_come_last() -> None:
    listed = in_order(["other", EN_FT, *STRATEGIES])
    assert listed[: len(contenders())] == contenders()
    assert listed[len(contenders()) :][: len(baselines())] == baselines()
    assert listed[-3:] == ["gold", EN_FT, "other"]


def test_random_is_the_first_baseline_and_the_ceiling_the_last_reference() -> None:
    assert baselines()[0] == "random"
    assert references() == ["random", "egalitarian", "gold"]


def test_a_control_a_ceiling_and_the_starting_model_are_never_recommended() -> None:
    refused = [name for name in (*STRATEGIES, EN_FT) if not can_be_recommended(name)]
    assert refused == ["same_distribution", "nn_lang", "gold", EN_FT]


def test_an_unknown_strategy_in_results_is_shown_by_its_name_in_grey() -> None:
    assert strategy_title("our_rule") == "OUR-RULE"
    assert strategy_color("our_rule") == strategy_color("another_rule")


@pytest.mark.parametrize("name", ["![x](http://example.org/x.png)", '=HYPERLINK("x")', "<b>", "@SUM(A1)"])
def test_the_title_of_an_unknown_strategy_is_neither_markup_nor_a_link_nor_a_formula(name: str) -> None:
    assert re.fullmatch("[A-Z0-9][A-Z0-9-]*", strategy_title(name))


def test_an_unknown_kind_or_need_is_an_error_when_the_strategy_is_defined() -> None:
    with pytest.raises(ValueError, match="kind of random must be one of demux"):
        replace(find_strategy("random"), kind="lucky")
    with pytest.raises(ValueError, match="needs of random must be among embeddings"):
        replace(find_strategy("random"), needs=frozenset({"luck"}))


def test_a_name_or_title_that_is_taken_cannot_be_registered_again() -> None:
    with pytest.raises(ValueError, match="'random' is taken"):
        register(find_strategy("random"))
    with pytest.raises(ValueError, match="'random' is taken"):
        register(replace(find_strategy("random"), name="another"))
