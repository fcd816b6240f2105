"""Pools of any size, of made-up words: no corpus has a million texts that may be shipped."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

# Languages by code, and the letters of their made-up words.
ALPHABETS = {
    "en": ("bcdfglmnprst", "aeiou"),
    "tr": ("bcçdgğklmnrsşt", "aeıioöuü"),
    "ru": ("бвгдзклмнпрст", "аеиоуыя"),
    "hi": ("कखगचजटडतदनपबमरलसह", "ािीुूेो"),
    "bn": ("কখগচজটডতদনপবমরলসহ", "ািীুূেো"),
    "ar": ("بتجدرزسشعفقكلمنه", "اوي"),
}
WORDS = 3_000  # of a language
COPIES = 0.02  # the share of texts that are exactly an earlier one
NAMELESS = 0.25  # the share of texts whose language the file does not give
_BLOCK = 10_000


def write_pool(path: Path, rows: int, files: int = 1, seed: int = 0) -> Path:
    """Write so many short texts in six languages as Parquet: one file, or a folder of several; return it."""
    generator = np.random.default_rng(seed)
    vocabularies = {code: _words(generator, *letters) for code, letters in ALPHABETS.items()}
    ends = np.linspace(0, rows, files + 1).astype(int).tolist()
    if files > 1:
        path.mkdir(parents=True)
    for number, (start, stop) in enumerate(pairwise(ends)):
        place = path / f"part-{number:03}.parquet" if files > 1 else path
        with pq.ParquetWriter(place, pa.schema({"text": pa.string(), "lang": pa.string()})) as writer:
            for first in range(start, stop, _BLOCK):
                writer.write_table(_table(generator, vocabularies, min(_BLOCK, stop - first)))
    return path


def write_sample(path: Path, rows: int = 200) -> Path:
    """Write so many texts in a seventh language, one a line, as a target sample; return the path."""
    generator = np.random.default_rng(7)
    words = _words(generator, "कखगघचछजटठडतथदधनपफबभमयरलवशषसह", "ािीुूेैोौ")
    path.write_text("".join(f"{text}\n" for text in _texts(generator, words, rows)), encoding="utf-8")
    return path


def _table(generator: np.random.Generator, words: dict[str, np.ndarray], rows: int) -> pa.Table:
    codes = generator.choice(list(words), rows)
    texts = np.empty(rows, dtype=object)
    for code in words:
        texts[codes == code] = list(_texts(generator, words[code], int((codes == code).sum())))
    copies = np.flatnonzero(generator.random(rows) < COPIES)
    texts[copies] = texts[generator.integers(0, np.maximum(copies, 1))]
    named = [None if nameless else code for nameless, code in zip(_some(generator, rows), codes, strict=True)]
    return pa.table({"text": pa.array(texts, pa.string()), "lang": pa.array(named, pa.string())})


def _some(generator: np.random.Generator, rows: int) -> np.ndarray:
    return generator.random(rows) < NAMELESS


def _words(generator: np.random.Generator, consonants: str, vowels: str) -> np.ndarray:
    """Words of one to three syllables; (WORDS,) strings."""
    syllables = np.array([a + b for a in consonants for b in vowels])
    lengths = generator.integers(1, 4, WORDS)
    return np.array(["".join(generator.choice(syllables, n)) for n in lengths], dtype=object)


def _texts(generator: np.random.Generator, words: np.ndarray, rows: int) -> Iterator[str]:
    """Texts of 4 to 12 words, frequent ones more often."""
    lengths = generator.integers(4, 13, rows)
    drawn = words[(WORDS * generator.random(int(lengths.sum())) ** 2).astype(int)]
    for end, length in zip(np.cumsum(lengths).tolist(), lengths.tolist(), strict=True):
        yield " ".join(drawn[end - length : end])
