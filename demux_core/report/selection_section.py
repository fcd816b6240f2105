"""What a report shows of the chosen points: their languages, their places on the map, the first of them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from demux_core.base.languages import UNKNOWN, language_name
from demux_core.explain import mix_sentences as sentences
from demux_core.explain import point_tables
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import STRATEGIES, Selection
from demux_core.workspace.prepared import PreparedProject

MAP_POINTS, MARKS = 4_000, 500
_EXAMPLES = 10


def mix_groups(run: PreparedProject, chosen: Mapping[str, Selection], first: str) -> dict[str, list[str]]:
    """Whose languages are drawn, top to bottom: the pool, the strategies, ``first`` leading, the target."""
    pool = languages_of(run.source)
    groups = {f"Source pool ({len(pool):,})": pool}
    for name in [first, *(name for name in chosen if name != first)]:
        picked = chosen[name]
        title = f"{STRATEGIES[name].title} ({len(picked.rows):,})"
        groups[title] = languages_of(picked.pool, picked.rows)
    if run.target.languages is not None:
        groups[f"Target sample ({len(run.target):,})"] = languages_of(run.target)
    return groups


def mix_sentences(run: PreparedProject, chosen: Mapping[str, Selection]) -> list[str]:
    """A sentence for each strategy on the languages that it chooses."""
    pool = languages_of(run.source)
    return [
        sentences.mix_sentence(STRATEGIES[name].title, languages_of(picked.pool, picked.rows), pool)
        for name, picked in chosen.items()
    ]


def map_points(run: PreparedProject, chosen: Mapping[str, Selection]) -> tuple[pd.DataFrame, str]:
    """The map's points, bounded, and a note where they are not all; else the note is empty."""
    keep = np.concatenate([picked.rows[:MARKS] for picked in chosen.values()])
    rows = point_tables.map_rows(len(run.source), keep, MAP_POINTS, MAP_POINTS)
    frame = point_tables.map_frame(run.source, run.target, run.points, rows)
    targets = np.flatnonzero(frame["target"])
    if len(targets) > MAP_POINTS:
        kept = np.ones(len(frame), dtype=bool)
        kept[np.random.default_rng(0).permutation(targets)[MAP_POINTS:]] = False
        frame = frame[kept].reset_index(drop=True)
    notes = []
    if some := drawn_share((len(rows), len(run.source)), (min(len(targets), MAP_POINTS), len(targets))):
        notes.append(f"The map shows {some}.")
    if any(len(picked.rows) > MARKS for picked in chosen.values()):
        notes.append(f"Of every strategy the first {MARKS:,} choices are marked.")
    return frame, " ".join(notes)


def drawn_share(pool: tuple[int, int], target: tuple[int, int]) -> str:
    """``813 of 6,000 pool texts and 300 of 420 target texts``: the parts not shown whole, empty for none."""
    parts = ((*pool, "pool"), (*target, "target"))
    return " and ".join(f"{n:,} of {total:,} {part} texts" for n, total, part in parts if n < total)


def examples(picked: Selection, run: PreparedProject) -> pd.DataFrame:
    """The first points to label: rank, text, code, language (name), nearest target text where known."""
    frame = point_tables.chosen_table(picked, run.target).head(_EXAMPLES)
    codes = [code or UNKNOWN for code in frame["language"]]
    columns = {"rank": frame["rank"], "text": frame["text"], "code": codes}
    if frame["nearest_target_text"].notna().any():
        columns["nearest"] = frame["nearest_target_text"]
    return pd.DataFrame(columns).assign(language=[language_name(code) for code in codes])
