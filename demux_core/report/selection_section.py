"""The chosen points in a report: their languages, their places on the map, and the first of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demux_core.analysis.map_nearness import map_nearness
from demux_core.base.languages import UNKNOWN, language_name
from demux_core.base.palette import OTHER_COLOR
from demux_core.charts.colors import pool_colors
from demux_core.explain import map_frames, mix_sentences, point_tables
from demux_core.explain.map_sentences import nearness_sentence
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import STRATEGIES, Selection
from demux_core.strategies.display import full_title, strategy_title
from demux_core.tasks.text_pairs import in_short
from demux_core.workspace.prepared import PreparedProject

MAP_POINTS, MARKS = 4_000, 500
_EXAMPLES = 10


@dataclass(frozen=True, eq=False)
class MapSection:
    """The map.

    Args:
        points: ``map_frames.map_frame``, at most ``MAP_POINTS`` each of the pool and the target sample.
        nearness: what near on this map means, as far as it was measured; empty where it was not.
        note: what the map leaves out; empty where it shows everything.
        marked: strategy title -> pool rows to mark, best first; the recommended strategy first.
    """

    points: pd.DataFrame
    nearness: str
    note: str
    marked: Mapping[str, list[int]]


@dataclass(frozen=True, eq=False)
class SelectionSection:
    """What a report shows of the chosen points.

    Args:
        strategy_sentence: what the recommended strategy does.
        mix: ``point_tables.language_mix`` of the pool, each strategy and the target sample.
        mix_sentences: one per strategy.
        colors: ``charts.pool_colors``; unknown languages are grey.
        map: where the points are.
        examples: the first points to label: rank, text, code, language (name) and, where known, gloss,
            nearest (target text) and nearest_gloss; of pairs of texts there is how the second begins.
    """

    strategy_sentence: str
    mix: pd.DataFrame
    mix_sentences: tuple[str, ...]
    colors: Mapping[str, str]
    map: MapSection
    examples: pd.DataFrame


def selection_section(prepared: PreparedProject, chosen: Mapping[str, Selection]) -> SelectionSection:
    """Describe selections by strategy name, the recommended one first."""
    first = next(iter(chosen))
    return SelectionSection(
        strategy_sentence=f"{full_title(first)}. {STRATEGIES[first].summary}",
        mix=point_tables.language_mix(_mix_groups(prepared, chosen)),
        mix_sentences=_mix_sentences(prepared, chosen),
        colors=pool_colors(prepared.source, prepared.target) | {UNKNOWN: OTHER_COLOR},
        map=_map_section(prepared, chosen),
        examples=_examples(chosen[first], prepared),
    )


def shares_shown(pool: tuple[int, int], target: tuple[int, int]) -> str:
    """Return ``813 of 6,000 pool texts and 300 of 420 target texts``, without parts that are shown whole.

    Args:
        pool: texts shown, and all texts.
        target: texts shown, and all texts.
    """
    parts = ((*pool, "pool"), (*target, "target"))
    return " and ".join(f"{n:,} of {total:,} {part} texts" for n, total, part in parts if n < total)


def _mix_groups(prepared: PreparedProject, chosen: Mapping[str, Selection]) -> dict[str, list[str]]:
    """The languages of the pool, of each selection, and of the target sample, in the order of the bars."""
    pool = languages_of(prepared.source)
    groups = {f"Source pool ({len(pool):,})": pool}
    for name, picked in chosen.items():
        title = f"{strategy_title(name)} ({len(picked.rows):,})"
        groups[title] = languages_of(picked.pool, picked.rows)
    if prepared.target.languages is not None:
        groups[f"Target sample ({len(prepared.target):,})"] = languages_of(prepared.target)
    return groups


def _mix_sentences(prepared: PreparedProject, chosen: Mapping[str, Selection]) -> tuple[str, ...]:
    pool = languages_of(prepared.source)
    return tuple(
        mix_sentences.mix_sentence(strategy_title(name), languages_of(picked.pool, picked.rows), pool)
        for name, picked in chosen.items()
    )


def _map_section(prepared: PreparedProject, chosen: Mapping[str, Selection]) -> MapSection:
    marked = {name: picked.rows[:MARKS] for name, picked in chosen.items()}
    keep = np.concatenate(list(marked.values()))
    rows = map_frames.map_rows(len(prepared.source), keep, MAP_POINTS, MAP_POINTS)
    frame = map_frames.map_frame(prepared.source, prepared.target, prepared.points, rows)
    targets = np.flatnonzero(frame["target"])
    if len(targets) > MAP_POINTS:
        kept = np.ones(len(frame), dtype=bool)
        kept[np.random.default_rng(0).permutation(targets)[MAP_POINTS:]] = False
        frame = frame[kept].reset_index(drop=True)
    notes = []
    shown = min(len(targets), MAP_POINTS)
    if shares := shares_shown((len(rows), len(prepared.source)), (shown, len(targets))):
        notes.append(f"The map shows {shares}.")
    if any(len(picked.rows) > MARKS for picked in chosen.values()):
        notes.append(f"Only the first {MARKS:,} texts of each strategy are marked.")
    titled = {strategy_title(name): rows.tolist() for name, rows in marked.items()}
    return MapSection(frame, _nearness(prepared), " ".join(notes), titled)


def _nearness(prepared: PreparedProject) -> str:
    pool = prepared.source
    assert pool.embeddings is not None  # the map was made of them
    near = map_nearness(prepared.points[: len(pool)], pool.embeddings, languages_of(pool))
    return nearness_sentence(near)


def _examples(picked: Selection, prepared: PreparedProject) -> pd.DataFrame:
    frame = point_tables.chosen_table(picked, prepared.target).head(_EXAMPLES)
    codes = [code or UNKNOWN for code in frame["language"]]
    columns = {"rank": frame["rank"], "text": frame["text"].map(in_short), "code": codes}
    shown = {"gloss": "gloss", "nearest": "nearest_target_text", "nearest_gloss": "nearest_target_gloss"}
    for name, column in shown.items():
        if column in frame and frame[column].notna().any():
            columns[name] = frame[column].fillna("").map(in_short)
    return pd.DataFrame(columns).assign(language=[language_name(code) for code in codes])
