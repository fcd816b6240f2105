from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from demux_core.analysis.published_tables import measured_results, measured_tables, published_results
from demux_core.base.errors import InputError
from demux_core.experiments.plan import PROBE
from demux_core.experiments.results_table import COLUMNS, load_results
from tests.helpers.make_results import results

ROW = "low_budget,token,pool,f1,default,target,ne,random,2,1,10,71.5\n"
HEADER = ",".join(COLUMNS) + "\n"


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[str], Path]:
    def store(text: str) -> Path:
        (tmp_path / "results.csv").write_text(text, encoding="utf-8")
        return tmp_path / "results.csv"

    return store


def test_a_table_is_read_with_its_types_and_without_further_columns(stored: Callable[[str], Path]) -> None:
    frame = load_results(stored(HEADER.strip() + ",seconds\n" + ROW.strip() + ",3\n"))
    assert list(frame) == list(COLUMNS)
    assert frame.loc[0, ["seed", "round", "budget", "score"]].tolist() == [2, 1, 10, 71.5]


def test_the_languages_nan_and_na_are_not_missing_values(stored: Callable[[str], Path]) -> None:
    text = HEADER + ROW.replace(",ne,", ",nan,") + ROW.replace(",ne,", ",na,")
    assert load_results(stored(text))["target_language"].tolist() == ["nan", "na"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER.replace(",score", ""), "missing: score"),
        (HEADER, "no cell is finished yet"),
        ("", "not a table of results"),
        (
            HEADER + ROW + ROW.replace("71.5", "high").replace(",2,1", ",3,1"),
            "line 3: score must be a finite",
        ),
        (HEADER + ROW.replace("71.5", "inf"), "line 2: score must be a finite"),
        (HEADER + ROW.replace(",10,", ",10.5,"), "line 2: budget must be a whole"),
        (HEADER + ROW.replace(",10,", ",0,"), "line 2: budget must be at least 1"),
        (HEADER + ROW.replace(",2,1", ",-2,1"), "line 2: seed must be a whole"),
        (HEADER + ROW.replace("random", ""), "line 2: strategy must not be empty"),
        (HEADER + ROW + ROW.replace("71.5", "70"), "line 3: every cell must occur once"),
    ],
)
def test_a_bad_table_is_an_error_with_file_rule_and_line(
    stored: Callable[[str], Path], text: str, says: str
) -> None:
    with pytest.raises(InputError, match=r"results\.csv") as raised:
        load_results(stored(text))
    assert says in str(raised.value)


def test_a_missing_file_and_one_that_is_no_text_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="check the path"):
        load_results(tmp_path / "none.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not a table of results"):
        load_results(tmp_path / "binary.csv")


def test_the_published_runs_have_the_paper_s_starting_model_as_their_floor() -> None:
    frame = published_results()
    floor = frame[frame["strategy"] == "en_ft"]
    assert len(frame) == 2538 + len(floor)
    assert len(floor) == 15 + 3  # TyDiQA: 3 models x 5 target configurations; low budget: 3 data sets
    urdu = floor[(floor["dataset"] == "panx") & (floor["experiment"] == "low_budget")]
    assert urdu[["target_language", "budget", "score"]].values.tolist() == [["all", 0, 65.6]]


def test_published_egalitarian_is_random_where_the_budget_is_below_the_languages() -> None:
    """A defect of the public code, which data/published/README.md names."""
    runs = published_results()
    runs = runs[(runs["dataset"] == "panx") & runs["strategy"].isin(["random", "egalitarian"])]
    wide = runs.pivot(index=["budget", "seed"], columns="strategy", values="score")
    same = (wide["random"] == wide["egalitarian"]).groupby("budget").all()
    assert same[same].index.tolist() == [5, 10]


def test_our_own_measurements_are_told_apart_by_their_file_and_other_tables_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.analysis.published_tables.MEASURED", tmp_path)
    assert measured_tables() == {}
    assert measured_results().empty
    for name in ("topic-ur", "pos-ur"):
        results(("ur", "random", 2, 10, 70.25)).to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "correlations.csv").write_text("k,r,p,n\n1,0.5,0.1,8\n")
    assert list(measured_tables()) == ["pos-ur", "topic-ur"]
    assert measured_results()["experiment"].tolist() == ["pos-ur", "topic-ur"]


def test_our_own_measurements_of_one_learner_do_not_hold_those_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.analysis.published_tables.MEASURED", tmp_path)
    for name, kind in (("pos-ur", "low_budget"), ("pos-ur-linear", "low_budget_probe")):
        table = results(("ur", "random", 2, 10, 70.25), experiment=kind)
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    assert measured_results()["experiment"].tolist() == ["pos-ur"]
    assert measured_results(PROBE)["experiment"].tolist() == ["pos-ur-linear"]


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    frame = results(("ne", "random", 2, 10, 70.25))
    frame.to_csv(tmp_path / "results.csv", index=False)
    pd.testing.assert_frame_equal(load_results(tmp_path / "results.csv"), frame)
