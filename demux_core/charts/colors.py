"""Colours: one for each language, the same on every chart, and those of what is not a language."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence

from demux_core.languages import language_name

# Twelve colours of middle lightness that stay apart for full, protan and deutan vision, on white and black.
PALETTE = (
    "#6D6DDB", "#F3AA18", "#00793D", "#79C2FF", "#794979", "#3DAA6D",
    "#2455B6", "#DB7918", "#79CE86", "#3D86AA", "#9E92FF", "#AA6179",
)  # fmt: skip
OTHER_COLOR = "#9CA3AF"
TARGET_COLOR = "#D61F3A"
OTHER = "other languages"


def language_colors(languages: Sequence[str]) -> dict[str, str]:
    """Give every language of the pool a colour, the most frequent first; past the palette all are grey.

    Args:
        languages: the language of every pool row; the same pool gives the same colours on every chart.
    """
    ordered = sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0]))
    known = [language for language, _ in ordered if language != "unknown"]
    return dict(zip(known, PALETTE, strict=False)) | dict.fromkeys(
        [*known[len(PALETTE) :], *(["unknown"] if len(known) < len(ordered) else [])], OTHER_COLOR
    )


def colored(language: str, colors: Mapping[str, str]) -> bool:
    """Whether the language has a colour of its own."""
    return colors.get(language, OTHER_COLOR) != OTHER_COLOR


def ink_on(color: str) -> str:
    """The colour of text that is read on ``color``."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#0F172A" if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else "#FFFFFF"


def shown(language: str) -> str:
    """The language's name, escaped for a chart."""
    # Plotly makes links and markup of what looks like HTML, and a code is whatever a file says.
    return html.escape(language_name(language))
