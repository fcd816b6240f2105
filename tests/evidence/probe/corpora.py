"""The corpora of the probe's grid: every language with enough rows is a target, and the others are its pool.

The rows of a corpus are cut once, for all targets, and encoded once by the pretrained model. Rows are those
with the smallest hash of their id, so they are the same everywhere. Target sample, test and GOLD are rows of
the dev, test and train splits. In parallel corpora the English rows and all others share no sentence.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core import Dataset, load
from demux_core.base.config import EncodingConfig
from demux_core.base.progress import Progress, silent
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.models import find_model
from tests.evidence.plans import CUTS, SHARED
from tests.evidence.probe.float32 import in_float32

ENGLISH = "en"
MODEL = "default"
_TARGET_ROWS, _TEST_ROWS = 200, 400
_LEAST_TARGET, _LEAST_TEST = 30, 90  # a target needs at least these


@dataclass(frozen=True)
class Corpus:
    """One corpus of the shared data.

    Args:
        name: of the corpus and its results.
        files: names of its files in the shared data.
        task: of its datasets.
        pool: rows that a language adds to the pool.
        english: English training rows.
        gold: rows of GOLD.
    """

    name: str
    files: tuple[str, ...]
    task: str
    pool: int
    english: int = 1500
    gold: int = 250

    @cached_property
    def rows(self) -> Dataset:
        """All rows that any part needs."""
        path = CUTS / "probe" / f"{self.name}.parquet"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._cut().to_parquet(path, index=False)
        return load(path, self.task)

    def encoding(self, depth: float = 2 / 3, progress: Progress = silent) -> Encoding:
        """Return the rows as the pretrained model sees them."""
        model, config = find_model(MODEL), EncodingConfig(word_depth=depth)
        with in_float32(CUTS / "probe" / "cache"):
            return Encoding.open(encode(self.rows, model, config, progress))

    @cached_property
    def parts(self) -> dict[tuple[str, str], NDArray[np.int64]]:
        """(language, split) -> rows, in the order of the hash of their ids."""
        frame = self.rows.frame
        split = frame["id"].map(self._splits)
        grouped = frame.groupby([frame["language"], split], sort=False).indices
        return {(str(language), str(name)): np.asarray(rows) for (language, name), rows in grouped.items()}

    @property
    def targets(self) -> list[str]:
        """The languages with enough rows, without English."""
        return [
            language
            for language in sorted({language for language, _ in self.parts} - {ENGLISH})
            if len(self.part(language, "dev")) >= _LEAST_TARGET
            and len(self.part(language, "test")) >= _LEAST_TEST
        ]

    def part(self, language: str, split: str) -> NDArray[np.int64]:
        """Return the rows of a language in a split, which may be none."""
        return self.parts.get((language, split), np.empty(0, dtype=np.int64))

    def pool_of(self, target: str) -> NDArray[np.int64]:
        """Return the rows of the pool for a target: all languages but it and English."""
        languages = sorted({language for language, _ in self.parts} - {ENGLISH, target})
        return np.concatenate([self.part(language, "train")[: self.pool] for language in languages])

    @cached_property
    def _splits(self) -> dict[str, str]:
        frame = pd.read_parquet(CUTS / "probe" / f"{self.name}.parquet", columns=["id", "split"])
        return dict(zip(frame["id"], frame["split"], strict=True))

    def _cut(self) -> pd.DataFrame:
        frames = [pd.read_parquet(SHARED / f"{file}.parquet") for file in self.files]
        frame = pd.concat(frames, ignore_index=True)
        frame["hash"] = [_digest(name) for name in frame["id"]]
        english = (frame["lang"] == ENGLISH) & (frame["split"] == "train")
        parallel = frame["parallel_id"].notna()
        half = _content(frame).map(lambda content: _digest(content) < "8", na_action="ignore").eq(True)
        # English rows of a parallel corpus are from one half of its sentences, others from the other half.
        kept = frame["split"].ne("train") | ~parallel | (half == english)
        # Where a text occurs twice, the first row stays: that of the test.
        order = frame["split"].map({"test": 0, "dev": 1, "train": 2})
        frame = frame[kept].assign(order=order, english=english).sort_values(["order", "hash"], kind="stable")
        limit = frame["split"].map({"test": _TEST_ROWS, "dev": _TARGET_ROWS})
        limit = limit.fillna(max(self.pool, self.gold)).mask(frame["english"], self.english)
        number = frame.groupby(["lang", "split"]).cumcount()
        used = (number < limit) & ((frame["lang"] != ENGLISH) | frame["english"])
        return frame[used].drop(columns=["hash", "order", "english", "orig_split"])


def _content(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return what must not be on both sides: the parallel id, or the premise, which several pairs share."""
    if "text_b" not in frame or frame["text_b"].isna().all():
        return frame["parallel_id"]
    english = frame[(frame["lang"] == ENGLISH) & frame["parallel_id"].notna()]
    premises = english.drop_duplicates("parallel_id").set_index("parallel_id")["text"]
    return frame["parallel_id"].map(premises).fillna(frame["parallel_id"])


def _digest(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


CORPORA = {
    corpus.name: corpus
    for corpus in (
        Corpus("pos", ("pos", "nc/pos"), "token", pool=150),
        Corpus("ner", ("ner", "nc/ner"), "token", pool=250),
        Corpus("topic", ("topic",), "sequence", pool=100, gold=100),
        Corpus("sentiment", ("sentiment",), "sequence", pool=250),
        Corpus("nli", ("nli", "nc/nli"), "sequence", pool=200, gold=200),
    )
}
