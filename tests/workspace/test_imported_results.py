"""Import of results that were measured elsewhere."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from demux_core import InputError
from demux_core.cli import main
from demux_core.experiments.cells import Cell, CellRecord, ScoreParts
from demux_core.experiments.results_files import open_results
from demux_core.workspace.experiments import experiment_records, experiment_table, list_experiments
from demux_core.workspace.imported_results import import_results, import_table
from demux_core.workspace.project import Project, create_project
from tests.helpers.make_results import learning, results

MANIFEST = {
    "experiment": "low_budget",
    "task": "sequence",
    "inputs": {"source": {"name": "pool"}, "target": {"name": "target"}},
    "model": {"name": "default"},
    "step": {"lr": 2e-5},
}


@pytest.fixture
def project(workspace: Path) -> Project:
    return create_project("Greetings")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The files that the command ``experiment`` writes: table, manifest and cells."""
    path = tmp_path / "elsewhere" / "results.csv"
    with open_results(path, MANIFEST) as results_files:
        for strategy, score in (("random", 60.0), ("knn_uncertainty", 62.0)):
            record = CellRecord(
                Cell(strategy, 2, 1, 10),
                scores={"ne": {"accuracy": score}, "all": {"accuracy": score}},
                items=ScoreParts([1, 0], [1, 1]),
                languages={"hi": 10},
            )
            results_files.put(record)
    return path


def test_table_manifest_and_cells_are_imported_unchanged(project: Project, written: Path) -> None:
    command = ["workspace", "add-results", project.slug, "--name", "first", "--results", str(written)]
    assert main(command) == 0
    (experiment,) = list_experiments(project)
    assert experiment.settings == MANIFEST
    assert len(experiment_table(experiment)) == 4
    assert [record.items.numerator for record in experiment_records(experiment)] == [[1, 0]] * 2
    assert main(command) == 0  # again changes nothing
    assert len(experiment_records(experiment)) == 2


def test_a_table_without_cells_is_reproduced(project: Project) -> None:
    table = learning({"random": 4, "knn_uncertainty": 6})
    experiment = import_table(project, "first", "mine.csv", table.to_csv(index=False).encode())
    imported = experiment_table(experiment)
    order = ["strategy", "seed", "budget"]
    expected = table.sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(imported.sort_values(order, ignore_index=True), expected)


def test_cells_with_other_scores_than_the_table_are_an_error(project: Project, written: Path) -> None:
    written.write_text(written.read_text().replace("62.0", "72.0"))
    with pytest.raises(InputError, match="cells beside it have other scores"):
        import_results(project, "first", written)
    assert list_experiments(project) == []


@pytest.mark.parametrize("name", ["![x](http://example.org/x.png)", "=HYPERLINK(A1)", "Random", "x" * 41])
def test_names_that_are_no_plain_words_are_refused_beside_cells_as_well(
    name: str, project: Project, tmp_path: Path
) -> None:
    with open_results(path := tmp_path / "results.csv", MANIFEST) as results_files:
        results_files.put(CellRecord(Cell(name, 2, 1, 10), scores={"all": {"accuracy": 60.0}}))
    with pytest.raises(InputError, match="must consist of a-z, 0-9 and _"):
        import_results(project, "first", path)
    assert list_experiments(project) == []


def test_a_damaged_cell_is_an_error(project: Project, written: Path) -> None:
    next(written.with_suffix(".cells").iterdir()).write_text(json.dumps({"strategy": "random"}))
    with pytest.raises(InputError, match="its manifest or its cells are damaged"):
        import_results(project, "first", written)


@pytest.mark.parametrize("number", ["1e999", "9" * 5_000])
def test_a_number_that_no_score_can_be_is_an_error(number: str, project: Project, written: Path) -> None:
    cell = next(written.with_suffix(".cells").iterdir())
    cell.write_text(re.sub(r"(?<=\"numerator\":\[)1", number, re.sub(r"\s", "", cell.read_text())))
    with pytest.raises(InputError, match=r"damaged .*(not finite|digits)"):
        import_results(project, "first", written)


def test_the_name_of_another_experiment_is_an_error(project: Project, written: Path) -> None:
    import_results(project, "first", written)
    with pytest.raises(InputError, match="another experiment 'first'"):
        import_table(project, "first", "mine.csv", learning({"random": 4}).to_csv(index=False).encode())


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (b"a,b\n1,2\n", "mine.csv: results need the columns"),
        (b"x" * 20_000_001, "at most 20 MB"),
        (
            pd.concat([results(("ne", "random", 2, 10, 1.0), dataset=name) for name in "ab"])
            .to_csv(index=False)
            .encode(),
            "must have the same dataset, got a, b",
        ),
        (
            results(("ne", "<b>random", 2, 10, 1.0)).to_csv(index=False).encode(),
            "consist of a-z, 0-9 and _, got '<b>random'",
        ),
    ],
)
def test_a_table_that_cannot_be_imported_is_an_error(project: Project, table: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        import_table(project, "first", "mine.csv", table)
    assert list_experiments(project) == []


def test_an_unknown_project_is_an_error(
    project: Project, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["workspace", "add-results", "none", "--name", "a", "--results", str(written)]) == 2
    assert "no project 'none'" in capsys.readouterr().err
