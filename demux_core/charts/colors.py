"""Colours: one for each language, the same on every chart, and those of what is not a language."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from demux_core.base.languages import UNKNOWN, language_name
from demux_core.base.palette import OTHER_COLOR, PALETTE
from demux_core.modelling.encoding import Encoding

OTHER = "other languages"
_NEIGHBORS = 10
_LOOKED_AT = 20_000
_ASKED = 500


def language_colors(languages: Sequence[str], first: Sequence[str] = ()) -> dict[str, str]:
    """Give every language of the pool a colour, those of ``first`` first; past the palette all are grey.

    Args:
        languages: the language of every pool row; the same pool gives the same colours on every chart.
        first: languages that people look for, the most wanted first; then come the most frequent ones.
    """
    rank = {language: place for place, language in enumerate(dict.fromkeys(first))}
    counts = sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0]))
    ordered = sorted((language for language, _ in counts), key=lambda name: rank.get(name, len(rank)))
    known = [language for language in ordered if language != UNKNOWN]
    return dict(zip(known, PALETTE, strict=False)) | dict.fromkeys(
        [*known[len(PALETTE) :], *([UNKNOWN] if len(known) < len(ordered) else [])], OTHER_COLOR
    )


def pool_colors(source: Encoding, target: Encoding) -> dict[str, str]:
    """Give every language of the pool a colour, those nearest to the target sample first.

    The pages, the report and the figures all ask here, so that a language looks the same everywhere.
    """
    languages = [UNKNOWN] * len(source) if source.languages is None else source.languages
    return language_colors(languages, nearest_languages(source, target))


def nearest_languages(source: Encoding, target: Encoding) -> list[str]:
    """Languages among the target's nearest pool points, the most frequent there first, then by code.

    Of a large pool or target sample a fixed part is looked at: this decides on colours only.
    """
    if source.languages is None or source.embeddings is None or target.embeddings is None or not len(target):
        return []
    from demux_core.strategies.neighbors import nearest

    rows, queries = (_spread(len(part), most) for part, most in ((source, _LOOKED_AT), (target, _ASKED)))
    _, found = nearest(target.embeddings[queries], source.embeddings[rows], _NEIGHBORS)
    counts = Counter(source.languages[row] for row in rows[found.ravel()].tolist())
    return [language for language, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _spread(n: int, most: int) -> NDArray[np.int64]:
    """All of n rows, or ``most`` of them, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int64))


def has_own_color(language: str, colors: Mapping[str, str]) -> bool:
    """Whether the language has a colour of its own."""
    return colors.get(language, OTHER_COLOR) != OTHER_COLOR


def text_color_on(color: str) -> str:
    """The colour of text that is read on ``color``."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#0F172A" if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else "#FFFFFF"


def chart_name(language: str) -> str:
    """The language's name, escaped for a chart."""
    # Plotly makes links and markup of what looks like HTML, and a code is whatever a file says.
    return html.escape(language_name(language))
