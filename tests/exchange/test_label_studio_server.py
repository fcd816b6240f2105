"""The round trip through a real Label Studio server, where ``DEMUX_LABEL_STUDIO`` names its program.

``python -m venv /tmp/ls && /tmp/ls/bin/pip install label-studio``, then
``DEMUX_LABEL_STUDIO=/tmp/ls/bin/label-studio pytest tests/exchange/test_label_studio_server.py``.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demux_core.exchange import find_tool
from demux_core.exchange.importing import import_labels
from demux_core.exchange.sheet import Suggestion
from demux_core.workspace.label_merging import Merged, answers_of_people
from tests.exchange.conftest import LABELS, OTHERS, bench, sheet_of
from tests.exchange.label_studio_server import LabelStudio, server

PROGRAM = os.environ.get("DEMUX_LABEL_STUDIO", "")
WHO = "Label Studio 1"  # its exports number the accounts
pytestmark = pytest.mark.skipif(not PROGRAM, reason="DEMUX_LABEL_STUDIO names no program")


@pytest.fixture(scope="module")
def label_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabelStudio]:
    with server(PROGRAM, tmp_path_factory.mktemp("label_studio")) as client:
        yield client


def suggested(labels: dict[str, Any]) -> dict[str, Suggestion]:
    return {name: Suggestion(label, 0.75) for name, label in labels.items()}


@pytest.mark.parametrize("kind", ["JSON", "JSON_MIN"])
@pytest.mark.parametrize("task", list(LABELS))
def test_suggestions_that_are_accepted_there_come_back_as_labels(
    task: str, kind: str, label_studio: LabelStudio, tmp_path: Path
) -> None:
    one = bench(task)
    sheet = sheet_of(task, suggestions=suggested(LABELS[task]))
    tasks, _ = find_tool("label-studio").write(sheet, tmp_path / f"{task}.json")
    project = label_studio.project_of(tasks)
    shown = label_studio.tasks_of(project)
    assert [each["data"]["text_id"] for each in shown] == list(one.pool.frame["id"])
    for each in shown:
        for prediction in each["predictions"]:
            assert prediction["score"] == 0.75
            label_studio.annotate(each["id"], prediction["result"])
    exported = label_studio.export(project, tmp_path / "export.json", kind)
    done = import_labels(one.project, one.pool, one.known, "label-studio", exported)
    assert done.merged == Merged(new=len(LABELS[task]))
    assert {name: label for name, (label, _) in one.standing().items()} == LABELS[task]
    assert {who for _, who in one.standing().values()} == {WHO}
    again = import_labels(one.project, one.pool, one.known, "label-studio", exported).merged
    assert again == Merged(known=len(LABELS[task]))


@pytest.mark.parametrize("task", list(LABELS))
def test_what_was_labelled_before_keeps_its_annotator_and_a_second_opinion_is_kept_beside_it(
    task: str, label_studio: LabelStudio, tmp_path: Path
) -> None:
    one = bench(task)
    one.label(LABELS[task], "bikram")
    tasks, _ = find_tool("label-studio").write(one.sheet(), tmp_path / f"{task}-again.json")
    project = label_studio.project_of(tasks)
    second = sheet_of(task, suggestions=suggested(OTHERS[task]))
    other, _ = find_tool("label-studio").write(second, tmp_path / "other.json")
    predictions = {
        each["data"]["text_id"]: each["predictions"][0]["result"]
        for each in json.loads(other.read_text(encoding="utf-8"))
        if "predictions" in each
    }
    for each in label_studio.tasks_of(project):
        if each["data"]["text_id"] in predictions:
            label_studio.annotate(each["id"], predictions[each["data"]["text_id"]])
    exported = label_studio.export(project, tmp_path / "export.json")
    merged = import_labels(one.project, one.pool, one.known, "label-studio", exported).merged
    both = set(LABELS[task]) & set(OTHERS[task])
    assert merged == Merged(new=len(OTHERS[task]) - len(both), differing=len(both), known=len(LABELS[task]))
    for name in both:
        said = {each.annotator: each.label for each in answers_of_people(one.project)[name]}
        assert said == {"bikram": LABELS[task][name], WHO: OTHERS[task][name]}
