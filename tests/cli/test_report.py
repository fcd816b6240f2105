from pathlib import Path

import pytest
from pptx import Presentation

from demux_core.cli import main
from demux_core.workspace.project import create_project
from tests.helpers.fabricated_project import SENTENCES, annotatable_project
from tests.helpers.fabricated_report import measured_project


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def test_it_writes_both_formats_and_says_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    page, slides = tmp_path / "report.html", tmp_path / "report.pptx"
    more = ["--budget", "8", "--strategies", "egalitarian", "--experiment", "first", "--seed", "7"]
    assert main(["report", "--project", project.slug, "--out", str(page), *more, "--title", "To label"]) == 0
    assert "Label 8 texts that KNN-UNCERTAINTY chooses." in capsys.readouterr().err
    text = page.read_text(encoding="utf-8")
    assert "<title>To label</title>" in text
    assert "EGALITARIAN (8)" in text
    assert main(["report", "--project", project.slug, "--out", str(slides)]) == 0
    assert len(Presentation(str(slides)).slides) > 8


def test_the_workspace_can_be_named(tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "another"))
    command = ["report", "--project", project.slug, "--out", str(tmp_path / "report.html")]
    assert main(command) == 2
    assert main([*command, "--workspace", str(workspace)]) == 0


def test_the_strategy_whose_languages_are_copied_can_be_named(tmp_path: Path) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    page = tmp_path / "report.html"
    more = ["--strategies", "same_distribution", "--like", "average_dist"]
    assert main(["report", "--project", project.slug, "--out", str(page), *more]) == 0
    assert "It copies AVERAGE-DIST." in page.read_text(encoding="utf-8")


def test_a_report_can_compare_words_where_they_have_labels(tmp_path: Path) -> None:
    project, page = annotatable_project(SENTENCES, ".jsonl", SENTENCES), tmp_path / "report.html"
    command = ["report", "--project", project.slug, "--out", str(page), "--budget", "1"]
    assert main([*command, "--strategies", "token_nn"]) == 0
    assert "TOKEN-NN (1)" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--project", "nonsense"], "no project 'nonsense' in the workspace; choose one of greetings, empty"),
        (["--project", "empty"], "the project is not prepared; prepare it on the Data page"),
        (["--project", "greetings", "--budget", "61"], "budget must be at most the 60"),
        (["--project", "greetings", "--budget", "0"], "budget must be at least 1"),
        (["--project", "greetings", "--strategies", "knn"], "strategy must be one of average_dist, uncert"),
        (
            ["--project", "greetings", "--strategies", "gold"],
            "strategies must be among those that can choose",
        ),
        (["--project", "greetings", "--experiment", "x"], "experiment must be one of the project's (first)"),
        (
            ["--project", "greetings", "--strategies", "same_distribution", "--like", "gold"],
            "same_distribution must copy the language mix of one of",
        ),
        (["--project", "greetings", "--out", "report.doc"], "a report must end in .html, .pptx or .pdf, got"),
        (["--project", "greetings", "--out", "report"], "a report must end in .html, .pptx or .pdf, got"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_status_2(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create_project("Empty")
    measured_project({"knn_uncertainty": 70, "random": 60})
    assert main(["report", "--out", str(tmp_path / "report.html"), *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert says in line
    assert not (tmp_path / "report.html").exists()
