"""The library ``datasets`` opens and writes the folders, where ``DEMUX_DATASETS`` names a Python that has it.

``python -m venv /tmp/hf && /tmp/hf/bin/pip install datasets``, then
``DEMUX_DATASETS=/tmp/hf/bin/python pytest tests/exchange/test_datasets_library.py``.
"""

import os
import subprocess
from pathlib import Path

import pytest

from demux_core.exchange import find_tool
from tests.exchange.conftest import LABELS, sheet_of

PYTHON = os.environ.get("DEMUX_DATASETS", "")
SCRIPT = """
import sys
from datasets import load_from_disk
load_from_disk(sys.argv[1]).save_to_disk(sys.argv[2])
"""


@pytest.mark.skipif(not PYTHON, reason="DEMUX_DATASETS names no Python")
@pytest.mark.parametrize("task", list(LABELS))
def test_the_library_opens_the_folder_and_what_it_saves_is_read(task: str, tmp_path: Path) -> None:
    sheet = sheet_of(task, ("asha", LABELS[task]))
    tool = find_tool("hf")
    tool.write(sheet, tmp_path / "out")
    subprocess.run([PYTHON, "-c", SCRIPT, tmp_path / "out", tmp_path / "back"], check=True)
    returned = list(tool.read(tmp_path / "back", sheet.dataset.task))
    assert {one.id: one.label for one in returned if one.has_label} == LABELS[task]
