import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from demux_core import InputError
from demux_core.base.exports import escaped_cells, to_csv, to_jsonl, write
from demux_core.data.formats.tables import read

TABLE = pd.DataFrame({"id": ["a", "b"], "text": ["=1+1", 'नमस्ते, "जी"'], "score": [-0.5, None]})


FORMULAS = [
    *(f"{start}cmd|' /C calc'!A0" for start in "=+-@\t\r\n"),
    "=1+1",
    '=HYPERLINK("https://example.org/?x="&A1,"see")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    " =1+1",
    "\u00a0\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
]


# Whatever the quotes, many programs begin another cell after a semicolon or a tab,
# some after a comma or a line end.
INSIDE = {
    "total;=1+1": "total;'=1+1",
    "total; =1+1": "total;' =1+1",
    "total\t=1+1": "total\t'=1+1",
    "total,=1+1": "total,'=1+1",
    'total;"=1+1': "total;'\"=1+1",
    "\t=1+1": "'\t'=1+1",
    "=1;@sum;-2": "'=1;'@sum;'-2",
    "a\n=1": "a\n'=1",
    "a\r\n=1": "a\r\n'=1",
    "\n\n=1+1": "'\n\n'=1+1",
}


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_or_header_that_a_spreadsheet_would_run_gets_an_apostrophe(formula: str) -> None:
    table = pd.DataFrame(
        {formula: ["a"], "text": [formula], "kind": pd.Categorical([formula]), "number": [-1.5]}
    )
    text = to_csv(table)
    assert rows_of(text) == [
        [f"'{formula}", "text", "kind", "number"],
        ["a", f"'{formula}", f"'{formula}", "-1.5"],
    ]


@pytest.mark.parametrize(("text", "safe"), INSIDE.items())
def test_a_formula_after_a_separator_inside_a_cell_gets_an_apostrophe_too(text: str, safe: str) -> None:
    assert rows_of(to_csv(pd.DataFrame({"text": [text], "b": ["x"]})))[1] == [safe, "x"]


def test_escaping_can_be_switched_off_and_its_cells_are_counted() -> None:
    table = pd.DataFrame({"text": ["=1+1", "a;@b", "plain"], "score": [-1.0, 2.0, 3.0]})
    assert escaped_cells(table) == 2
    assert [row[0] for row in rows_of(to_csv(table, escaped=False))[1:]] == table["text"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, @asha",
        "a, -b",
        "a;b",
        "1;2",
        "a = b",
        "it's",
        "'a=1",
        "1-2",
        "नमस्ते",
        "(=1)",
        "# x",
        "",
        "😀=1",
    ],
)
def test_other_texts_are_not_changed(text: str) -> None:
    assert rows_of(to_csv(pd.DataFrame({"a": [text], "b": ["x"]})))[1] == [text, "x"]


@pytest.mark.parametrize(
    "text", [*FORMULAS, *INSIDE, *INSIDE.values(), "'=1", "''@asha", "'tis", "it's", "@asha namaste"]
)
def test_reading_a_written_table_restores_every_cell(text: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"text": [text, "x"], text: ["a", "b"]})
    write(table, tmp_path / "table.csv")
    back = read(tmp_path / "table.csv")
    assert back["text"][0] == text
    assert back.columns[1].strip() == text.strip()


def test_a_missing_value_is_an_empty_cell() -> None:
    table = pd.DataFrame({"a": [None, None], "b": ["x", None], "c": [None, 1.5]})
    assert rows_of(to_csv(table))[1:] == [["", "x", ""], ["", "", "1.5"]]


def test_json_lines_escape_neither_other_scripts_nor_formulas() -> None:
    lines = to_jsonl(TABLE).splitlines()
    assert len(lines) == 2
    assert "नमस्ते" in lines[1]
    assert "=1+1" in lines[0]


def test_json_lines_keep_enough_digits_to_break_near_ties() -> None:
    lines = to_jsonl(pd.DataFrame({"uncertainty": [-3e-11, -2e-11, -0.1234567890123]})).splitlines()
    assert [json.loads(line)["uncertainty"] for line in lines] == [-3e-11, -2e-11, -0.1234567890123]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_written_table_can_be_read_again(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"table{suffix}"
    write(TABLE, path)
    read = {".csv": pd.read_csv, ".jsonl": lambda p: pd.read_json(p, lines=True), ".parquet": pd.read_parquet}
    back = read[suffix](path)
    assert back["id"].tolist() == ["a", "b"]
    assert back["text"][1] == TABLE["text"][1]


def test_an_unknown_suffix_is_an_error_with_the_choices(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"output must end in \.csv, \.xlsx, \.jsonl, \.parquet, got 'table\.xls'"
    ):
        write(TABLE, tmp_path / "table.xls")
