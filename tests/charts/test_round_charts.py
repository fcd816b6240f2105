import pandas as pd
import pytest

from demux_core.analysis.language_mix import mix_by_round, selection_counts
from demux_core.base.palette import PALETTE, TARGET_COLOR
from demux_core.charts import language_colors
from demux_core.charts.round_charts import round_figure
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.explain.mix_sentences import round_sentence

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


def test_languages_have_their_colours_and_are_named_once_in_the_legend() -> None:
    both = pd.concat([mix({"hi": 5, "ne": 5}), mix({"hi": 4}, strategy="random")])
    figure = round_figure(both, COLORS)
    assert {trace.name: trace.marker.color for trace in figure.data} == {
        "Hindi": PALETTE[0],
        "Nepali": TARGET_COLOR,
    }
    assert sorted(trace.name for trace in figure.data if trace.showlegend) == ["Hindi", "Nepali"]


def test_points_are_drawn_as_they_are() -> None:
    figure = round_figure(mix({"hi": 5, "en": 3}), COLORS, "rows")
    assert [trace.y[0] for trace in figure.data] == [5, 3]


def test_a_language_that_is_markup_is_shown_and_not_interpreted() -> None:
    bar = round_figure(mix({"<a href='https://example.org'>": 5}), COLORS).data[0]
    assert "<" not in bar.name + bar.meta


@pytest.mark.parametrize(
    ("rounds", "said"),
    [
        (
            [{"hi": 1, "en": 9}, {"hi": 5, "en": 5}, {"hi": 8, "en": 2}],
            "KNN-UNCERTAINTY turns to Hindi: 10% of its points in round 1, 80% in round 3.",
        ),
        (
            [{"en": 2, "hi": 1, "ur": 1}, {"hi": 2, "ur": 2}],
            "turns away from English: 50% of its points in round 1, 0%",
        ),
        ([{"hi": 2}, {"hi": 7}], "keeps to the same languages from round 1 to round 2"),
        ([{"hi": 2}], "has chosen in one round so far"),
    ],
)
def test_the_sentence_names_the_language_whose_share_changes_most(rounds: list, said: str) -> None:
    assert said in round_sentence(mix(*rounds), "knn_uncertainty")


def test_the_sentence_says_when_a_language_gains() -> None:
    said = round_sentence(mix({"en": 2, "hi": 1, "ur": 1}, {"hi": 4}), "knn_uncertainty")
    assert said.endswith("turns to Hindi: 25% of its points in round 1, 100% in round 2.")
