import pandas as pd
import pytest

from demux_core.data.dataset import Dataset
from demux_core.data.loading import load
from demux_core.tasks import TASKS
from demux_core.workspace.label_summaries import label_summaries
from demux_core.workspace.records import Label


def given(**labels: object) -> dict[str, Label]:
    return {row: Label(row, label, "ann", "2026-01-01") for row, label in labels.items()}


def test_what_people_said_stands_before_what_the_file_says(tmp_path) -> None:
    path = tmp_path / "pool.csv"
    path.write_text("id,text,label,lang\na,one,x,en\nb,two,y,en\nc,three,,en\n", encoding="utf-8")
    pool = load(path)
    assert label_summaries(pool, {}) == {"a": "x", "b": "y"}
    assert label_summaries(pool, given(b="z", c="x", gone="w")) == {"a": "x", "b": "z", "c": "x"}


@pytest.mark.parametrize(
    ("tags", "word"),
    [(["B-PER", "I-PER", "B-LOC"], "LOC + PER"), (["O", "O"], "no entity"), (["NOUN", "VERB"], "tagged")],
)
def test_tags_are_said_as_the_kinds_of_entity(tags: list[str], word: str) -> None:
    frame = {"id": ["a"], "tokens": [["w"] * len(tags)], "tags": [tags]}
    assert label_summaries(Dataset(TASKS["token"], pd.DataFrame(frame), "pool"), {}) == {"a": word}


def test_an_answered_question_is_answered() -> None:
    answers = [[{"text": "x", "start": 0}], []]
    frame = {"id": ["a", "b"], "question": ["?"] * 2, "context": ["x"] * 2, "answers": answers}
    assert label_summaries(Dataset(TASKS["qa"], pd.DataFrame(frame), "pool"), {}) == {"a": "answered"}
