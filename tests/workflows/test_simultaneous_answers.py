"""Two people who label the same texts in the same moments, on SQLite and on PostgreSQL."""

from threading import Barrier, Thread

import pytest

from demux_core import InputError
from demux_core.workflows.annotation_queue import (
    AnnotationQueue,
    choose_next_points,
    labels_of_pool,
    open_queue,
)
from demux_core.workflows.labelling import label_point
from demux_core.workspace import open_store
from demux_core.workspace.label_log import read_log
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, reload_project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.second_answers import disagreements
from tests.helpers.databases import database, postgres
from tests.helpers.fabricated_project import prepared_project

__all__ = ["database", "postgres"]

STARTS = 40
PEOPLE = ("Ann", "Bob")


@pytest.mark.usefixtures("database")
def test_of_forty_simultaneous_answers_each_is_kept_and_nobody_is_told_what_is_not_so() -> None:
    project = prepared_project()
    project, _ = choose_next_points(project, open_prepared(project), "random", STARTS)
    pool = load_file(project, "pool")
    queue = open_queue(project, pool)
    assert queue is not None
    told = _label_at_once(project, queue)
    project = reload_project(project.slug)
    counts = labels_of_pool(project, pool)
    second = {answer.row: answer.label for _, answer in disagreements(project, counts)}
    assert len(read_log(project)) == len(counts) == len(second) == STARTS
    for name, said in zip(queue.ids, told, strict=True):
        first = counts[name].label
        (other,) = set(PEOPLE) - {first}
        assert second[name] == other
        assert said[first] == "saved"
        assert f"{first} labelled this text meanwhile. That label counts; yours is kept" in said[other]
    open_store().engine.dispose()


def _label_at_once(project: Project, queue: AnnotationQueue) -> list[dict[str, str]]:
    """What each person is told of each text; they start together with every one."""
    told, meet = [dict[str, str]() for _ in queue.ids], Barrier(len(PEOPLE))

    def work(who: str) -> None:
        for place, said in enumerate(told):
            meet.wait(60)
            try:
                label_point(project, queue, place, who, who)
                said[who] = "saved"
            except InputError as error:
                said[who] = str(error)

    threads = [Thread(target=work, args=[who]) for who in PEOPLE]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
