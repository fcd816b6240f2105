"""What a tool is given comes back as it was: the same ids, spans and annotators, in every script."""

from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.data.loading import load
from demux_core.exchange import TOOLS, find_tool
from demux_core.exchange.importing import import_labels
from demux_core.exchange.sheets import data_sheet
from demux_core.workspace.label_merging import Merged
from tests.exchange.conftest import LABELS, OTHERS, bench

WORDS_ONLY = ("conll", "conllu")
# Argilla gives back responses of its accounts alone: labels that went out as suggestions are no answers.
GIVE_BACK = [
    (tool, task)
    for tool in TOOLS
    for task in LABELS
    if tool != "argilla" and (tool not in WORDS_ONLY or task == "token")
]


def path_for(tool: str, folder: Path) -> Path:
    return folder / f"labels{TOOLS[tool].suffix}"


@pytest.mark.parametrize(("tool", "task"), GIVE_BACK)
def test_labels_come_back_with_their_ids_spans_and_annotators(tool: str, task: str, tmp_path: Path) -> None:
    one, other = bench(task), bench(task, "second")
    one.label(LABELS[task], "Asha Rai")
    find_tool(tool).write(one.sheet(), path_for(tool, tmp_path))
    done = import_labels(other.project, other.pool, other.known, tool, path_for(tool, tmp_path))
    assert (
        other.standing()
        == one.standing()
        == {name: (each, "Asha Rai") for name, each in LABELS[task].items()}
    )
    assert (done.merged, done.unlabelled) == (
        Merged(new=len(LABELS[task])),
        len(one.pool) - len(LABELS[task]),
    )


@pytest.mark.parametrize(("tool", "task"), GIVE_BACK)
def test_a_file_that_comes_back_unchanged_adds_nothing(tool: str, task: str, tmp_path: Path) -> None:
    one = bench(task)
    one.label(LABELS[task], "asha")
    one.label(OTHERS[task], "bikram")
    find_tool(tool).write(one.sheet(), path_for(tool, tmp_path))
    before = one.standing()
    for _ in range(2):
        merged = import_labels(one.project, one.pool, one.known, tool, path_for(tool, tmp_path)).merged
        assert (merged.known, merged) == (merged.known, Merged(known=merged.known))
    assert one.standing() == before


@pytest.mark.parametrize("tool", ["csv", "xlsx", "parquet", "hf", "conll", "conllu"])
def test_exported_data_loads_as_it_was(tool: str, tmp_path: Path) -> None:
    one = bench("token")
    one.label(LABELS["token"], "asha")
    path = path_for(tool, tmp_path)
    find_tool("parquet").write(one.sheet(), tmp_path / "data.parquet")
    dataset = load(tmp_path / "data.parquet")
    assert dict(zip(dataset.frame["id"], dataset.row_labels, strict=True)) == LABELS["token"]
    find_tool(tool).write(data_sheet(dataset), path)
    if tool not in ("hf", "xlsx"):
        again = load(path, task="token")
        assert again.frame[["id", "tokens", "tags"]].equals(dataset.frame[["id", "tokens", "tags"]])


@pytest.mark.parametrize("tool", WORDS_ONLY)
def test_formats_with_a_word_a_line_hold_no_other_task(tool: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must hold words with tags, but the task is Text classification"):
        find_tool(tool).write(bench("sequence").sheet(), tmp_path / "labels")


def test_an_unknown_tool_lists_those_there_are() -> None:
    with pytest.raises(InputError, match="must be one of label-studio, argilla"):
        find_tool("brat")
