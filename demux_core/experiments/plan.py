"""Which cells an experiment has, and how its models are trained."""

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.strategies import find_strategy
from demux_core.strategies.same_distribution import LIKE

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
        if "litmus" in self.strategies and self.allocation is None:
            raise InputError("litmus needs a count per language; give --allocation FILE, or leave litmus out")
        if self.like is not None and (self.like == "same_distribution" or _given(self.like)):
            raise InputError(
                f"same_distribution can be like a strategy that chooses from the pool by itself, "
                f"got {self.like!r}; name another one, for instance knn_uncertainty"
            )
        if self.rounds > 1 and "same_distribution" in self.strategies and self.copied not in self.strategies:
            raise InputError(
                f"in rounds same_distribution copies what {self.copied} chose in each of them; name "
                f"{self.copied} among the strategies, too, or leave same_distribution out"
            )
        if min(self.budgets) < 1 or self.rounds < 1:
            raise InputError(f"budgets and rounds must be at least 1, got {self.budgets} and {self.rounds}")
        if self.rounds > 1 and (len(self.budgets) > 1 or self.budgets[0] < self.rounds):
            raise InputError(
                f"{self.rounds} rounds must share one budget of at least {self.rounds} points, "
                f"got {list(self.budgets)}; give one budget, or one round"
            )

    @property
    def copied(self) -> str:
        """The strategy whose language counts SAME-DISTRIBUTION takes."""
        return self.like or LIKE

    def in_order(self) -> list[str]:
        """The strategies, SAME-DISTRIBUTION after the one that it copies."""
        return sorted(self.strategies, key=lambda name: "like" in find_strategy(name).options)

    def described(self) -> dict[str, Any]:
        """What changes the meaning of a cell, as the manifest of an experiment has it."""
        return {
            "rounds": self.rounds,
            "replay": self.replay,
            "warm_start": self.warm_start,
            "like": self.copied if "same_distribution" in self.strategies else None,
            "allocation": dict(self.allocation or {}) if "litmus" in self.strategies else None,
            "en_ft": asdict(self.en_ft),
            "step": asdict(self.step),
        }

    def cumulative(self) -> list[int]:
        """Annotated points after each round: 10 points in 3 rounds are 4, 7, 10."""
        share, rest = divmod(self.budgets[0], self.rounds)
        return list(itertools.accumulate(share + (i < rest) for i in range(self.rounds)))


def _given(strategy: str) -> bool:
    """Whether the strategy chooses by what somebody gives it: an allocation, or data of the target."""
    return bool(find_strategy(strategy).needs & {"allocation", "gold"})
