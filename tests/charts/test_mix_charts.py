import pytest

from demux_core.base.palette import OTHER_COLOR, PALETTE, TARGET_COLOR
from demux_core.charts.colors import language_colors
from demux_core.charts.mix_charts import mix_figure
from demux_core.explain.point_tables import language_mix

LANGUAGES = ["hi"] * 5 + ["en"] * 3 + ["ur"] * 3


def test_every_group_is_a_full_bar_from_top_to_bottom() -> None:
    mix = language_mix({"Pool": LANGUAGES, "RANDOM": ["hi", "en"], "Target": ["ne"]})
    figure = mix_figure(mix, language_colors(LANGUAGES))
    total = dict.fromkeys(("Pool", "RANDOM", "Target"), 0.0)
    for trace in figure.data:
        for group, share in zip(trace.y, trace.x, strict=True):
            total[group] += share
    assert total == pytest.approx({"Pool": 1, "RANDOM": 1, "Target": 1})
    assert list(figure.layout.yaxis.categoryarray) == ["Target", "RANDOM", "Pool"]


def test_languages_have_their_colours_and_those_of_the_target_alone_the_target_colour() -> None:
    figure = mix_figure(language_mix({"Pool": LANGUAGES, "Target": ["ne"]}), language_colors(LANGUAGES))
    assert {trace.name: trace.marker.color for trace in figure.data} == {
        "Hindi": PALETTE[1],
        "English": PALETTE[0],
        "Urdu": PALETTE[2],
        "Nepali": TARGET_COLOR,
    }


def test_languages_without_a_colour_share_one_trace_and_keep_their_names() -> None:
    colors = language_colors(["hi"] * 3 + ["en"]) | {"xh": OTHER_COLOR, "zu": OTHER_COLOR}
    grey = mix_figure(language_mix({"A": ["zu", "hi", "xh"], "B": ["xh"]}), colors).data[-1]
    assert (grey.name, grey.marker.color) == ("Other languages", OTHER_COLOR)
    assert list(zip(grey.y, grey.hovertext, strict=True)) == [("A", "Xhosa"), ("B", "Xhosa"), ("A", "Zulu")]


def test_a_language_that_is_markup_is_shown_and_not_interpreted() -> None:
    code = "<a href='https://example.org'>%{x}</a>"
    bar = mix_figure(language_mix({"Pool": [code]}), language_colors([code])).data[0]
    assert "<" not in bar.name + bar.text[0] + bar.hovertext[0]
    assert "%{x}<" not in bar.hovertemplate
    assert code not in bar.hovertemplate


def test_rows_can_be_drawn_instead_of_shares() -> None:
    mix = language_mix({"KNN": ["hi"] * 3 + ["en"], "RANDOM": ["hi"]})
    bars = mix_figure(mix, language_colors(LANGUAGES), "rows").data
    assert [list(bar.x) for bar in bars] == [[3, 1], [1]]


def test_an_unknown_language_of_the_target_is_grey() -> None:
    mix = language_mix({"Target": ["ne", "unknown"]})
    assert mix_figure(mix, language_colors(LANGUAGES)).data[1].marker.color == OTHER_COLOR


def test_a_label_without_room_in_its_bar_is_left_out() -> None:
    mix = language_mix({"Target": ["ne"] * 93 + ["unknown"] * 7})
    bars = mix_figure(mix, {}).data
    assert {bar.name: bar.text[0] for bar in bars} == {"Nepali": "Nepali", "Other languages": ""}


def test_labels_that_a_narrow_page_has_no_room_for_are_hidden() -> None:
    figure = mix_figure(language_mix({"Pool": LANGUAGES}), language_colors(LANGUAGES))
    assert figure.layout.uniformtext.mode == "hide"
    assert {bar.constraintext for bar in figure.data} == {None}  # plotly's own: letters stay in their bar


def test_the_legend_is_clear_of_the_axis_with_few_bars_as_well() -> None:
    few, many = (
        mix_figure(language_mix({str(i): LANGUAGES for i in range(n)}), {}).layout.legend.y for n in (2, 8)
    )
    assert few < many < 0
