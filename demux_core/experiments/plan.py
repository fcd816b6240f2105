"""Which cells an experiment has, and how its models are trained."""

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from demux_core.base.config import DEFAULT_SEED, TrainingConfig
from demux_core.base.errors import InputError
from demux_core.strategies import Constraints, find_strategy
from demux_core.strategies.same_distribution import copied_strategy

SEEDS = (2, 22, 42)
# How models are trained, as a manifest names it.
FINE_TUNE, PROBE = "fine_tune", "probe"


@dataclass(frozen=True)
class CellGrid:
    """The cells to run: every strategy with every budget and seed.

    With one round, EN-FT scores the pool once and every budget trains a model of its own. With more, the one
    budget is split evenly (the remainder goes to the first rounds) and round r scores with the model of
    round r - 1.
    """

    strategies: tuple[str, ...]
    budgets: tuple[int, ...]
    seeds: tuple[int, ...] = SEEDS
    rounds: int = 1

    def __post_init__(self) -> None:
        # People may give titles; files of results hold names.
        names = tuple(find_strategy(name).name for name in self.strategies)
        object.__setattr__(self, "strategies", names)
        for setting in ("strategies", "budgets", "seeds"):
            values = getattr(self, setting)
            if not values or len(set(values)) < len(values):
                raise InputError(f"{setting} must be one or more, each named once, got {list(values)}")
        if min(self.budgets) < 1 or self.rounds < 1:
            raise InputError(f"budgets and rounds must be at least 1, got {self.budgets} and {self.rounds}")
        if self.rounds > 1 and (len(self.budgets) > 1 or self.budgets[0] < self.rounds):
            raise InputError(
                f"{self.rounds} rounds must share one budget of at least {self.rounds} texts, "
                f"got {list(self.budgets)}; give one budget, or one round"
            )

    @property
    def count(self) -> int:
        """The number of cells, without EN-FT."""
        return len(self.strategies) * len(self.seeds) * max(len(self.budgets), self.rounds)

    @property
    def copies_mix(self) -> bool:
        """Whether a strategy copies the language mix of another one."""
        return any(find_strategy(name).copies_mix for name in self.strategies)

    @property
    def uses_allocation(self) -> bool:
        """Whether a strategy needs a number of texts per language."""
        return any(find_strategy(name).needs_allocation for name in self.strategies)

    def in_order(self) -> list[str]:
        """Return the strategies, each that copies a language mix after the one that it copies."""
        return sorted(self.strategies, key=lambda name: find_strategy(name).copies_mix)

    def cumulative(self) -> list[int]:
        """Return the labelled texts after each round: 10 texts in 3 rounds are 4, 7, 10."""
        share, rest = divmod(self.budgets[0], self.rounds)
        return list(itertools.accumulate(share + (i < rest) for i in range(self.rounds)))


@dataclass(frozen=True)
class TrainingPlan:
    """How models are trained.

    Args:
        en_ft: training on the labelled English data, once.
        step: training on labelled texts, once per cell.
        replay: mix as many English rows into every epoch as there are chosen texts.
        warm_start: in rounds, continue from the model of the round before instead of EN-FT.
    """

    en_ft: TrainingConfig = field(default_factory=TrainingConfig)
    step: TrainingConfig = field(default_factory=lambda: TrainingConfig(epochs=10, lr=2e-5))
    replay: bool = False
    warm_start: bool = False

    @property
    def seed(self) -> int:
        """The seed of EN-FT."""
        return self.en_ft.seed

    def manifest_settings(self) -> dict[str, Any]:
        """Return what the manifest says about training."""
        return {
            "learner": FINE_TUNE,
            "replay": self.replay,
            "warm_start": self.warm_start,
            "en_ft": asdict(self.en_ft),
            "step": asdict(self.step),
        }


@dataclass(frozen=True)
class ProbePlan:
    """How linear probes are fitted.

    Args:
        weight: how much a chosen row, or each of its words, counts compared with an English one; chosen on
            targets that ``data/results`` does not report.
    """

    weight: float = 1.0

    @property
    def seed(self) -> int:
        """The seed of EN-FT, which draws nothing."""
        return DEFAULT_SEED

    def manifest_settings(self) -> dict[str, Any]:
        """Return what the manifest says about training."""
        return {"learner": PROBE, "probe": asdict(self)}


@dataclass(frozen=True)
class StrategyOptions:
    """What single strategies need besides the data.

    Args:
        like: the strategy whose language mix SAME-DISTRIBUTION copies; None for its default.
        allocation: language -> share of the budget, for LITMUS.
    """

    like: str | None = None
    allocation: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        if self.like is not None:
            object.__setattr__(self, "like", copied_strategy(self.like).name)


@dataclass(frozen=True)
class ExperimentConfig:
    """An experiment: the cells to run, how models are trained, and the options of single strategies.

    Args:
        cells: strategies, budgets, seeds and rounds.
        training: how models are trained; a ``ProbePlan`` fits linear probes instead of fine-tuning.
        options: what single strategies need.
        limits: what every strategy but GOLD chooses within. Where money is limited, the texts of a cell can
            be fewer than its budget.
    """

    cells: CellGrid
    training: TrainingPlan | ProbePlan = field(default_factory=TrainingPlan)
    options: StrategyOptions = field(default_factory=StrategyOptions)
    limits: Constraints = field(default_factory=Constraints)

    def __post_init__(self) -> None:
        if self.limits and self.cells.rounds > 1:
            raise InputError(
                f"limits are those of one round, got {self.cells.rounds} rounds; give one round or no limits"
            )
        for strategy in map(find_strategy, self.cells.strategies):
            if strategy.needs_allocation and self.options.allocation is None:
                raise InputError(
                    f"{strategy.name} needs a count per language; give --allocation FILE, or leave "
                    f"{strategy.name} out"
                )
            if strategy.copies_mix and self.cells.rounds > 1 and self.mix_source not in self.cells.strategies:
                raise InputError(
                    f"with several rounds, {strategy.name} copies what {self.mix_source} chooses in each of "
                    f"them; add {self.mix_source} to the strategies, or leave {strategy.name} out"
                )

    @property
    def warm_start(self) -> bool:
        """Whether each round continues from the model of the round before; a probe has no other start."""
        return isinstance(self.training, TrainingPlan) and self.training.warm_start

    @property
    def mix_source(self) -> str:
        """The strategy whose language mix is copied, empty where none is."""
        copying = (find_strategy(name) for name in self.cells.strategies if find_strategy(name).copies_mix)
        return self.options.like or next((str(strategy.options["like"]) for strategy in copying), "")

    def manifest_settings(self) -> dict[str, Any]:
        """Return the settings that change what a cell means, as the manifest of an experiment has them."""
        allocation = dict(self.options.allocation or {}) if self.cells.uses_allocation else None
        return {
            "rounds": self.cells.rounds,
            "like": self.mix_source if self.cells.copies_mix else None,
            "allocation": allocation,
            **({"limits": self.limits.to_json()} if self.limits else {}),
            **self.training.manifest_settings(),
        }
