import pandas as pd
import pytest

from demux_core.base.palette import PALETTE
from demux_core.charts.length_charts import length_figure
from demux_core.data.text_lengths import length_bins, lengths
from tests.helpers.make import sentences, sequences


def test_words_and_characters_are_counted() -> None:
    assert lengths(sequences(["one two", "three"])).to_dict("list") == {"words": [2, 1], "characters": [7, 5]}


def test_the_words_of_token_data_are_its_tokens() -> None:
    assert lengths(sentences([["New York", "is", "big"]]))["words"].tolist() == [3]


def test_every_row_is_in_a_bin_and_the_longest_rows_are_in_the_last_one() -> None:
    role_lengths = pd.DataFrame({"words": [*range(1, 200), 5_000]})
    bins = length_bins({"pool": role_lengths, "target": role_lengths.head(10)}, "words")
    pool = bins[bins["group"] == "pool"]
    assert pool["rows"].sum() == 200
    assert bins.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1])
    assert pool["high"].iloc[-1] == 5_000


def test_texts_of_equal_length_can_be_drawn() -> None:
    bins = length_bins({"pool": pd.DataFrame({"words": [1, 1]})}, "words")
    assert bins["rows"].sum() == 2


def test_each_role_has_a_line_with_its_name() -> None:
    role_lengths = pd.DataFrame({"words": [1, 2, 3]})
    figure = length_figure(
        length_bins({"pool": role_lengths, "test": role_lengths}, "words"),
        "words",
        {"pool": "Source pool", "test": "Test"},
    )
    assert [trace.name for trace in figure.data] == ["Source pool", "Test"]
    assert figure.layout.xaxis.title.text == "Words"


def test_lines_of_roles_differ_without_using_colours_of_languages() -> None:
    role_lengths = pd.DataFrame({"words": [1, 2, 3]})
    roles = ("pool", "target", "train", "test", "gold")
    bins = length_bins(dict.fromkeys(roles, role_lengths), "words")
    looks = [
        (trace.line.color, trace.line.dash)
        for trace in length_figure(bins, "words", {role: role for role in roles}).data
    ]
    assert len(set(looks)) == len(roles)
    assert not {color for color, _ in looks} & set(PALETTE)
