"""Choosing from a prepared run, with what strategies need besides it."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demux_core import InputError, select
from demux_core.strategies import STRATEGIES
from demux_core.workflows import selection
from demux_core.workflows.selection import (
    SelectionPlan,
    even_allocation,
    labelled_rows,
    mix_sources,
    select_for_project,
    why_unavailable,
)
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import PreparedProject, open_prepared
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import put_file
from tests.helpers.fabricated_project import GOLD, SENTENCES, annotatable_project, prepared_project


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


@pytest.fixture
def project() -> Project:
    return prepared_project(gold=True)


@pytest.fixture
def run(project: Project) -> PreparedProject:
    return open_prepared(project)


def test_every_strategy_chooses_by_one_plan(project: Project, run: PreparedProject) -> None:
    plan = SelectionPlan(10, allocation={"hi": 3, "ur": 2})
    of_texts = [name for name, strategy in STRATEGIES.items() if "words" not in strategy.needs]
    assert [name for name in STRATEGIES if why_unavailable(name, run, project) is None] == of_texts
    assert {len(select_for_project(run, name, plan)) for name in of_texts} == {10}
    assert select_for_project(run, "litmus", plan).language_counts() == {"hi": 6, "ur": 4}
    assert select_for_project(run, "gold", plan).pool is run.gold


def test_strategies_that_compare_words_choose_where_words_have_labels() -> None:
    project = annotatable_project(SENTENCES, ".jsonl", SENTENCES)
    run = open_prepared(project)
    assert why_unavailable("token_nn", run, project) is None
    assert "token_nn" in mix_sources(run)
    picked = select_for_project(run, "token_nn", SelectionPlan(1))
    like = select_for_project(run, "same_distribution", SelectionPlan(1, like="token_nn"))
    assert like.language_counts() == picked.language_counts()


@pytest.mark.parametrize("like", ["random", "litmus", "average_dist"])
def test_same_distribution_follows_another_strategy_with_the_options_of_the_plan(
    run: PreparedProject, like: str
) -> None:
    plan = SelectionPlan(10, allocation={"hi": 3, "ur": 2}, like=like)
    followed, drawn = select_for_project(run, like, plan), select_for_project(run, "same_distribution", plan)
    assert drawn.language_counts() == followed.language_counts()


@pytest.mark.parametrize("like", ["same_distribution", "gold", "nonsense"])
def test_what_cannot_be_followed_is_refused_with_the_choices(run: PreparedProject, like: str) -> None:
    with pytest.raises(
        InputError, match=r"must copy the language mix of one of average_dist, .*choose another"
    ):
        select_for_project(run, "same_distribution", SelectionPlan(5, like=like))


def test_without_uncertainty_same_distribution_can_follow_what_needs_none() -> None:
    project = prepared_project(uncertain=False)
    run = open_prepared(project)
    assert mix_sources(run) == [
        *("average_dist", "cover", "round_robin"),
        *("random", "egalitarian", "litmus", "nn_lang"),
    ]
    assert why_unavailable("same_distribution", run, project) is None
    assert "labelled training data" in (why_unavailable("knn_uncertainty", run, project) or "")
    bare = replace(run, source=replace(run.source, languages=None))
    assert "language of every row" in (why_unavailable("same_distribution", bare, project) or "")


def test_gold_says_whether_its_file_is_missing_or_not_encoded_yet() -> None:
    project = prepared_project()
    run = open_prepared(project)
    assert "add it on the Data page" in (why_unavailable("gold", run, project) or "")
    project, _ = put_file(project, "gold", "gold.csv", GOLD.encode())
    assert "is not encoded or has changed" in (why_unavailable("gold", run, project) or "")
    with pytest.raises(InputError, match="prepare the project again"):
        select_for_project(run, "gold", SelectionPlan(5))


def test_rows_that_people_have_labelled_are_not_chosen_again(project: Project, run: PreparedProject) -> None:
    given = [(run.source.ids[row], "greet") for row in (3, 5, 59)]
    records.add_labels(open_store(), project.id, "a", given)
    records.add_labels(open_store(), project.id, "a", [(run.source.ids[5], None)])
    labelled = labelled_rows(project, run)
    assert labelled == (3, 59)
    for name in ("random", "knn_uncertainty", "egalitarian", "same_distribution"):
        assert not {3, 59} & set(
            select_for_project(run, name, SelectionPlan(58, labelled=labelled)).rows.tolist()
        )


def test_a_plan_says_what_besides_budget_and_seed_made_a_selection() -> None:
    plan = SelectionPlan(10, labelled=(1, 2), allocation={"hi": 3}, like="litmus")
    assert plan.options("random") == {"labelled": 2}
    assert plan.options("gold") == {}
    assert plan.options("litmus") == {"allocation": {"hi": 3}, "labelled": 2}
    assert plan.options("same_distribution") == {"like": "litmus", "allocation": {"hi": 3}, "labelled": 2}


def test_a_plan_chooses_what_select_does(run: PreparedProject) -> None:
    expected = select("knn_uncertainty", run.source, run.target, 7, seed=3, labelled=[1])
    assert np.array_equal(
        select_for_project(run, "knn_uncertainty", SelectionPlan(7, 3, (1,))).rows, expected.rows
    )


@pytest.mark.parametrize("budget", [0, 1, 5, 7, 12, 99])
def test_a_budget_is_spread_evenly_and_never_above_what_a_language_has(budget: int) -> None:
    languages = ["hi"] * 6 + ["en"] * 4 + ["ur"] * 2
    counts = even_allocation(languages, budget)
    supply = Counter(languages)
    assert sum(counts.values()) == min(budget, 12)
    assert all(counts[code] <= supply[code] for code in supply)
    assert all(max(counts.values()) - counts[code] <= 1 for code in supply if counts[code] < supply[code])


def test_large_choices_are_made_one_after_the_other(
    run: PreparedProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, most = [], []

    def choose(*_: object, **__: object) -> None:
        now.append(1)
        most.append(len(now))
        time.sleep(0.02)
        now.pop()

    monkeypatch.setattr(selection, "select", choose)
    monkeypatch.setattr(selection, "_LARGE", 10)
    with ThreadPoolExecutor(4) as visitors:
        list(visitors.map(lambda _: select_for_project(run, "random", SelectionPlan(5)), range(8)))
    assert max(most) == 1
