"""Read parts of the catalogue's corpora (``corpora``) from the hub, with canonical columns."""

from dataclasses import dataclass

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.corpora import Corpus, find_corpus
from demux_core.data.formats import hub
from demux_core.data.formats.hub_listing import find_listing
from demux_core.data.formats.reading import AS_RECOGNISED
from demux_core.data.formats.tables import RawTable

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class CorpusPart:
    """Languages of a split of a corpus."""

    corpus: Corpus
    languages: tuple[str, ...]
    split: str = "train"


def parse_part(text: str) -> CorpusPart:
    """The part that ``NAME:LANGUAGE[,LANGUAGE...][:SPLIT]`` names; without a split, ``train``.

    Raises:
        InputError: there is no such corpus, language or split.
    """
    name, _, rest = text.partition(":")
    corpus = find_corpus(name)
    languages, _, split = rest.partition(":")
    if not languages.strip():
        raise InputError(
            f"a corpus needs languages, as in corpus:{name}:{','.join(list(corpus.configs)[:2])}:train; "
            f"languages: {', '.join(corpus.configs)}"
        )
    if split and split not in SPLITS:
        raise InputError(f"a split of a corpus must be one of {', '.join(SPLITS)}, got {split[:40]!r}")
    chosen = tuple(dict.fromkeys(corpus.find_language(each) for each in languages.split(",")))
    return CorpusPart(corpus, chosen, split or "train")


def splits_of(corpus: Corpus, language: str) -> list[str]:
    """The splits that the hub has of a language, in the order of ``SPLITS``."""
    listing = find_listing(corpus.repository, None)
    there = {part.split for part in listing.parts if part.config == corpus.configs[language]}
    return [split for split in SPLITS if split in there]


def read_part(part: CorpusPart, most: int | None = None) -> RawTable:
    """The rows of each language in turn, with canonical columns and unique ids.

    Args:
        part: to read.
        most: rows of each language; None is all of them.

    Raises:
        InputError: a language has no such split, or the hub cannot be reached.
    """
    frames: list[pd.DataFrame] = []
    notes: list[str] = []
    for language in part.languages:
        table = _language(part, language, most)
        frames.append(table.frame)
        notes += table.notes
    return RawTable(pd.concat(frames, ignore_index=True), AS_RECOGNISED, tuple(dict.fromkeys(notes)))


def _language(part: CorpusPart, language: str, most: int | None) -> RawTable:
    corpus = part.corpus
    there = splits_of(corpus, language)
    if part.split not in there:
        raise InputError(
            f"{corpus.name} has no {part.split} split in {language!r}, only {', '.join(there) or 'none'}; "
            f"choose another"
        )
    # Where one configuration holds all languages, the first rows may all be in others.
    place = f"{corpus.repository}:{corpus.configs[language]}:{part.split}"
    table = hub.read(place, None if corpus.prefixes else most)
    rows = table.frame
    if missing := set(corpus.columns.values()) - set(rows.columns):
        raise InputError(
            f"{corpus.repository} must have the columns {', '.join(corpus.columns.values())}, but lacks "
            f"{', '.join(sorted(missing))}; name it as hf:{place}, with its columns"
        )
    if corpus.prefixes:
        rows = rows[rows["id"].astype(str).str.startswith(corpus.prefixes[language])].iloc[:most]
    return table._replace(frame=_canonical(part, language, rows))


def _canonical(part: CorpusPart, language: str, rows: pd.DataFrame) -> pd.DataFrame:
    corpus, positions = part.corpus, rows.index.to_series()
    columns = {
        "id": [f"{language}-{part.split}-{position}" for position in positions],
        "language": [language] * len(rows),
    }
    if corpus.parallel:
        values = positions if corpus.parallel == "position" else rows[corpus.parallel]
        # Numbers are those of a split, unless the corpus counts on.
        columns["parallel_id"] = [f"{corpus.name}-{part.split}-{value}" for value in values]
    columns |= {canonical: list(rows[column]) for canonical, column in corpus.columns.items()}
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
