"""The input of a strategy, and the strategy itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from demux_core.base.progress import Advance, unheard
from demux_core.modelling.encoding import Encoding
from demux_core.strategies.needs import NEEDS
from demux_core.strategies.reach import Reach
from demux_core.tasks.base import Task

if TYPE_CHECKING:
    from demux_core.strategies.parts import Parts
    from demux_core.strategies.selection import Selection

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]
# demux: from the paper; target_aware: ours, guided by the target sample; baseline: draws at random; control:
# shows what a selection owes to its languages alone; ceiling: draws from labelled target data.
Kind = Literal["demux", "target_aware", "baseline", "control", "ceiling"]


@dataclass(frozen=True, eq=False)
class Query:
    """A checked request for ``budget`` new rows of ``pool``.

    Args:
        strategy: name of the strategy, for messages.
        pool: the rows to choose from: the pool, or for GOLD the labelled target-language data.
        target: the target sample; None where the strategy needs none.
        budget: number of rows to choose, at most ``len(free)``.
        seed: seed of all random draws.
        labelled: ascending rows that must not be chosen.
        free: ascending rows that can be chosen.
        options: options of the strategy by name, as given.
        limited: whether constraints decide which rows are free.
        advance: told how far a long comparison of the pool with the target is.
    """

    strategy: str
    pool: Encoding
    target: Encoding | None
    budget: int
    seed: int
    labelled: Rows
    free: Rows
    options: Mapping[str, Any]
    limited: bool = False
    advance: Advance = unheard

    def shuffled(self, name: str = "") -> Rows:
        """The free rows in random order: with the same seed, a larger budget only adds rows to a smaller one.

        Each ``name`` has an order of its own, so that two baselines do not draw the same rows.
        """
        order = np.random.default_rng([self.seed, *name.encode()]).permutation(len(self.pool))
        return order[np.isin(order, self.free)]


@dataclass(frozen=True)
class Strategy:
    """A way to choose rows, with everything that the product shows about it.

    Args:
        name: its name in code, files and on the command line.
        title: its name in the paper and in everything that people read.
        plain_title: its name in plain words, which stands beside ``title``; at most about 34 characters.
        summary: what it does in one plain sentence.
        kind: its role in a comparison (``Kind``).
        order: its place in lists and charts, ascending.
        color: colour of its lines and marks, ``#RRGGBB``; empty for the colour of the surrounding text.
        needs: names of ``NEEDS``.
        choose: Query -> (budget,) rows, best first, and their (budget,) scores.
        explain: (selection, seed, title of the strategy whose language mix is copied) -> why each row was
            chosen, one phrase a row.
        reached: (selection, row of the pool, labelled rows) -> how it came to the row; None where it did not,
            and for a strategy that does not go from target points to rows.
        options: option of ``select`` -> its default; None means that it must be given.
        usual: whether it is compared by default.
        nested: whether a smaller budget always gives the first rows of a larger one.
        choose_each: (Query, ascending budgets) -> what ``choose`` gives for each of them, where doing it
            together saves work; None where the budgets share nothing.
        choose_by_samples: (Query, seed -> rows of its target sample) -> what ``choose`` gives with each seed
            for these rows alone, where doing it together saves work; None where the samples share nothing.
        choose_in_parts: (Query, Parts) -> what ``choose`` gives, with the vectors of the pool looked at a
            part at a time; None where the whole pool must be seen at once, or no vector of it.

    Raises:
        ValueError: the kind or a need is unknown.
    """

    name: str
    title: str
    plain_title: str
    summary: str
    kind: Kind
    order: int
    color: str
    needs: frozenset[str]
    choose: Callable[[Query], tuple[Rows, Scores]]
    explain: Callable[["Selection", int, str], list[str]]
    options: Mapping[str, Any] = field(default_factory=dict)
    usual: bool = False
    nested: bool = False
    choose_each: Callable[[Query, Sequence[int]], list[tuple[Rows, Scores]]] | None = None
    choose_by_samples: Callable[[Query, Mapping[int, Rows]], list[tuple[Rows, Scores]]] | None = None
    reached: Callable[["Selection", int, Rows], Reach | None] | None = None
    choose_in_parts: Callable[[Query, "Parts"], tuple[Rows, Scores]] | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(
                f"kind of {self.name} must be one of {', '.join(get_args(Kind))}, got {self.kind!r}"
            )
        if unknown := sorted(self.needs - set(NEEDS)):
            raise ValueError(
                f"needs of {self.name} must be among {', '.join(NEEDS)}, got {', '.join(unknown)}"
            )

    @property
    def is_contender(self) -> bool:
        """Whether it is meant to beat the baselines."""
        return self.kind in ("demux", "target_aware")

    @property
    def can_be_recommended(self) -> bool:
        """Whether it can be advised for real use: a control and a ceiling only serve comparison."""
        return self.kind not in ("control", "ceiling")

    @property
    def needs_encodings(self) -> bool:
        """Whether it uses embeddings, uncertainty or words, so that a model must encode the texts first."""
        return bool(self.needs & {"embeddings", "uncertainty", "words"})

    @property
    def works_in_parts(self) -> bool:
        """Whether it can choose from a pool of which no computer sees all vectors."""
        return self.choose_in_parts is not None or not self.needs & {"embeddings", "words"}

    def suits(self, task: Task) -> bool:
        """Whether it can choose for a task at all: only texts whose words have labels have word vectors."""
        return task.labels_words or "words" not in self.needs

    @property
    def needs_user_input(self) -> bool:
        """Whether it needs something that not every project has."""
        return any(NEEDS[need].user_given for need in self.needs)

    @property
    def draws(self) -> bool:
        """Whether chance decides what it chooses."""
        return self.kind in ("baseline", "control", "ceiling")

    @property
    def looks_at_target(self) -> bool:
        """Whether the target sample decides what it chooses."""
        return "target" in self.needs

    @property
    def uses_gold(self) -> bool:
        """Whether it chooses from labelled target data instead of the pool."""
        return "gold" in self.needs

    @property
    def needs_allocation(self) -> bool:
        """Whether it follows given numbers of points per language."""
        return "allocation" in self.needs

    @property
    def copies_mix(self) -> bool:
        """Whether it copies the language mix of another strategy, the option ``like``."""
        return "like" in self.options
