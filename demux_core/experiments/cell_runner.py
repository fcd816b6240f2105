"""How one cell is computed: choose points, train on them, score the model, keep the record."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import Cell, CellRecord, Results
from demux_core.experiments.checks import pool_role
from demux_core.experiments.learners import Learner
from demux_core.experiments.plan import ExperimentConfig
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import Selection, find_strategy, select
from demux_core.strategies.allocation import remaining
from demux_core.strategies.selecting import select_each


@dataclass(frozen=True)
class CellRunner:
    """Computes the cells of an experiment.

    Args:
        data: datasets by role, checked (``checks.checked_data``).
        config: the plan.
        learner: trains and scores the models.
        results: where finished cells are kept.
    """

    data: Mapping[str, Dataset]
    config: ExperimentConfig
    learner: Learner
    results: Results
    _chosen: dict[tuple[str, int], dict[int, Selection]] = field(default_factory=dict)

    def run_en_ft(self, cell: Cell) -> None:
        """Score the starting model."""
        record = self._evaluated(self.learner.start, cell, None, {})
        self.results.put(replace(record, fingerprint=self.learner.fingerprint))

    def run_cell(self, cell: Cell) -> bool:
        """Compute a cell of an experiment with one round, unless it is finished; whether it was computed."""
        if self.results.get(cell) is not None:
            return False
        started = time.perf_counter()
        picked = self._first(cell)
        selected = time.perf_counter()
        model = self.learner.train(pool_role(cell.strategy), picked.rows.tolist(), cell.seed, None)
        seconds = {"select": selected - started, "train": time.perf_counter() - selected}
        self.results.put(self._evaluated(model, cell, picked, seconds))
        return True

    def run_rounds(self, strategy: str, seed: int) -> Iterator[Cell]:
        """Compute the rounds of one strategy and seed; yield each that was computed.

        Rounds that were finished earlier contribute their points and are not scored again.
        """
        role = pool_role(strategy)
        row_of = {name: row for row, name in enumerate(self.data[role].frame["id"])}
        warm_start = self.config.warm_start
        labelled: list[int] = []
        current = None

        def train() -> Any:
            return self.learner.train(role, labelled, seed, current if warm_start else None)

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

    def _first(self, cell: Cell) -> Selection:
        """Choose the points of a cell with EN-FT; without limits for all budgets at once."""
        # What copies a language mix copies that of another selection for each budget.
        if find_strategy(cell.strategy).copies_mix or self.config.limits:
            return self._select(cell, [], None)
        key = cell.strategy, cell.seed
        if key not in self._chosen:
            pool, target, options = self._request(cell, [], None)
            budgets = self.config.cells.budgets
            self._chosen[key] = select_each(cell.strategy, pool, target, budgets, seed=cell.seed, **options)
        return self._chosen[key][cell.budget]

    def _select(self, cell: Cell, labelled: list[int], model: Any) -> Selection:
        """Choose new points as ``model`` (None: EN-FT) encodes the pool."""
        pool, target, options = self._request(cell, labelled, model)
        return select(
            cell.strategy,
            pool,
            target,
            cell.budget - len(labelled),
            seed=cell.seed,
            labelled=labelled,
            constraints=None if find_strategy(cell.strategy).uses_gold else self.config.limits,
            **options,
        )

    def _request(
        self, cell: Cell, labelled: list[int], model: Any
    ) -> tuple[Encoding, Encoding, dict[str, Any]]:
        """Return pool, target sample and the options of a cell's strategy; encode only where needed."""
        strategy = find_strategy(cell.strategy)
        like: str | Mapping[str, int] = self.config.mix_source
        if strategy.copies_mix and (
            copied := self.results.get(replace(cell, strategy=self.config.mix_source))
        ):
            like = copied.languages
        # Limits look at vectors, too; GOLD has none.
        if not strategy.needs_encodings and (strategy.uses_gold or not self.config.limits):
            encodings = self.learner.unencoded()
        else:
            encodings = self.learner.encodings(model if isinstance(like, str) else None, cell.seed)
        pool = encodings["source"]
        given: dict[str, Any] = {
            "like": like,
            "allocation": self._allocation(cell, labelled, pool) if strategy.needs_allocation else None,
            "gold": encodings.get("gold"),
        }
        options = {name: given[name] for name in strategy.options if given.get(name) is not None}
        return pool, encodings["target"], options

    def _allocation(self, cell: Cell, labelled: list[int], pool: Encoding) -> Mapping[str, Any] | None:
        """Return what is left of the allocation, which is of all rounds together."""
        allocation = self.config.options.allocation
        if allocation is None or not labelled:
            return allocation
        languages = np.asarray(pool.languages)
        done, supply = Counter(languages[labelled].tolist()), Counter(languages.tolist())
        return remaining(allocation, cell.budget, done, supply)

    def _evaluated(
        self, model: Any, cell: Cell, picked: Selection | None, seconds: Mapping[str, float]
    ) -> CellRecord:
        """Return the record of a cell: scores of its model, its points, and what it took."""
        started = time.perf_counter()
        record = self.learner.evaluate(model, cell)
        seconds = {**seconds, "evaluate": time.perf_counter() - started}
        return replace(
            record,
            ids=() if picked is None else picked.ids,
            languages={} if picked is None else picked.language_counts(),
            seconds={step: round(value, 2) for step, value in seconds.items()},
        )
