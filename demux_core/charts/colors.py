"""Colours of languages, the same on every chart, and the text that goes with them."""

import html
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

from demux_core.analysis.nearest_languages import nearest_languages
from demux_core.base.languages import UNKNOWN, language_name
from demux_core.base.palette import OTHER_COLOR, PALETTE, TARGET_COLOR
from demux_core.modelling.encoding import Encoding

OTHER = "other languages"


# Neighbours in this list, which often share a pool, have different colours; so have all within twelve.
_OFTEN = (
    "en hi ur bn mr te ta gu pa ml kn ne or as sd si sa ks mai bho gom doi mni sat brx dz my th km lo vi id "
    "ms jv su tl zh ja ko mn kk ky uz tg az tr ug ps fa ku ar he am ti om so sw rw rn lg ln ny sn zu xh st tn "
    "ts yo ig ha wo ff bm mos tw ee pcm af de nl sv da no is fo fi et lv lt pl cs sk hu sl hr sr bs mk bg ro "
    "ru uk be el sq hy ka eu ca gl pt es fr it mt ga cy gd br qu ay gn ht mi sm haw"
)
_PLACES = {code: place % len(PALETTE) for place, code in enumerate(_OFTEN.split())}


def language_colors(languages: Sequence[str], first: Sequence[str] = ()) -> dict[str, str]:
    """Give every language of the pool a colour: first ``first``, then the most frequent; the rest are grey.

    A language has the same colour in every project, unless a language before it has that one.

    Args:
        languages: the language of every pool row; the same pool gives the same colours on every chart.
        first: languages that matter most, in descending order.
    """
    rank = {language: place for place, language in enumerate(dict.fromkeys(first))}
    counts = sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0]))
    ordered = sorted((language for language, _ in counts), key=lambda name: rank.get(name, len(rank)))
    known = [language for language in ordered if language != UNKNOWN]
    grey = [*known[len(PALETTE) :], *([UNKNOWN] if UNKNOWN in ordered else [])]
    return _own_colors(known[: len(PALETTE)], PALETTE) | dict.fromkeys(grey, OTHER_COLOR)


def pool_colors(source: Encoding, target: Encoding) -> dict[str, str]:
    """Give every language of the pool a colour, those nearest to the target sample first.

    Pages, report and figures all take their colours from here, so that a language looks the same everywhere.
    """
    languages = [UNKNOWN] * len(source) if source.languages is None else source.languages
    return language_colors(languages, nearest_languages(source, target))


def mix_colors(languages: Sequence[str], colors: Mapping[str, str]) -> dict[str, str]:
    """``colors`` with those of the languages that only the target sample has, none of them twice.

    Args:
        languages: of the mix; of those that the pool lacks, the first is in the colour of the target.
        colors: ``language_colors`` of the pool.
    """
    new = [code for code in dict.fromkeys(languages) if code not in colors and code != UNKNOWN]
    free = [color for color in PALETTE if color not in colors.values()]
    rest = dict.fromkeys([UNKNOWN, *new], OTHER_COLOR) | _own_colors(new[1 : 1 + len(free)], free)
    return {**rest, **dict.fromkeys(new[:1], TARGET_COLOR), **colors}


def _own_colors(languages: Sequence[str], free: Sequence[str]) -> dict[str, str]:
    """A different one of the ``free`` colours for each language, its usual one where that is still free."""
    taken: dict[str, str] = {}
    for language in languages:
        color = PALETTE[_usual_place(language)]
        if color in free and color not in taken.values():
            taken[language] = color
    for language in languages:
        if language not in taken:
            place = _usual_place(language)
            after = [*PALETTE[place:], *PALETTE[:place]]
            taken[language] = next(c for c in after if c in free and c not in taken.values())
    return {language: taken[language] for language in languages}


def _usual_place(language: str) -> int:
    code = re.split("[-_]", language)[0]
    return _PLACES.get(code, zlib.crc32(code.encode()) % len(PALETTE))


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
