"""Colours of languages, the same on every chart, and the text that goes with them."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence

from demux_core.analysis.nearest_languages import nearest_languages
from demux_core.base.languages import UNKNOWN, language_name
from demux_core.base.palette import OTHER_COLOR, PALETTE, TARGET_COLOR
from demux_core.modelling.encoding import Encoding

OTHER = "other languages"


def language_colors(languages: Sequence[str], first: Sequence[str] = ()) -> dict[str, str]:
    """Give every language of the pool a colour: first ``first``, then the most frequent; the rest are grey.

    Args:
        languages: the language of every pool row; the same pool gives the same colours on every chart.
        first: languages that matter most, in descending order.
    """
    rank = {language: place for place, language in enumerate(dict.fromkeys(first))}
    counts = sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0]))
    ordered = sorted((language for language, _ in counts), key=lambda name: rank.get(name, len(rank)))
    known = [language for language in ordered if language != UNKNOWN]
    grey = [*known[len(PALETTE) :], *([UNKNOWN] if UNKNOWN in ordered else [])]
    return dict(zip(known, PALETTE, strict=False)) | dict.fromkeys(grey, OTHER_COLOR)


def pool_colors(source: Encoding, target: Encoding) -> dict[str, str]:
    """Give every language of the pool a colour, those nearest to the target sample first.

    Pages, report and figures all take their colours from here, so that a language looks the same everywhere.
    """
    languages = [UNKNOWN] * len(source) if source.languages is None else source.languages
    return language_colors(languages, nearest_languages(source, target))


def mix_color(language: str, colors: Mapping[str, str]) -> str:
    """The colour of a language in a language mix; one that only the target sample has is in the target's."""
    return colors.get(language, OTHER_COLOR if language == UNKNOWN else TARGET_COLOR)


def mix_name(language: str, color: str) -> str:
    """The legend entry of a language in a language mix; all grey languages share one."""
    return OTHER.capitalize() if color == OTHER_COLOR else chart_name(language)


def has_own_color(language: str, colors: Mapping[str, str]) -> bool:
    """Whether the language has a colour of its own."""
    return colors.get(language, OTHER_COLOR) != OTHER_COLOR


def text_color_on(color: str) -> str:
    """The colour of text on a background of ``color``."""
    red, green, blue = rgb(color)
    return "#0F172A" if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else "#FFFFFF"


def translucent(color: str, opacity: float) -> str:
    """``color`` with an opacity between 0 and 1, as CSS."""
    red, green, blue = rgb(color)
    return f"rgba({red}, {green}, {blue}, {opacity})"


def rgb(color: str) -> tuple[int, int, int]:
    """The red, green and blue of ``#RRGGBB``, each between 0 and 255."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def chart_name(language: str) -> str:
    """The language's name, escaped for a chart."""
    # Plotly renders what looks like HTML, and a language code can be any text of a file.
    return html.escape(language_name(language))
