import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core import STRATEGIES, Encoding
from demux_core.cli import main
from tests.helpers import tiny

COMMANDS = ("encode", "select", "train", "evaluate", "prepare")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A pool of two languages, a target sample without any column, labelled English."""
    pool = pd.DataFrame(
        {
            "text": [f"{text} {i}" for i in range(8) for text in tiny.TEXTS],
            "lang": [language for _ in range(8) for language in ("en", "fr", "hi", "ru", "en")],
            "label": [label for _ in range(8) for label in ("a", "b", "a", "b", "a")],
        }
    )
    pool.to_csv(tmp_path / "pool.csv", index=False)
    pool[pool["lang"] == "en"].to_csv(tmp_path / "english.csv", index=False)
    (tmp_path / "target.txt").write_text("\n".join(f"{tiny.TEXTS[2]} {i}" for i in range(90, 94)))
    (tmp_path / "mix.csv").write_text("lang,count\nhi,2\nfr,1\n")
    return {
        name: tmp_path / f
        for name, f in [
            ("pool", "pool.csv"),
            ("english", "english.csv"),
            ("target", "target.txt"),
            ("mix", "mix.csv"),
            ("out", "out"),
        ]
    }


@pytest.fixture
def headed(tiny_model: Callable[..., Path]) -> str:
    return str(tiny_model("bert", head="ForSequenceClassification", num_labels=3))


def select(files: dict[str, Path], model: str, *more: str) -> int:
    data = ["--source", str(files["pool"]), "--target", str(files["target"]), "--model", model]
    return main(["select", *data, *more])


@pytest.mark.parametrize("command", ["select", "experiment", "report", "workspace experiment"])
def test_the_help_lists_every_strategy_with_its_title_and_kind(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = replace(STRATEGIES["random"], name="our_rule", title="OUR-RULE", kind="target_aware", order=15)
    monkeypatch.setitem(STRATEGIES, "our_rule", new)
    assert main([*command.split(), "--help"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    listed = [line[:3] for line in lines if line and line[0] in STRATEGIES]
    assert ["knn_uncertainty", "KNN-UNCERTAINTY", "demux"] in listed
    assert ["our_rule", "OUR-RULE", "target-aware"] in listed
    assert len(listed) == len(STRATEGIES)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"example:\n  python -m demux_core {command} --" in shown
    assert "FILE[lang=hi,mr]" in shown


def test_it_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "demux_core", "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_select_writes_a_table_and_prints_the_mix(
    suffix: str, files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = files["out"].with_suffix(suffix)
    strategies = "knn_uncertainty,random"
    assert select(files, headed, "--strategy", strategies, "--budget", "6", "--out", str(out)) == 0
    read = {".csv": pd.read_csv, ".jsonl": lambda p: pd.read_json(p, lines=True), ".parquet": pd.read_parquet}
    table = read[suffix](out)
    names = "rank id language strategy score uncertainty nearest_target distance text"
    assert list(table.columns) == names.split()
    assert table.groupby("strategy").size().to_dict() == {"knn_uncertainty": 6, "random": 6}
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == strategies.split(",")
    assert all(": 6 texts: " in line for line in lines)


def test_without_out_the_table_is_on_standard_output_alone(
    files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert select(files, headed, "--strategy", "uncertainty", "--budget", "3") == 0
    printed = capsys.readouterr()
    (tmp_path / "printed.csv").write_text(printed.out)
    assert len(pd.read_csv(tmp_path / "printed.csv")) == 3
    assert "uncertainty: 3 texts: " in printed.err


def test_every_strategy_runs_with_what_it_needs(files: dict[str, Path], headed: str) -> None:
    out = files["out"].with_suffix(".csv")
    extra = ["--gold", str(files["english"]), "--allocation", str(files["mix"]), "--like", "AVERAGE-DIST"]
    of_texts = [name for name, strategy in STRATEGIES.items() if "words" not in strategy.needs]
    everything = ["--strategy", ",".join(of_texts), "--budget", "3", "--out", str(out)]
    assert select(files, headed, *everything, *extra) == 0
    table = pd.read_csv(out)
    assert table["strategy"].drop_duplicates().tolist() == of_texts
    assert table[table["strategy"] == "litmus"]["language"].value_counts().to_dict() == {"hi": 2, "fr": 1}


@pytest.mark.parametrize("option", ["--strategy", "--strategies"])
def test_strategies_can_be_given_by_their_titles(
    option: str, files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert select(files, headed, option, "RANDOM, Egalitarian", "--budget", "4") == 0
    assert "random: 4 texts: " in capsys.readouterr().err


@pytest.mark.parametrize("more", [(), ("--no-escape",)], ids=["escaped", "as it is"])
def test_what_is_escaped_for_spreadsheets_is_said_and_can_be_switched_off(
    more: tuple[str, ...], files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["=1+1", "wait;-2", "plain", "@asha"]
    pd.DataFrame({"text": texts, "lang": "hi"}).to_csv(files["pool"], index=False)
    assert select(files, "no/such-model", "--strategy", "RANDOM", "--budget", "4", *more) == 0
    printed = capsys.readouterr()
    said = (
        "3 cells that a spreadsheet would run as a formula got an apostrophe; --no-escape leaves cells as "
        "they are"
    )
    assert (said in printed.err) == (not more)
    assert ("'=1+1" in printed.out) == (not more)


def test_strategies_that_need_no_encodings_load_no_model(files: dict[str, Path]) -> None:
    assert select(files, "no/such-model", "--strategy", "random,egalitarian", "--budget", "4") == 0


def test_labelled_ids_are_not_chosen_again(files: dict[str, Path], headed: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    arguments = ["--strategy", "random", "--budget", "20", "--out"]
    assert select(files, headed, *arguments, str(first)) == 0
    done = tmp_path / "done.txt"
    done.write_text("\n".join(pd.read_csv(first)["id"]) + "\n")
    assert select(files, headed, *arguments, str(second), "--labelled", str(done)) == 0
    assert not set(pd.read_csv(first)["id"]) & set(pd.read_csv(second)["id"])


def test_labelled_ids_are_rows_of_the_pool_and_not_of_gold(
    files: dict[str, Path], headed: str, tmp_path: Path
) -> None:
    gold, done, out = tmp_path / "gold.csv", tmp_path / "done.txt", tmp_path / "chosen.csv"
    pd.DataFrame({"text": ["namaste ji", "kahan hai"], "label": ["a", "b"], "lang": "hi"}).to_csv(gold)
    assert select(files, headed, "--strategy", "random", "--budget", "3", "--out", str(out)) == 0
    done.write_text("\n".join(pd.read_csv(out)["id"]))
    arguments = ["--gold", str(gold), "--labelled", str(done), "--out", str(out)]
    assert select(files, headed, "--strategy", "gold,random", "--budget", "2", *arguments) == 0
    assert pd.read_csv(out).groupby("strategy").size().to_dict() == {"gold": 2, "random": 2}


def test_a_column_can_be_named_for_a_single_file(
    files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pool = pd.read_csv(files["pool"]).rename(columns={"text": "body"})
    pool.to_csv(files["pool"], index=False)
    arguments = ["--strategy", "random", "--budget", "3", "--column"]
    assert select(files, headed, *arguments, "source.text=body") == 0
    assert select(files, headed, *arguments, "text=body") == 2
    assert (
        "set it with --column text=COLUMN, or for a single file with --column source.text=COLUMN"
        in capsys.readouterr().err
    )
    assert select(files, headed, *arguments, "test.text=body") == 2
    assert "must name a file of this command, got test" in capsys.readouterr().err


def test_where_a_language_is_unknown_it_is_said_how_to_name_it(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files["target"].write_text("Muraho neza\nMurakoze cyane\n")
    said = "unknown for 2 rows; if the file is in one language, name it with --language target=CODE\n"
    assert select(files, "default", "--strategy", "random", "--budget", "3") == 0
    assert said in capsys.readouterr().err
    named = ["--language", "target=rw"]
    assert select(files, "default", "--strategy", "random", "--budget", "3", *named) == 0
    assert "unknown" not in capsys.readouterr().err
    export = ["export", "--data", str(files["target"]), "--to", "csv", "--out", f"{files['out']}.csv"]
    assert main(export) == 0  # it has no --language
    assert "unknown for 2 rows\n" in capsys.readouterr().err


def test_ids_in_a_file_from_a_spreadsheet_are_recognised(
    files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, done = tmp_path / "first.csv", tmp_path / "done.txt"
    assert select(files, headed, "--strategy", "random", "--budget", "2", "--out", str(first)) == 0
    done.write_text("\r\n".join(pd.read_csv(first)["id"]), encoding="utf-8-sig")
    arguments = ["--strategy", "random", "--budget", "38", "--labelled", str(done)]
    assert select(files, headed, *arguments) == 0
    done.write_bytes(b"caf\xe9\n")
    assert select(files, headed, *arguments) == 2
    assert "text must be UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language,count\nhi,2\n", "mix.csv must have the header `lang,count`, got ['language', 'count']"),
        ("lang,count\nhi,two\n", "mix.csv: count must be a whole number of at least 0, got 'two' for 'hi'"),
        ("lang,count\nhi,2\nhi,1\n", "mix.csv must name every language once, got 'hi' twice"),
        ("count,lang\n3\n", "every row must have 2 cells like the header"),
    ],
)
def test_an_invalid_allocation_file_is_refused(
    text: str, says: str, files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files["mix"].write_text(text)
    arguments = ["--strategy", "litmus", "--budget", "3", "--allocation", str(files["mix"])]
    assert select(files, headed, *arguments) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "encode"])
def test_a_folder_with_other_files_is_not_overwritten(
    command: str, files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    arguments = [command, "--data", str(files["pool"]), "--model", headed]
    arguments += ["--epochs", "1", "--out"] if command == "train" else ["--out"]
    for out in (tmp_path, tmp_path / "thesis.txt"):
        assert main([*arguments, str(out)]) == 2
        assert "new or empty directory, or one that this command wrote, got" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    assert main([*arguments, str(tmp_path / "new")]) == main([*arguments, str(tmp_path / "new")]) == 0


def test_train_evaluate_and_encode_work_with_each_others_results(
    files: dict[str, Path],
    tiny_model: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    model, out = tmp_path / "model", tmp_path / "encoded"
    start = ["--model", str(tiny_model()), "--epochs", "1"]
    assert main(["train", "--data", str(files["pool"]), "--out", str(model), *start]) == 0
    assert re.search(r"^trained in \d+ s, peak memory \d+\.\d GB$", capsys.readouterr().err, re.MULTILINE)
    assert main(["evaluate", "--data", f"{files['pool']}[lang=en,hi]", "--model", str(model)]) == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result["languages"]) == {"en", "hi"}
    assert main(["encode", "--data", str(files["pool"]), "--model", str(model), "--out", str(out)]) == 0
    assert len(Encoding.open(out)) == 40


def test_prepare_writes_what_the_pages_need_and_a_second_run_keeps_it(
    files: dict[str, Path], tiny_model: Callable[..., Path]
) -> None:
    out = files["out"]
    data = [
        f"--{role}={files[name]}"
        for role, name in (("source", "pool"), ("target", "target"), ("train", "english"))
    ]
    (files["english"]).write_text("text,label,lang\none,a,en\ntwo,b,en\n")
    command = ["prepare", *data, "--model", str(tiny_model()), "--out", str(out)]
    assert main(command) == 0
    manifest = json.loads((out / "prepare.json").read_text())
    assert manifest["source"]["rows"] == 40
    assert np.load(out / "map.npy").shape == (44, 2)
    assert Encoding.open(out / "source").uncertainty is not None
    before = {
        path: path.stat().st_mtime_ns for path in (out / "model" / "model.safetensors", out / "map.npy")
    }
    assert main(command) == 0
    assert before == {path: path.stat().st_mtime_ns for path in before}


@pytest.fixture
def known(files: dict[str, Path], tmp_path: Path) -> list[str]:
    """Options for a pool of 40 rows of which 8 are translations of training rows, and the test has 2."""
    pool = pd.read_csv(files["pool"])
    pool["parallel_id"] = [f"p{i}" if i < 8 else None for i in range(40)]
    pool.to_csv(files["pool"], index=False)
    english = pd.DataFrame({"text": [f"row {i}" for i in range(8)], "lang": "en", "label": list("abababab")})
    english.assign(parallel_id=[f"p{i}" for i in range(8)]).to_csv(files["english"], index=False)
    pool[38:].drop(columns="parallel_id").to_csv(tmp_path / "test.csv", index=False)
    return [f"--source={files['pool']}", f"--target={files['target']}", f"--train={files['english']}"]


def test_prepare_leaves_out_what_the_training_data_has_and_says_so(
    known: list[str],
    files: dict[str, Path],
    tiny_model: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["prepare", *known, "--model", str(tiny_model()), "--out", str(files["out"])]) == 0
    said = "left out 8 pool rows that are also in the training data, as the same text or as a translation"
    assert said in capsys.readouterr().err.splitlines()
    assert len(Encoding.open(files["out"] / "source")) == 32
    assert np.load(files["out"] / "map.npy").shape == (36, 2)


def test_a_pool_that_the_training_data_has_all_of_is_refused(
    files: dict[str, Path], tiny_model: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    data = [f"--source={files['pool']}", f"--target={files['target']}", f"--train={files['pool']}"]
    assert main(["prepare", *data, "--model", str(tiny_model()), "--out", str(files["out"])]) == 2
    assert "every row of the pool pool.csv is also in the target sample" in capsys.readouterr().err


def test_experiment_says_how_many_pool_rows_it_leaves_out_and_why(
    known: list[str],
    files: dict[str, Path],
    tiny_model: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = files["out"].with_suffix(".csv")
    plan = ["--strategies", "random", "--budgets", "3", "--seeds", "2", "--epochs", "1", "--en-epochs", "1"]
    test = f"--test={files['pool'].with_name('test.csv')}"
    assert main(["experiment", *known, test, "--model", str(tiny_model()), *plan, "--out", str(out)]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("left out")]
    assert said == [
        "left out 2 pool rows that are also in the test, as the same text or as a translation",
        "left out 8 pool rows that are also in the training data, as the same text or as a translation",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--strategy", "knn", "--budget", "3"], "strategy must be one of average_dist, uncertainty"),
        (["--strategy", "random", "--budget", "41"], "budget must be at most the 40 unlabelled rows, got 41"),
        (["--strategy", "random", "--budget", "0"], "budget must be at least 1, got 0"),
        (["--strategy", "gold", "--budget", "3"], "gold"),
        (["--strategy", "litmus", "--budget", "3"], "allocation"),
        (["--strategy", "random", "--budget", "3", "--out", "x.txt"], "output must end in .csv"),
        (
            ["--strategy", "random", "--budget", "3", "--column", "text"],
            "--column must be NAME=COLUMN, got text",
        ),
        (
            ["--strategy", "uncertainty", "--budget", "3", "--measure", "entropy"],
            "choices: margin, margin_log",
        ),
        (["--strategy", "random", "--budget", "many"], "invalid int value: 'many'"),
        (["--strategy", "random"], "select needs a budget; give --budget, or --spend with --prices"),
        (["--strategy", "random", "--spend", "3"], "--spend needs the prices of labels; give --prices FILE"),
        (["--strategy", "random", "--budget", "3", "--cap", "hi=x"], "--cap must be LANG=N[,LANG=N...], got"),
        (
            ["--strategy", "random", "--budget", "8", "--cap", "hi=3", "--languages", "hi"],
            "budget must be at most the 3 texts that the caps leave, got 8, 5 too many",
        ),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_status_2(
    arguments: list[str], says: str, files: dict[str, Path], headed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert select(files, headed, *arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    *notes, line = printed.err.splitlines()
    assert line.startswith("error: ")
    assert says in line
    assert not [note for note in notes if "error" in note or "usage" in note]


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    command = ["encode", "--data", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out")]
    assert main(command) == 2
    assert "none.csv" in capsys.readouterr().err
