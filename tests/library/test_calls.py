"""Python programs need few calls, and bring their data in whatever form they have it."""

import re
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demux_core import Encoding, InputError, load, select
from demux_core.library.results import Results
from tests.helpers import tiny

ROOT = Path(__file__).parents[2]
ROWS = {"text": tiny.TEXTS, "lang": ["en", "fr", "hi", "ru", "en"], "label": list("ababa")}


def write_files(folder: Path) -> None:
    """The files that README's example reads."""

    def table(first: int, count: int, which: list[int]) -> pd.DataFrame:
        rows = [
            (f"{tiny.TEXTS[i]} {n}", ROWS["lang"][i], ROWS["label"][i]) for n in range(count) for i in which
        ]
        frame = pd.DataFrame(rows, columns=["text", "lang", "label"])
        return frame.assign(text=[f"{text} {first}" for text in frame["text"]])

    for name, part in {
        "pool": table(0, 60, [1, 3]),
        "labelled": table(1, 40, [1, 3]),
        "english": table(2, 10, [0, 1]).assign(lang="en"),
        "test": table(3, 10, [2, 3]),
    }.items():
        part.to_csv(folder / f"{name}.csv", index=False)
    (folder / "sample.txt").write_text("\n".join(f"{tiny.TEXTS[2]} {n}" for n in range(90, 96)))


def test_readmes_example_runs(
    tiny_model: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Python\n")[1]
    example = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[0]
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    run = types.FunctionType(
        compile(example.replace('"default"', repr(str(tiny_model()))), "README", "exec"), names
    )
    run()
    assert len(names["picked"].frame()) == 100
    assert set(names["results"].curve()["budget"]) == {0, 10, 50}
    assert (tmp_path / "results.csv").exists()
    assert repr(names["results"]) == "Results(accuracy of 3 strategies, budgets 10, 50)"
    assert "<table" in names["results"]._repr_html_()


class HubDataset:
    """What ``datasets.Dataset`` writes: Parquet, with the names of its classes beside it."""

    def to_parquet(self, path: str) -> int:
        frame = pd.DataFrame(ROWS).assign(label=[0, 1, 0, 1, 0])
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(frame)
        features = b'{"info": {"features": {"label": {"_type": "ClassLabel", "names": ["a", "b"]}}}}'
        pq.write_table(table.replace_schema_metadata({"huggingface": features}), path)
        return table.nbytes


@pytest.mark.parametrize("data", [pd.DataFrame(ROWS), HubDataset()], ids=["pandas", "Hugging Face"])
def test_tables_are_read_like_files(data: Any) -> None:
    dataset = load(data)
    assert dataset.texts == tiny.TEXTS
    assert dataset.languages == ROWS["lang"]
    assert dataset.row_labels == ROWS["label"]
    assert load(dataset) is dataset


@pytest.mark.parametrize("given", [list, tuple, np.array, pd.Series], ids=lambda kind: kind.__name__)
def test_texts_alone_are_a_sample_of_one_language(given: Callable[[list[str]], Any]) -> None:
    assert load(given(tiny.TEXTS), language="ne").languages == ["ne"] * len(tiny.TEXTS)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (pd.DataFrame({"text": ["a", 1]}), "one type"),
        ({"train": None}, r"data\['train'\]"),
        ([1, 2], "data must be a file"),
        (pd.DataFrame({"width": [1], "height": [2]}), "table"),
    ],
    ids=["mixed column", "several splits", "numbers", "no text"],
)
def test_other_data_is_refused_in_one_line(data: Any, rule: str) -> None:
    with pytest.raises(InputError, match=rule) as refused:
        load(data)
    assert "\n" not in str(refused.value)


@pytest.fixture
def encoding() -> Encoding:
    """Made of columns of pandas and an array."""
    frame = pd.DataFrame({**ROWS, "id": list("vwxyz")}).iloc[::-1]
    vectors = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    return Encoding(
        frame["id"], vectors, frame["label"].eq("a").to_numpy(np.float32), frame["lang"], frame["text"]
    )


def test_encodings_are_made_of_columns_and_give_frames(encoding: Encoding) -> None:
    assert encoding.frame()["id"].tolist() == list("zyxwv")
    picked = select("cover", encoding, encoding, 2)
    assert set(picked.ids) <= set("vwxyz")


def test_encodings_and_selections_say_what_they_are(encoding: Encoding) -> None:
    assert repr(encoding) == "Encoding(5 rows, vectors of 3, uncertainty, en 2, fr 1, hi 1, ru 1)"
    picked = select("random", encoding, None, 2, seed=1)
    assert repr(picked).startswith("Selection(random: 2 of 5 texts, ")
    for shown in (encoding, picked):
        assert "<table" in shown._repr_html_()
        assert "clinic" in encoding._repr_html_()


def test_texts_cannot_bring_markup_into_a_notebook() -> None:
    hostile = Encoding(["<b>"], np.ones((1, 2), np.float32), None, ["en"], ["<script>alert(1)</script>"])
    shown = hostile._repr_html_() + select("random", hostile, None, 1)._repr_html_()
    assert "<script" not in shown
    assert "<b>" not in shown


def test_results_without_a_place_go_with_the_object(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    from demux_core import experiment, find_model

    write_files(tmp_path)
    data: dict[str, Any] = {
        role: tmp_path / f"{name}.csv"
        for role, name in {"train": "english", "source": "labelled", "test": "test"}.items()
    }
    data["target"] = [f"{tiny.TEXTS[2]} {n}" for n in range(4)]
    results = experiment(data, ["random"], [4], model=find_model(tiny_model()), seeds=[1], learner="probe")
    assert isinstance(results, Results)
    assert len(results.table) > 0
    folder = results.path.parent
    del results
    assert not folder.exists()
