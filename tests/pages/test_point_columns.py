"""Tables of points on the pages."""

import pandas as pd

from demux_core.tasks.text_pairs import SHOWN
from pages.ui.selection import coverage
from pages.ui.shared.point_columns import COLUMNS, in_rows

PAIR = f"When does it open?{SHOWN}{'The clinic opens at nine. ' * 10}"


def test_pairs_of_texts_are_cut_in_rows_and_the_table_of_the_files_stays_whole() -> None:
    table = pd.DataFrame({"text": [PAIR, "hello"], "nearest_target_text": [None, PAIR], "id": ["a", "b"]})
    rows = in_rows(table)
    assert rows["text"][0].startswith("When does it open? — followed by: The clinic opens")
    assert rows["text"][0].endswith("…")
    assert rows["text"][1] == "hello"
    assert pd.isna(rows["nearest_target_text"][0])
    assert rows["nearest_target_text"][1] == rows["text"][0]
    assert table["text"].tolist() == [PAIR, "hello"]


def test_the_two_scales_of_distance_are_named_apart() -> None:
    assert "Euclidean distance" in COLUMNS["distance"]["help"]
    for name in ("chosen_distance", "pool_distance"):
        assert "Cosine distance" in coverage._COLUMNS[name]["help"]


def test_a_reader_is_told_that_a_reason_can_name_another_target_text() -> None:
    assert "The reason may name another one" in COLUMNS["nearest_target_text"]["help"]
