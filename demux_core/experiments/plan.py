"""Which cells an experiment has, and how its models are trained."""

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.strategies import find_strategy

SEEDS = (2, 22, 42)


@dataclass(frozen=True)
class ExperimentConfig:
    """Which cells to run, and how models are trained.

    With one round, EN-FT scores the pool once and every budget trains a model of its own. With more, the one
    budget is split evenly (the remainder goes to the first rounds) and round r scores with the model of
    round r - 1; training restarts from EN-FT on all points so far, or continues (``warm_start``).
    """

    strategies: tuple[str, ...]
    budgets: tuple[int, ...]
    seeds: tuple[int, ...] = SEEDS
    rounds: int = 1
    replay: bool = False
    warm_start: bool = False
    like: str | None = None
    allocation: Mapping[str, int] | None = None
    en_ft: TrainingConfig = field(default_factory=TrainingConfig)
    step: TrainingConfig = field(default_factory=lambda: TrainingConfig(epochs=10, lr=2e-5))

    def __post_init__(self) -> None:
        for name in (*self.strategies, *([self.like] if self.like else [])):
            find_strategy(name)
        for what, values in (
            ("strategies", self.strategies),
            ("budgets", self.budgets),
            ("seeds", self.seeds),
        ):
            if not values or len(set(values)) < len(values):
                raise InputError(f"{what} must be one or more, each named once, got {list(values)}")
        self._check_options()
        if min(self.budgets) < 1 or self.rounds < 1:
            raise InputError(f"budgets and rounds must be at least 1, got {self.budgets} and {self.rounds}")
        if self.rounds > 1 and (len(self.budgets) > 1 or self.budgets[0] < self.rounds):
            raise InputError(
                f"{self.rounds} rounds must share one budget of at least {self.rounds} points, "
                f"got {list(self.budgets)}; give one budget, or one round"
            )

    def _check_options(self) -> None:
        """InputError where what some strategies need besides data is missing or of no use."""
        for strategy in map(find_strategy, self.strategies):
            if strategy.needs_allocation and self.allocation is None:
                raise InputError(
                    f"{strategy.name} needs a count per language; give --allocation FILE, or leave "
                    f"{strategy.name} out"
                )
            if strategy.copies_mix and self.rounds > 1 and self.mix_source not in self.strategies:
                raise InputError(
                    f"in rounds {strategy.name} copies what {self.mix_source} chose in each of them; add "
                    f"{self.mix_source} to the strategies, or leave {strategy.name} out"
                )
        if self.like is not None:
            copied = find_strategy(self.like)
            if copied.copies_mix or copied.needs_user_input:
                raise InputError(
                    f"a language mix can be copied from a strategy that chooses from the pool by itself, "
                    f"got {self.like!r}; name another one, for instance knn_uncertainty"
                )

    @property
    def mix_source(self) -> str:
        """The strategy whose language mix is copied where a strategy copies one."""
        copying = (find_strategy(name) for name in self.strategies if find_strategy(name).copies_mix)
        return self.like or next((str(strategy.options["like"]) for strategy in copying), "")

    @property
    def uses_allocation(self) -> bool:
        """Whether a strategy keeps to the numbers per language."""
        return any(find_strategy(name).needs_allocation for name in self.strategies)

    def in_order(self) -> list[str]:
        """The strategies, each that copies a language mix after the one that it copies."""
        return sorted(self.strategies, key=lambda name: find_strategy(name).copies_mix)

    def manifest_settings(self) -> dict[str, Any]:
        """What changes the meaning of a cell, as the manifest of an experiment has it."""
        copies = any(find_strategy(name).copies_mix for name in self.strategies)
        return {
            "rounds": self.rounds,
            "replay": self.replay,
            "warm_start": self.warm_start,
            "like": self.mix_source if copies else None,
            "allocation": dict(self.allocation or {}) if self.uses_allocation else None,
            "en_ft": asdict(self.en_ft),
            "step": asdict(self.step),
        }

    def cumulative(self) -> list[int]:
        """Annotated points after each round: 10 points in 3 rounds are 4, 7, 10."""
        share, rest = divmod(self.budgets[0], self.rounds)
        return list(itertools.accumulate(share + (i < rest) for i in range(self.rounds)))
