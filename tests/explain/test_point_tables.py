from dataclasses import replace

import numpy as np
import pytest

from demux_core import Encoding, select
from demux_core.explain import point_tables
from demux_core.explain.map_points import searched_texts
from demux_core.explain.point_tables import chosen_table, language_mix, points_table
from demux_core.modelling.presentation import displayed_uncertainty
from tests.helpers.small_encodings import SOURCE, TARGET


def test_points_inside_are_shown_with_text_language_and_uncertainty() -> None:
    table = points_table(SOURCE, np.array([2, 0]))
    assert table["id"].tolist() == ["c", "a"]
    assert table["language"].tolist() == ["Hindi", "Hindi"]
    assert table["uncertainty"].tolist() == [-0.75, -0.25]
    assert points_table(TARGET, np.array([0]))["uncertainty"].isna().all()


def test_chosen_points_have_their_text_and_the_nearest_target_text() -> None:
    table = chosen_table(select("uncertainty", SOURCE, TARGET, 2), TARGET)
    assert table["text"].tolist() == ["एक", "<b>two</b> & more"]
    assert table["nearest_target_text"].tolist() == ["दुई", "दुई"]
    assert list(table.columns[:4]) == ["rank", "id", "text", "language"]


def test_the_mix_counts_each_group_and_its_shares_are_of_the_group() -> None:
    mix = language_mix({"pool": ["hi", "en", "hi", "hi"], "picked": ["en"]})
    assert mix.values.tolist() == [["pool", "hi", 3, 0.75], ["pool", "en", 1, 0.25], ["picked", "en", 1, 1.0]]


@pytest.mark.parametrize(
    ("measure", "name", "value"), [("margin_min", "margin", 0.25), ("mnlp", "uncertainty", -0.25)]
)
def test_a_margin_is_shown_as_a_margin_and_other_measures_as_uncertainty(
    measure: str, name: str, value: float
) -> None:
    encoding = Encoding(["a"], None, np.array([-0.25], np.float32), measure=measure)
    shown, values = displayed_uncertainty(encoding, np.array([0]))
    assert (shown, values.tolist()) == (name, [value])
    assert point_tables.points_table(encoding, np.array([0]))[name].tolist() == [value]


def test_glosses_stand_beside_texts_and_target_texts_and_nowhere_if_there_are_none() -> None:
    source = replace(SOURCE, glosses=["one", None, "<many> x"])
    target = replace(TARGET, glosses=["two", "three"])
    table = chosen_table(select("average_dist", source, target, 3), target)
    names = list(table.columns)
    assert names[names.index("text") + 1] == "gloss"
    assert names[names.index("nearest_target_text") + 1] == "nearest_target_gloss"
    assert set(table["gloss"].dropna()) == {"one", "<many> x"}
    assert set(table["nearest_target_gloss"]) <= {"two", "three"}
    plain = chosen_table(select("average_dist", SOURCE, TARGET, 3), TARGET)
    assert not [name for name in plain.columns if "gloss" in name]
    assert "gloss" not in points_table(source, np.array([1]))
    assert searched_texts(source)[:2] == ["एक one", "<b>two</b> & more "]
    assert source.take(np.array([2, 1])).glosses == ["<many> x", None]
