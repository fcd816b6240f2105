"""``analyse``: it names the learner of the results and never takes two together."""

import json
from pathlib import Path

import pytest

from demux_core.cli import main
from demux_core.explain.learner_sentences import probe_sentence
from tests.helpers.make_results import learning


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, str]:
    """Kind of experiment -> path of a table of this kind."""
    paths = {}
    for kind in ("low_budget", "low_budget_probe"):
        paths[kind] = str(tmp_path / f"my-{kind.replace('_', '-')}.csv")
        frame = learning({"knn_uncertainty": 6, "random": 4}).assign(experiment=kind)
        frame.to_csv(paths[kind], index=False)
    return paths


@pytest.mark.parametrize(
    ("kind", "learner", "words"),
    [
        ("low_budget", "fine_tune", "fine-tuned models"),
        ("low_budget_probe", "probe", "linear probe: a linear head on the frozen model"),
    ],
)
def test_the_learner_is_named(
    tables: dict[str, str], kind: str, learner: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", "--results", tables[kind]]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert (found["learner"], found["scores_of"], found["tasks"]) == (learner, words, ["sequence"])
    assert f"{words}." in printed.err
    assert (probe_sentence("sequence", "accuracy") in printed.err) == (learner == "probe")


@pytest.mark.parametrize(("given", "status"), [("knn_uncertainty", 0), ("KNN-UNCERTAINTY", 0), ("COVER", 2)])
def test_the_baseline_is_given_by_name_or_title(tables: dict[str, str], given: str, status: int) -> None:
    assert main(["analyse", "--results", tables["low_budget"], "--baseline", given]) == status


def test_results_of_two_learners_are_refused(
    tables: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", "--results", ",".join(tables.values())]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip() == (
        "error: results of fine-tuned models and of linear probes do not compare, got my-low-budget "
        "(fine-tuned), my-low-budget-probe (linear probe); analyse them separately"
    )


def test_whether_labels_pay_and_how_many_choosing_saves_is_printed(
    tables: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", "--results", tables["low_budget"]]) == 0
    printed = capsys.readouterr()
    assert (
        "my-low-budget: Labels pay: the accuracy is 55% without labels and 64% (63 to 65) with 100"
        in printed.err
    )
    assert "100 texts chosen by KNN-UNCERTAINTY are worth more than 100 random ones" in printed.err
    rows = json.loads(printed.out)["experiments"]["my-low-budget"]["labels"]
    assert [(row["budget"], row["most"]) for row in rows] == [(10, 100), (50, 100), (100, 100)]
    assert rows[1]["random_labels"] > 50
    assert rows[2]["random_labels"] is None
