"""Struck points are not chosen, whatever chooses; labels of them stay."""

from pathlib import Path

import pytest

from demux_core import STRATEGIES, InputError
from demux_core.analysis.clusters import find_clusters
from demux_core.report.findings import gather_findings
from demux_core.report.request import ReportRequest
from demux_core.strategies import Constraints
from demux_core.workflows.annotation_queue import choose_next_points, open_queue
from demux_core.workflows.limits import struck_rows
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workflows.strategy_offer import strategy_offer
from demux_core.workflows.striking import (
    cluster_named,
    rows_like,
    rows_of_ids,
    strike_cluster,
    strike_pool_language,
    strike_rows,
    struck_groups,
)
from demux_core.workspace.label_log import add_label, labelled_dataset
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project_files import load_file
from demux_core.workspace.saved_selections import open_saved
from demux_core.workspace.strikes import undo_last_strike
from tests.helpers.fabricated_project import SENTENCES, annotatable_project, prepared_project


@pytest.fixture(autouse=True)
def own_workspace(workspace: Path) -> None:
    """Every test has a workspace of its own."""


@pytest.mark.parametrize("name", [name for name, s in STRATEGIES.items() if "words" not in s.needs])
def test_a_struck_row_is_never_chosen_and_the_budget_is_filled(name: str) -> None:
    run = open_prepared(prepared_project(gold=True))
    plan = SelectionPlan(12, allocation={"hi": 2, "en": 1})
    before = select_for_project(run, name, plan)
    struck = tuple(sorted(before.rows[:5].tolist()))
    after = select_for_project(
        run, name, SelectionPlan(12, allocation={"hi": 2, "en": 1}, constraints=Constraints(excluded=struck))
    )
    assert len(set(after.rows.tolist())) == 12
    if STRATEGIES[name].uses_gold:  # its points are not those of the pool
        assert after.rows.tolist() == before.rows.tolist()
    else:
        assert not set(struck) & set(after.rows.tolist())


def test_words_are_compared_without_the_struck_rows() -> None:
    run = open_prepared(annotatable_project(SENTENCES, ".jsonl", SENTENCES))
    (first,) = select_for_project(run, "token_nn", SelectionPlan(1)).rows.tolist()
    (second,) = select_for_project(
        run, "token_nn", SelectionPlan(1, constraints=Constraints(excluded=(first,)))
    ).rows.tolist()
    assert second != first


def test_what_is_struck_out_leaves_the_offer_the_queue_and_the_report_and_comes_back_with_undo() -> None:
    project = prepared_project()
    run = open_prepared(project)
    project, kept = choose_next_points(project, run, "average_dist", 5)
    chosen = open_saved(kept)["id"].tolist()
    pool = load_file(project, "pool")
    row = pool.frame["id"].tolist().index(chosen[0])
    add_label(project, pool, row, "greet")
    strike_rows(project, run, rows_of_ids(run, chosen[:2]), "cannot be labelled")
    strike_pool_language(project, run, "ur")
    queue = open_queue(project, pool)
    assert queue is not None
    urdu = [name for name in chosen[2:] if run.source.languages[run.source.ids.index(name)] == "ur"]  # type: ignore[index]
    assert queue.ids == [name for name in chosen if name != chosen[1] and name not in urdu]
    assert labelled_dataset(project, pool).frame["id"].tolist() == [chosen[0]]  # its label is not lost
    struck = struck_rows(project, run)
    assert len(struck) == len({*chosen[:2], *(run.source.ids[row] for row in struck)})
    assert strategy_offer(project, run).free == 60 - len({row, *struck})
    project, after = choose_next_points(project, run, "average_dist", 5)
    assert not {run.source.ids[row] for row in struck} & set(open_saved(after)["id"])
    assert after.options == {"labelled": 1, "limits": {"excluded": len(struck)}}
    report = gather_findings(project, ReportRequest(budget=5), run)
    assert f"Which 5 of {60 - len({row, *struck})} unlabelled" in report.heading.question
    assert [group.title for group in struck_groups(project, run)] == ["Urdu", "2 texts"]
    assert struck_groups(project, run)[1].reason == "cannot be labelled"
    undo_last_strike(project)
    undo_last_strike(project)
    assert (struck_rows(project, run), strategy_offer(project, run).free) == ((), 59)


def test_one_point_is_listed_by_its_text_and_everything_like_it_includes_itself() -> None:
    project = prepared_project()
    run = open_prepared(project)
    assert rows_like(run, 3)[0] == 3
    strike_rows(project, run, [3])
    assert [group.title for group in struck_groups(project, run)] == [run.source.texts[3]]  # type: ignore[index]


def test_a_cluster_is_struck_out_whole_with_its_name_and_undone_at_once() -> None:
    project = prepared_project()
    run = open_prepared(project)
    clusters = find_clusters(run.source, run.target)
    assert cluster_named(clusters, "2") == cluster_named(clusters, clusters.names[1].upper()) == 1
    strike_cluster(project, run, (clusters, 1), "too short", "ann")
    assert struck_rows(project, run) == tuple(clusters.pool_rows(1))
    (group,) = struck_groups(project, run)
    assert (group.reason, group.person) == (f"cluster {clusters.names[1]}; too short", "ann")
    undo_last_strike(project)
    assert struck_rows(project, run) == ()
    with pytest.raises(InputError, match="the cluster must be a number or a name, got '99'; choices: 1: "):
        cluster_named(clusters, "99")


def test_what_is_not_in_the_pool_cannot_be_struck_out() -> None:
    project = prepared_project()
    run = open_prepared(project)
    with pytest.raises(InputError, match="must be in the pool, got nothing"):
        rows_of_ids(run, ["nothing"])
    with pytest.raises(InputError, match="got 'fr'; choices: en, hi, ur"):
        strike_pool_language(project, run, "fr")
