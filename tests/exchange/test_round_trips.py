"""What a tool is given comes back as it was: the same ids, spans and annotators, in every script."""

from pathlib import Path
from typing import Any

import pytest

from demux_core import InputError
from demux_core.data.loading import load
from demux_core.exchange import TOOLS, find_tool
from demux_core.exchange.importing import rows_and_labels
from demux_core.exchange.sheet import Sheet, Suggestion
from demux_core.exchange.sheets import data_sheet
from tests.exchange.conftest import LABELS, OTHERS, sheet_of

WORDS_ONLY = ("conll", "conllu")
CASES = [(tool, task) for tool in TOOLS for task in LABELS if tool not in WORDS_ONLY or task == "token"]
# Argilla gives back responses of its accounts alone: labels that went out as suggestions are no answers.
GIVE_BACK = [case for case in CASES if case[0] != "argilla"]


def path_for(tool: str, folder: Path) -> Path:
    return folder / f"labels{TOOLS[tool].suffix}"


def come_back(tool: str, sheet: Sheet, folder: Path) -> dict[str, list[tuple[Any, str]]]:
    """Id -> labels and annotators of a file, after it was written and read."""
    find_tool(tool).write(sheet, path_for(tool, folder))
    pool = sheet.dataset
    returned = list(find_tool(tool).read(path_for(tool, folder), pool.task))
    rows, labels = rows_and_labels(returned, pool, sheet.known)
    found: dict[str, list[tuple[Any, str]]] = {name: [] for name in pool.frame["id"]}
    for one, row, label in zip(returned, rows, labels, strict=True):
        if label is not None:
            found[pool.frame["id"].iloc[row]].append((label, one.annotator))
    return found


@pytest.mark.parametrize(("tool", "task"), GIVE_BACK)
def test_labels_come_back_with_their_ids_spans_and_annotators(tool: str, task: str, tmp_path: Path) -> None:
    given = LABELS[task]
    found = come_back(tool, sheet_of(task, ("Asha Rai", given)), tmp_path)
    assert {name: people for name, people in found.items() if people} == {
        name: [(label, "Asha Rai")] for name, label in given.items()
    }


@pytest.mark.parametrize("tool", ["label-studio", "csv", "xlsx", "parquet", "hf"])
def test_answers_of_several_people_go_out_and_come_back(tool: str, tmp_path: Path) -> None:
    sheet = sheet_of("sequence", ("asha", LABELS["sequence"]), ("bikram", OTHERS["sequence"]))
    found = come_back(tool, sheet, tmp_path)
    assert found["s2"] == [("good", "asha"), ('so & "so"', "bikram")]
    assert found["s5"] == [("good", "bikram")]


@pytest.mark.parametrize(("tool", "task"), CASES)
def test_suggestions_go_out_and_are_no_labels(tool: str, task: str, tmp_path: Path) -> None:
    suggestions = {name: Suggestion(label, 0.75) for name, label in LABELS[task].items()}
    assert not any(come_back(tool, sheet_of(task, suggestions=suggestions), tmp_path).values())
    if tool in ("label-studio", "argilla", "prodigy", "csv"):
        assert "0.75" in path_for(tool, tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize("tool", ["csv", "xlsx", "parquet", "hf", "conll", "conllu"])
def test_exported_data_loads_as_it_was(tool: str, tmp_path: Path) -> None:
    path = path_for(tool, tmp_path)
    find_tool("parquet").write(sheet_of("token", ("asha", LABELS["token"])), tmp_path / "data.parquet")
    dataset = load(tmp_path / "data.parquet")
    assert dict(zip(dataset.frame["id"], dataset.row_labels, strict=True)) == LABELS["token"]
    find_tool(tool).write(data_sheet(dataset), path)
    if tool not in ("hf", "xlsx"):
        again = load(path, task="token")
        assert again.frame[["id", "tokens", "tags"]].equals(dataset.frame[["id", "tokens", "tags"]])


@pytest.mark.parametrize("tool", WORDS_ONLY)
def test_formats_with_a_word_a_line_hold_no_other_task(tool: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must hold words with tags, but the task is Text classification"):
        find_tool(tool).write(sheet_of("sequence"), tmp_path / "labels")


def test_an_unknown_tool_lists_those_there_are() -> None:
    with pytest.raises(InputError, match="must be one of label-studio, argilla"):
        find_tool("brat")
