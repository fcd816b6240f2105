"""A dataset as a model sees it: one vector and one uncertainty per row."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demux_core.base.errors import InputError
from demux_core.base.notebook import SHOWN_ROWS, listed_counts, summary_html

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "encoding.json"
ROWS = "rows.parquet"
EMBEDDINGS = "embeddings.npy"
UNCERTAINTY = "uncertainty.npy"
WORDS = "words.npy"
WORD_UNCERTAINTY = "word_uncertainty"  # a column of the rows: one number for each word


# Vectors of words, (w, dim) float16 or float32, and offsets, (n + 1,) int64: row i has the words
# vectors[offsets[i]:offsets[i + 1]].
Words = tuple[NDArray[Any], NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Encoding:
    """Rows of a dataset as a model sees them.

    Args:
        ids: (n,) row ids, unique in a pool; ``take`` may repeat them.
        embeddings: (n, dim) float32, or None if no model was run (RANDOM needs none).
        uncertainty: (n,) float32, higher = more uncertain; None if the model has no task head.
        languages: n language codes, "unknown" where unknown; None without a language column.
        texts: n strings for display, or None.
        measures: all computed uncertainty measures, (n,) each, by name.
        measure: name of the measure in ``uncertainty``, if known.
        words: vectors of the rows' words (``Words``), or None.
        glosses: n English translations for display, None where a row has none; None without any.
        word_uncertainty: (w,) of the words in ``words``, from -1 (certain) to 0 (a tie of two classes), or
            None.
    """

    ids: Sequence[str]
    embeddings: NDArray[np.float32] | None
    uncertainty: NDArray[np.float32] | None = None
    languages: Sequence[str] | None = None
    texts: Sequence[str] | None = None
    measures: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    measure: str | None = None
    words: Words | None = None
    glosses: Sequence[str | None] | None = None
    word_uncertainty: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        for name in ("ids", "languages", "texts", "glosses"):  # arrays and pandas columns become lists
            if hasattr(column := getattr(self, name), "tolist"):
                object.__setattr__(self, name, column.tolist())
        for name in ("embeddings", "uncertainty", "word_uncertainty"):  # lists and those become arrays
            object.__setattr__(self, name, _array(name, getattr(self, name)))
        measures = {name: _array(name, values) for name, values in self.measures.items()}
        object.__setattr__(self, "measures", measures)
        n = len(self.ids)
        if self.embeddings is not None:
            shape = np.shape(self.embeddings)
            if len(shape) != 2 or shape[0] != n:
                raise InputError(f"embeddings must have shape ({n}, dim) for {n} ids, got {shape}")
        for name in ("languages", "texts", "glosses"):
            column = getattr(self, name)
            if column is not None and len(column) != n:
                raise InputError(f"{name} must have one value for each of the {n} ids, got {len(column)}")
        for name, values in {"uncertainty": self.uncertainty, **self.measures}.items():
            if values is not None and np.shape(values) != (n,):
                raise InputError(
                    f"{name} must have one value for each of the {n} ids, got {np.shape(values)}"
                )
        for row, language in enumerate(() if self.languages is None else self.languages):
            if not isinstance(language, str):
                raise InputError(
                    f"languages must be codes, got {language!r} in row {row:,}; write 'unknown' there, "
                    f"or pass no languages"
                )
        if self.words is not None:
            _check_words(self.words, n)
            count = len(self.words[0])
            if self.word_uncertainty is not None and np.shape(self.word_uncertainty) != (count,):
                raise InputError(
                    f"word_uncertainty must have one value for each of the {count:,} words, got shape "
                    f"{np.shape(self.word_uncertainty)}"
                )

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return f"Encoding({self._facts()})"

    def _repr_html_(self) -> str:
        return summary_html("Encoding", self._facts(), self.frame().head(SHOWN_ROWS))

    def _facts(self) -> str:
        width = "no vectors" if self.embeddings is None else f"vectors of {np.shape(self.embeddings)[1]:,}"
        unsure = "no uncertainty" if self.uncertainty is None else f"uncertainty {self.measure or ''}".strip()
        known = "" if self.languages is None else f", {listed_counts(Counter(self.languages))}"
        return f"{len(self):,} rows, {width}, {unsure}{known}"

    def frame(self) -> "pd.DataFrame":
        """One line per row: id, language, text, uncertainty; None and NaN where a value is unknown."""
        import pandas as pd

        unsure = np.nan if self.uncertainty is None else np.asarray(self.uncertainty)
        return pd.DataFrame(
            {"id": self.ids, "language": self.languages, "text": self.texts, "uncertainty": unsure}
        )

    def take(self, rows: NDArray[np.int64]) -> "Encoding":
        """Return these rows, in this order; the id of a row that is taken twice occurs twice."""
        words = unsure = None
        if self.words is not None:
            vectors, offsets = self.words
            places = words_of_rows(offsets, rows)
            words = vectors[places], word_offsets(np.diff(offsets)[rows])
            unsure = None if self.word_uncertainty is None else self.word_uncertainty[places]
        each = rows.tolist()
        return Encoding(
            [self.ids[row] for row in each],
            None if self.embeddings is None else self.embeddings[rows],
            None if self.uncertainty is None else self.uncertainty[rows],
            None if self.languages is None else [self.languages[row] for row in each],
            None if self.texts is None else [self.texts[row] for row in each],
            {name: values[rows] for name, values in self.measures.items()},
            self.measure,
            words,
            None if self.glosses is None else [self.glosses[row] for row in each],
            unsure,
        )

    @classmethod
    def open(cls, folder: str | Path, measure: str | None = None) -> "Encoding":
        """Open an encoding written by ``demux_core.modelling.encoder``; the embeddings are memory-mapped.

        Args:
            folder: directory of the encoding.
            measure: name of the uncertainty measure; the task's default if None.

        Raises:
            InputError: the folder has no finished encoding, or the measure was not computed.
        """
        folder = Path(folder)
        if not (folder / MANIFEST).exists():
            raise InputError(f"no finished encoding in {folder}; run `python -m demux_core encode` again")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        computed: list[str] = manifest["measures"]
        uncertainty = folder / UNCERTAINTY if computed else None
        words = folder / WORDS if (folder / WORDS).exists() else None
        return cls.read(folder / ROWS, folder / EMBEDDINGS, uncertainty, computed, measure, words)

    @classmethod
    def read(
        cls,
        rows: Path,
        embeddings: Path,
        uncertainty: Path | None,
        computed: Sequence[str],
        measure: str | None = None,
        words: Path | None = None,
    ) -> "Encoding":
        """Read the files of an encoding, wherever they are.

        Args:
            rows: Parquet with the columns id, language, text and, with word vectors, the number of words and
                perhaps the uncertainty of each.
            embeddings: npy, memory-mapped.
            uncertainty: npy with a column for each of ``computed``, or None.
            computed: names of the uncertainty measures.
            measure: the measure to use; the first if None.
            words: npy with the vectors of the words, row after row, memory-mapped; None without them.

        Raises:
            InputError: the measure was not computed.
        """
        import pyarrow.parquet as pq

        table = pq.read_table(rows)
        unsure = None
        if WORD_UNCERTAINTY in table.column_names:
            unsure = table[WORD_UNCERTAINTY].combine_chunks().values.to_numpy()
            table = table.drop_columns([WORD_UNCERTAINTY])
        listing = table.to_pandas()
        measured = None if uncertainty is None else np.load(uncertainty)
        measures = {} if measured is None else {name: measured[:, i] for i, name in enumerate(computed)}
        if measure is not None and measure not in measures:
            choices = ", ".join(computed) or "none, because the model has no task head; train one first"
            raise InputError(f"uncertainty measure {measure!r} was not computed; choices: {choices}")
        chosen = measure or next(iter(measures), None)
        return cls(
            ids=listing["id"].tolist(),
            embeddings=np.load(embeddings, mmap_mode="r"),
            uncertainty=measures.get(chosen or ""),
            languages=[intern(code) for code in listing["language"]],  # one object each, however many rows
            texts=listing["text"].tolist(),
            measures=measures,
            measure=chosen,
            words=None if words is None else (np.load(words, mmap_mode="r"), word_offsets(listing["words"])),
            word_uncertainty=unsure,
        )


def word_offsets(counts: ArrayLike) -> NDArray[np.int64]:
    """Return (n + 1,) offsets of rows with these numbers of words, (n,)."""
    return np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))])


def words_of_rows(offsets: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the positions of the words of ``rows``, row after row."""
    counts = np.diff(offsets)[rows]
    first = np.repeat(offsets[rows] - word_offsets(counts)[:-1], counts)
    return first + np.arange(len(first))


def _array(name: str, values: Any) -> Any:
    """Lists and columns of pandas as arrays of numbers; arrays, also those in files, as they are."""
    if isinstance(values, list | tuple) or hasattr(values, "to_numpy"):
        values = np.asarray(values)
    if isinstance(values, np.ndarray) and values.dtype.kind not in "fiu":
        raise InputError(f"{name} must be numbers, got values of {values.dtype}; convert them")
    return values


def _check_words(words: Words, n: int) -> None:
    vectors, offsets = np.asarray(words[0]), np.asarray(words[1])
    if vectors.ndim != 2 or not np.issubdtype(vectors.dtype, np.floating):
        raise InputError(
            f"word vectors must be floating-point numbers of shape (words, dim), got {vectors.shape}"
        )
    if offsets.shape != (n + 1,) or not np.issubdtype(offsets.dtype, np.integer):
        raise InputError(f"word offsets must be {n + 1} whole numbers for {n} ids, got shape {offsets.shape}")
    if offsets[0] != 0 or offsets[-1] != len(vectors) or (np.diff(offsets) < 0).any():
        raise InputError(f"word offsets must rise from 0 to the {len(vectors):,} words; encode again")
