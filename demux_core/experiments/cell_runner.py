"""How one cell is computed: choose points, train on them, score the model, keep the record."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import Cell, CellRecord, Results
from demux_core.experiments.checks import pool_role
from demux_core.experiments.models import ExperimentModels
from demux_core.experiments.plan import ExperimentConfig
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import Selection, find_strategy, select
from demux_core.strategies.allocation import remaining

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel


@dataclass(frozen=True)
class CellRunner:
    """Computes the cells of an experiment.

    Args:
        data: datasets by role, checked (``checks.checked_data``).
        config: the plan.
        models: EN-FT and what is trained from it.
        results: where finished cells are kept.
    """

    data: Mapping[str, Dataset]
    config: ExperimentConfig
    models: ExperimentModels
    results: Results

    def run_en_ft(self, cell: Cell) -> None:
        """Score the starting model."""
        record = self._evaluated(self.models.en_ft_network, cell, None, {})
        self.results.put(replace(record, fingerprint=self.models.en_ft_model.fingerprint))

    def run_cell(self, cell: Cell) -> None:
        """Compute a cell of an experiment with one round, unless it is finished."""
        if self.results.get(cell) is not None:
            return
        started = time.perf_counter()
        picked = self._select(cell, [], None)
        selected = time.perf_counter()
        labelled = self.data[pool_role(cell.strategy)].take(picked.rows)
        network = self._train(labelled, cell.seed, None)
        seconds = {"select": selected - started, "train": time.perf_counter() - selected}
        self.results.put(self._evaluated(network, cell, picked, seconds))

    def run_rounds(self, strategy: str, seed: int) -> Iterator[Cell]:
        """Compute the rounds of one strategy and seed; yield each when it is finished.

        Rounds that were finished earlier contribute their points and are not scored again.
        """
        pool = self.data[pool_role(strategy)]
        row_of = {name: row for row, name in enumerate(pool.frame["id"])}
        warm_start = self.config.training.warm_start
        labelled: list[int] = []
        current: TaskModel | None = None

        def train() -> "TaskModel":
            return self._train(pool.take(labelled), seed, current if warm_start else None)

        budgets = self.config.cells.cumulative()
        cells = [Cell(strategy, seed, number, budget) for number, budget in enumerate(budgets, start=1)]
        last = max((cell.round for cell in cells if self.results.get(cell) is None), default=0)
        for cell in cells:
            if record := self.results.get(cell):
                labelled += [row_of[name] for name in record.ids]
                current = train() if warm_start and cell.round < last else None
            else:
                if labelled and current is None:
                    current = train()
                started = time.perf_counter()
                picked = self._select(cell, labelled, current)
                selected = time.perf_counter()
                labelled += picked.rows.tolist()
                current = train()
                seconds = {"select": selected - started, "train": time.perf_counter() - selected}
                self.results.put(self._evaluated(current, cell, picked, seconds))
            yield cell

    def _train(self, labelled: Dataset, seed: int, start: "TaskModel | None") -> "TaskModel":
        training = self.config.training
        return self.models.fine_tune(labelled, replace(training.step, seed=seed), training.replay, start)

    def _select(self, cell: Cell, labelled: list[int], network: "TaskModel | None") -> Selection:
        """Choose new points as ``network`` (None: EN-FT) encodes the pool; encode only where needed."""
        strategy = find_strategy(cell.strategy)
        like: str | Mapping[str, int] = self.config.mix_source
        if strategy.copies_mix and (
            copied := self.results.get(replace(cell, strategy=self.config.mix_source))
        ):
            like = copied.languages
        if not strategy.needs_encodings:
            encodings = self.models.unencoded()
        elif network is None or not isinstance(like, str):
            encodings = self.models.en_ft_encodings
        else:
            encodings = self.models.encodings(network)
        pool = encodings["source"]
        given = {
            "like": like,
            "allocation": self._allocation(cell, labelled, pool) if strategy.needs_allocation else None,
            "gold": encodings.get("gold"),
        }
        options = {name: given[name] for name in strategy.options if given.get(name) is not None}
        new = cell.budget - len(labelled)
        return select(
            cell.strategy, pool, encodings["target"], new, seed=cell.seed, labelled=labelled, **options
        )

    def _allocation(self, cell: Cell, labelled: list[int], pool: Encoding) -> Mapping[str, Any] | None:
        """Return what is left of the allocation, which is of all rounds together."""
        allocation = self.config.options.allocation
        if allocation is None or not labelled:
            return allocation
        languages = np.asarray(pool.languages)
        done, supply = Counter(languages[labelled].tolist()), Counter(languages.tolist())
        return remaining(allocation, cell.budget, done, supply)

    def _evaluated(
        self, network: "TaskModel", cell: Cell, picked: Selection | None, seconds: Mapping[str, float]
    ) -> CellRecord:
        """Return the record of a cell: scores of its network, its points, and what it took."""
        started = time.perf_counter()
        record = self.models.evaluate(network, cell)
        seconds = {**seconds, "evaluate": time.perf_counter() - started}
        return replace(
            record,
            ids=() if picked is None else picked.ids,
            languages={} if picked is None else picked.language_counts(),
            seconds={step: round(value, 2) for step, value in seconds.items()},
        )
