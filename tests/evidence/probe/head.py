"""The linear head of a corpus: fitted on English once, and on English and chosen rows for every cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.experiments.plan import ProbePlan
from demux_core.experiments.probing import SHARPNESS, ProbeRows
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.linear_probe import Inputs, LinearProbe, Weights, scores
from demux_core.strategies.base import Rows
from demux_core.tasks.margins import decision_uncertainty
from tests.evidence.probe.corpora import ENGLISH, Corpus

COMMITTEE = 5
_BLOCK = 2_048
_GRADIENT_AXES = 32


@dataclass(frozen=True, eq=False)
class Head:
    """What all targets of a corpus share.

    Args:
        corpus: the corpus.
        depth: of the layer of words.
        plan: how heads are fitted.
    """

    corpus: Corpus
    depth: float = 2 / 3
    plan: ProbePlan = field(default_factory=ProbePlan)

    @cached_property
    def frozen(self) -> ProbeRows:
        return ProbeRows(self.corpus.rows, self.corpus.encoding(self.depth))

    @cached_property
    def labels(self) -> list[str]:
        return list(self.corpus.rows.labels)

    @cached_property
    def english(self) -> Rows:
        return self.corpus.part(ENGLISH, "train")

    @cached_property
    def probe(self) -> LinearProbe:
        units, classes = self.frozen.units(self.english), self.classes(self.english)
        return LinearProbe(units, classes, len(self.labels))

    @cached_property
    def start(self) -> Weights:
        return self.probe.fit()

    def classes(self, rows: Rows) -> NDArray[np.int64]:
        """Return the classes of the units of rows."""
        return self.frozen.classes({name: i for i, name in enumerate(self.labels)}, rows)

    def inputs(self, rows: Rows) -> Inputs:
        """Return the inputs of the units of rows."""
        return self.probe.inputs(self.frozen.units(rows))

    def trained(self, rows: Rows) -> Weights:
        """Return the head fitted on English and these rows."""
        return self.probe.fit(self.probe.equations(self.inputs(rows), self.classes(rows)), self.plan.weight)

    def by_row(self, rows: Rows, values: NDArray[np.float32]) -> list[NDArray[Any]]:
        """Split values of the units of rows by row: arrays of a row's words, or single values."""
        words = self.frozen.encoding.words
        return list(values) if words is None else np.split(values, np.cumsum(np.diff(words[1])[rows])[:-1])

    @cached_property
    def encoding(self) -> Encoding:
        """All rows, with the uncertainty of the English head."""
        logits = [SHARPNESS * scores(self.inputs(rows), self.start) for rows in self._blocks]
        parts = zip(self._blocks, logits, strict=True)
        values = np.concatenate([self._measure(rows, part) for rows, part in parts])
        known = {"uncertainty": values, "measures": {"probe": values}, "measure": "probe"}
        if self.frozen.encoding.words is not None:
            known["word_uncertainty"] = np.concatenate([decision_uncertainty(part) for part in logits])
        return replace(self.frozen.encoding, **known)

    @cached_property
    def committee(self) -> NDArray[np.float32]:
        """(n,) mean uncertainty of heads fitted on resampled English rows."""
        heads = []
        for seed in range(COMMITTEE):
            rows = np.random.default_rng([seed, *b"committee"]).choice(self.english, len(self.english))
            units, classes = self.frozen.units(rows), self.classes(rows)
            probe = LinearProbe(units, classes, len(self.labels), [self.probe.penalty])
            heads.append((probe, probe.fit()))
        return np.concatenate([self._mean_uncertainty(rows, heads) for rows in self._blocks])

    @cached_property
    def gradients(self) -> NDArray[np.float32]:
        """(n, classes x axes) gradients without labels: sqrt(p1 p2) (e1 - e2) times the whitened feature.

        Summed over a row's words and divided by the root of their number.
        """
        english = self.inputs(self.english)[:, :-1]
        values, axes = np.linalg.eigh(english.T.astype(np.float64) @ english / len(english))
        whitening = (axes[:, -_GRADIENT_AXES:] / np.sqrt(values[-_GRADIENT_AXES:])).astype(np.float32)
        return np.concatenate([self._gradients(rows, whitening) for rows in self._blocks])

    @property
    def _blocks(self) -> list[Rows]:
        return np.array_split(np.arange(len(self.corpus.rows)), -(-len(self.corpus.rows) // _BLOCK))

    def _mean_uncertainty(
        self, rows: Rows, heads: Sequence[tuple[LinearProbe, Weights]]
    ) -> NDArray[np.float32]:
        units = self.frozen.units(rows)
        parts = [self._measure(rows, SHARPNESS * scores(probe.inputs(units), head)) for probe, head in heads]
        return np.mean(parts, axis=0, dtype=np.float32)

    def _measure(self, rows: Rows, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        by_row = self.by_row(rows, logits)
        measures = self.corpus.rows.task.uncertainty(by_row, np.ones(len(rows), dtype=np.int64))
        return next(iter(measures.values()))

    def _gradients(self, rows: Rows, whitening: NDArray[np.float32]) -> NDArray[np.float32]:
        inputs = self.inputs(rows)
        logits = SHARPNESS * scores(inputs, self.start)
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        best = np.argsort(-chances, axis=1, kind="stable")[:, :2]
        unit = np.arange(len(best))
        size = np.sqrt(chances[unit, best[:, 0]] * chances[unit, best[:, 1]])
        signs = np.zeros_like(chances)
        signs[unit, best[:, 0]], signs[unit, best[:, 1]] = size, -size
        features = inputs[:, :-1] @ whitening
        parts = zip(self.by_row(rows, signs), self.by_row(rows, features), strict=True)
        return np.stack(
            [
                (np.atleast_2d(sign).T @ np.atleast_2d(feature)).ravel()
                / np.sqrt(np.atleast_2d(sign).shape[0])
                for sign, feature in parts
            ]
        )
