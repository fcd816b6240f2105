"""The notebooks in ``demux_core/docs`` run from the first cell to the last."""

from pathlib import Path

import nbformat
import pytest

DOCS = Path(__file__).parents[2] / "demux_core" / "docs"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs_and_is_stored_without_outputs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[]] * len(code)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert all(output.output_type != "error" for cell in code for output in cell.outputs)
    assert any("text/html" in output.get("data", {}) for output in code[-1].outputs)
