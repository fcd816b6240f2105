"""The limits of a project: kept with it, and respected by what is chosen, saved and annotated."""

from dataclasses import replace
from functools import partial

import pytest

from demux_core import Constraints
from demux_core.analysis.coverage import target_view
from demux_core.explain.costs import Prices
from demux_core.explain.limits import (
    edited_limits,
    edited_weights,
    limits_phrases,
    limits_table,
    targets_table,
)
from demux_core.workflows.annotation_queue import choose_next_points
from demux_core.workflows.coverage import project_curve
from demux_core.workflows.limits import change_limits, project_constraints, target_languages
from demux_core.workflows.prices import change_prices
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.saved_selections import open_saved
from tests.helpers.fabricated_project import prepared_project

LIMITS = Constraints(languages=("hi", "ur"), caps={"hi": 4}, floors={"ur": 3}, near_duplicates=False)


@pytest.fixture
def project(workspace: object) -> Project:
    return prepared_project()


def test_limits_are_kept_with_the_project_and_its_prices_are_among_them(project: Project) -> None:
    run = open_prepared(project)
    assert not project_constraints(project, run)
    change_prices(project, Prices(), Prices(price=2.0, by_language={"hi": 1.5}))
    changed = change_limits(project, replace(LIMITS, spend=9.0))
    prices = {"en": 2.0, "hi": 1.5, "ur": 2.0}
    assert project_constraints(changed, run) == replace(LIMITS, spend=9.0, prices=prices)
    assert "limits" not in change_limits(changed, Constraints()).settings


def test_limits_of_languages_that_the_pool_lacks_do_not_count(project: Project) -> None:
    kept = {"languages": ["hi", "xx"], "caps": {"xx": 3}, "floors": {"xx": 3}}
    changed = put_setting(project, "limits", kept)
    assert project_constraints(changed, open_prepared(project)) == Constraints(languages=("hi",))


def test_all_strategies_but_gold_choose_within_them_and_the_settings_name_them(project: Project) -> None:
    run, plan = open_prepared(project), SelectionPlan(6, constraints=LIMITS)
    for name in ("cover", "random", "same_distribution"):
        assert set(select_for_project(run, name, plan).languages or []) == {"hi", "ur"}
        assert plan.options(name)["limits"] == LIMITS.to_json()
    assert "limits" not in plan.options("gold")
    assert "limits" not in SelectionPlan(6).options("random")


def test_points_to_annotate_respect_them_and_their_file_names_them(project: Project) -> None:
    changed = change_limits(project, LIMITS)
    _, kept = choose_next_points(changed, open_prepared(project), "random", 6)
    table = open_saved(kept)
    assert set(table["language"]) == {"hi", "ur"}
    assert kept.options == {"labelled": 0, "limits": LIMITS.to_json()}
    assert set(table["limits"]) == {
        "only Hindi, Urdu; at most 4 Hindi; at least 3 Urdu; near-duplicates once",
    }


def test_a_table_of_limits_gives_back_the_limits_that_it_shows() -> None:
    limits = replace(LIMITS, spend=5.0)
    table = limits_table(["hi", "en", "hi", "ur"], limits)
    assert table["language"].tolist() == ["Hindi", "English", "Urdu"]
    assert edited_limits(table, 5.0, near_duplicates=False) == limits
    assert edited_limits(limits_table(["hi", "ur"], Constraints()), None, True) == Constraints()


def test_limits_in_words() -> None:
    limits = Constraints(prices={"hi": 1}, spend=12.5, excluded=(4,))
    assert limits_phrases(limits.to_json(), "EUR") == [
        "spending at most 12.50 EUR",
        "without 1 text struck out",
    ]
    assert limits_phrases({}) == []


def test_what_target_languages_weigh_is_kept_where_the_target_sample_has_several(project: Project) -> None:
    kept = change_limits(project, Constraints(target_weights={"ne": 2.0}))
    assert kept.settings["limits"] == {"target_weights": {"ne": 2.0}}
    run = open_prepared(project)  # its target sample is in Nepali alone
    assert not target_languages(run)
    assert not project_constraints(change_limits(project, Constraints(fair_targets=True)), run)


def test_weights_of_target_languages_are_edited_as_a_table_and_said_in_words() -> None:
    table = targets_table(["ne", "sw"], Constraints(target_weights={"ne": 2}))
    assert table["language"].tolist() == ["Nepali", "Swahili"]
    assert edited_weights(table) == {"ne": 2.0, "sw": 1.0}
    assert limits_phrases({"target_weights": {"ne": 1.0}}) == [
        "the same share of texts for each target language"
    ]
    assert limits_phrases({"target_weights": {"ne": 2.0}, "fair_targets": True}) == [
        "texts split over the target languages by weight: Nepali 2 (1 for any other)",
        "the least covered target language first",
    ]


@pytest.mark.parametrize("limits", [Constraints(floors={"ur": 4}), Constraints(caps={"hi": 2})])
def test_coverage_against_budget_is_that_of_each_budget_within_the_limits(
    project: Project, limits: Constraints
) -> None:
    run = open_prepared(project)
    view = target_view(run.source, run.target)
    curve = project_curve(
        partial(select_for_project, run), view, "cover", SelectionPlan(20, constraints=limits), (5, 10, 20)
    )
    shares = [
        view.coverage(select_for_project(run, "cover", SelectionPlan(n, constraints=limits)).rows).share
        for n in (5, 10, 20)
    ]
    assert curve["coverage"].tolist() == pytest.approx(shares)
