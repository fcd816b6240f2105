import pandas as pd
import pytest

from demux_core.analysis.language_mix import mix_by_round, selection_counts
from demux_core.base.palette import PALETTE, TARGET_COLOR
from demux_core.charts.colors import language_colors
from demux_core.charts.round_charts import round_figure
from demux_core.experiments.cells import Cell, CellRecord

COLORS = language_colors(["hi"] * 3 + ["en"] * 2)


def mix(*rounds: dict[str, int], strategy: str = "knn_uncertainty") -> pd.DataFrame:
    cells = [
        CellRecord(Cell(strategy, 2, number, 10 * number), {}, languages=languages)
        for number, languages in enumerate(rounds, 1)
    ]
    return mix_by_round(selection_counts(cells))


def test_every_strategy_is_a_panel_and_every_round_a_full_column() -> None:
    both = pd.concat([mix({"hi": 5, "en": 5}, {"hi": 2}), mix({"en": 4}, {"en": 4}, strategy="random")])
    figure = round_figure(both, COLORS)
    assert [note.text for note in figure.layout.annotations] == ["KNN-UNCERTAINTY", "RANDOM"]
    totals: dict[tuple[str, str], float] = {}
    for trace in figure.data:
        for column, share in zip(trace.x, trace.y, strict=True):
            totals[trace.xaxis, column] = totals.get((trace.xaxis, column), 0) + share
    assert totals == pytest.approx(dict.fromkeys(totals, 1.0))
    assert len(totals) == 4


def test_languages_have_their_colours_and_one_legend_entry_each() -> None:
    both = pd.concat([mix({"hi": 5, "ne": 5}), mix({"hi": 4}, strategy="random")])
    figure = round_figure(both, COLORS)
    assert {trace.name: trace.marker.color for trace in figure.data} == {
        "Hindi": PALETTE[1],
        "Nepali": TARGET_COLOR,
    }
    assert sorted(trace.name for trace in figure.data if trace.showlegend) == ["Hindi", "Nepali"]


def test_points_can_be_drawn_instead_of_shares() -> None:
    figure = round_figure(mix({"hi": 5, "en": 3}), COLORS, "rows")
    assert [trace.y[0] for trace in figure.data] == [5, 3]


def test_a_language_that_is_markup_is_shown_and_not_interpreted() -> None:
    bar = round_figure(mix({"<a href='https://example.org'>": 5}), COLORS).data[0]
    assert "<" not in bar.name + bar.meta
