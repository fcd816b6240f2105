"""The points of a map as a table, with what each says under the pointer."""

import html

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from demux_core.base.languages import language_name
from demux_core.explain.number_format import true_minus
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import displayed_uncertainty, gloss_of, languages_of, text_of
from demux_core.tasks.text_pairs import in_words

MAP_LIMIT, MAP_SAMPLE = 10_000, 5_000  # pool texts of a chart, whose points are elements of the page


_TEXT_LIMIT = 120


_LINE = 60


def map_rows(n: int, keep: ArrayLike, limit: int = MAP_LIMIT, sample: int = MAP_SAMPLE) -> NDArray[np.int64]:
    """Return the pool rows to draw, ascending: all up to ``limit``, else a fixed sample and ``keep``."""
    if n <= limit:
        return np.arange(n)
    drawn = np.random.default_rng(0).choice(n, size=sample, replace=False)
    return np.union1d(drawn, np.asarray(keep, dtype=np.int64))


def map_frame(
    source: Encoding, target: Encoding, points: NDArray[np.float32], rows: NDArray[np.int64]
) -> pd.DataFrame:
    """Return the map's points: x, y, row (into its own dataset), language, hover, target (bool).

    Args:
        source: the pool.
        target: the target sample; all of it is drawn.
        points: (len(source) + len(target), 2) coordinates, the pool's first.
        rows: the pool rows to draw.
    """
    parts = []
    for encoding, shown, offset in ((source, rows, 0), (target, np.arange(len(target)), len(source))):
        part = pd.DataFrame(np.asarray(points)[shown + offset], columns=["x", "y"])
        part["row"] = shown
        part["language"] = languages_of(encoding, shown)
        part["hover"] = [_hover(encoding, row) for row in shown.tolist()]
        part["target"] = encoding is target
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def hover_lines(encoding: Encoding, row: int) -> tuple[list[str], str]:
    """Return what a point of the map says: its text, shortened, with its gloss; and its details."""
    (language,) = languages_of(encoding, np.array([row]))
    details = language_name(language)
    if encoding.uncertainty is not None:
        name, values = displayed_uncertainty(encoding, np.array([row]))
        details += f" · {name} {true_minus(f'{values[0]:.3g}')}"
    gloss = gloss_of(encoding, row)
    return [
        _shortened(in_words(text)) for text in (text_of(encoding, row), *([f"“{gloss}”"] if gloss else []))
    ], details


def _hover(encoding: Encoding, row: int) -> str:
    lines, details = hover_lines(encoding, row)
    return "<br>".join([*map(_wrap, lines), f"<i>{html.escape(details)}</i>"])


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1].rstrip() + "…"


def _wrap(text: str) -> str:
    # Two lines, broken at a space where there is one. (textwrap is a second slower on 50,000 points.)
    if len(text) <= _LINE:
        return html.escape(text)
    space = text.rfind(" ", _LINE // 2, _LINE + 5)
    cut = space if space > 0 else _LINE
    return f"{html.escape(text[:cut])}<br>{html.escape(text[cut:].strip())}"
