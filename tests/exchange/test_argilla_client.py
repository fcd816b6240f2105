"""Argilla's client reads what is exported, where ``DEMUX_ARGILLA`` names a Python that has it.

``python -m venv /tmp/argilla && /tmp/argilla/bin/pip install argilla requests``, then
``DEMUX_ARGILLA=/tmp/argilla/bin/python pytest tests/exchange/test_argilla_client.py``.
"""

import os
import subprocess
from pathlib import Path

import pytest

from demux_core.exchange import find_tool
from demux_core.exchange.importing import rows_and_labels
from demux_core.exchange.sheet import Suggestion
from tests.exchange.conftest import LABEL_SETS, LABELS, sheet_of

PYTHON = os.environ.get("DEMUX_ARGILLA", "")
SCRIPT = Path(__file__).with_name("argilla_client.py")


@pytest.mark.skipif(not PYTHON, reason="DEMUX_ARGILLA names no Python")
@pytest.mark.parametrize("task", list(LABELS))
def test_the_client_builds_the_dataset_and_its_responses_come_back(task: str, tmp_path: Path) -> None:
    suggestions = {name: Suggestion(label, 0.75) for name, label in LABELS[task].items()}
    sheet = sheet_of(task, suggestions=suggestions, guideline="Read the whole text.")
    tool = find_tool("argilla")
    records, settings = tool.write(sheet, tmp_path / "records.json")
    subprocess.run([PYTHON, SCRIPT, records, settings, tmp_path / "back.json"], check=True)
    pool = sheet.dataset
    returned = list(tool.read(tmp_path / "back.json", pool.task))
    rows, labels = rows_and_labels(returned, pool, LABEL_SETS[task])
    found = {
        pool.frame["id"].iloc[row]: each for row, each in zip(rows, labels, strict=True) if each is not None
    }
    assert found == LABELS[task]
    assert {one.annotator for one in returned if one.has_label} == {"00000000-0000-0000-0000-000000000007"}
