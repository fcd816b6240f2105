from pathlib import Path

import pandas as pd
import pytest

from demux_core import InputError
from demux_core.exports import to_csv, to_jsonl, write

TABLE = pd.DataFrame({"id": ["a", "b"], "text": ["=1+1", 'नमस्ते, "जी"'], "score": [-0.5, None]})


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    text = to_csv(pd.DataFrame({"text": [f"{start}cmd"], "number": [-1.5]}))
    assert f"'{start}cmd" in text
    assert ",-1.5" in text


def test_json_lines_keep_the_script_and_the_text_as_it_is() -> None:
    lines = to_jsonl(TABLE).splitlines()
    assert len(lines) == 2
    assert "नमस्ते" in lines[1]
    assert "=1+1" in lines[0]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_what_is_written_is_read_back(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"table{suffix}"
    write(TABLE, path)
    read = {".csv": pd.read_csv, ".jsonl": lambda p: pd.read_json(p, lines=True), ".parquet": pd.read_parquet}
    back = read[suffix](path)
    assert back["id"].tolist() == ["a", "b"]
    assert back["text"][1] == TABLE["text"][1]


def test_another_suffix_names_the_choices(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"output must end in \.csv, \.jsonl, \.parquet, got 'table\.xls'"):
        write(TABLE, tmp_path / "table.xls")
