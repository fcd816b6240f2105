"""What the options of ``select`` choose, and what their limits cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.cli.language_tables import read_allocation
from demux_core.cli.shared import Options, encoded, load_data

if TYPE_CHECKING:
    from demux_core.analysis.coverage import TargetView
    from demux_core.modelling.encoding import Encoding
    from demux_core.strategies import Constraints, Selection, Strategy


@dataclass(frozen=True, eq=False)
class Chooser:
    """A pool, a target sample, and everything but the limits that the options say of how to choose.

    Args:
        source: the pool.
        target: the target sample.
        options: of the command.
        given: options of strategies, by name.
        labelled: rows of the pool that are labelled already.
    """

    source: "Encoding"
    target: "Encoding"
    options: Options
    given: Mapping[str, Any]
    labelled: Sequence[int]

    def choose(self, strategy: "Strategy", limits: "Constraints", budget: int | None) -> "Selection":
        """Choose by one strategy; gold is chosen without limits."""
        from demux_core.strategies import select, select_words

        # Labelled ids are rows of the pool, and the limits are about what is still to be labelled.
        labelled, constraints = ([], None) if strategy.uses_gold else (self.labelled, limits)
        return (select_words if self.options.words else select)(
            strategy.name,
            self.source,
            self.target,
            budget,  # type: ignore[arg-type]  # select_words has a budget, which was checked
            seed=self.options.seed,
            labelled=labelled,
            constraints=constraints,
            engine=self.options.engine,
            **{name: value for name, value in self.given.items() if name in strategy.options},
        )

    def cost_of_limits(self, within: "Selection") -> str | None:
        """Say what the limits of a selection cost; None where they change nothing or it would take long.

        Where the money sets the number of texts, as many are chosen without limits.
        """
        from demux_core.analysis.limit_cost import limit_cost
        from demux_core.explain.limits import limit_cost_sentence
        from demux_core.strategies import Constraints, find_strategy
        from demux_core.workflows.coverage import is_quick

        if self.source.embeddings is None or not is_quick(self.source, self.target):
            return None
        strategy, budget = find_strategy(within.strategy), self.options.budget or len(within)
        cost = limit_cost(
            within,
            lambda: self.choose(strategy, Constraints(), budget),
            lambda rows: self._view.coverage([*self.labelled, *rows]),
        )
        return None if cost is None else f"{limit_cost_sentence(cost)} Coverage is not a score."

    @cached_property
    def _view(self) -> "TargetView":
        from demux_core.analysis.coverage import target_view

        return target_view(self.source, self.target)


def given_options(options: Options, model: str | None) -> dict[str, Any]:
    """The options of strategies that the command line gives, by name."""
    given: dict[str, Any] = {}
    if options.gold:
        given["gold"] = encoded(load_data(options, "gold"), model, options.measure)
    if options.allocation:
        given["allocation"] = read_allocation(options.allocation)
    if options.like:
        given["like"] = options.like
    return given


def labelled_rows(options: Options, rows_of: Callable[[Sequence[str]], Sequence[int | None]]) -> list[int]:
    """The rows of the ids in the file ``--labelled``; none without it.

    Args:
        options: of the command.
        rows_of: ids -> their rows, None where the pool lacks one.

    Raises:
        InputError: the pool lacks one.
    """
    from demux_core.base.csv_safety import unescape
    from demux_core.data.formats.base import numbered_lines
    from demux_core.data.formats.raw_file import RawFile

    if not options.labelled:
        return []
    file = RawFile(options.labelled, options.labelled.suffix)
    names = [unescape(line.strip()) for _, line in numbered_lines(file) if line.strip()]
    rows = rows_of(names)
    if unknown := [name for name, row in zip(names, rows, strict=True) if row is None]:
        raise InputError(
            f"labelled ids must be ids of the pool, but {file.path.name} has {len(unknown):,} others, the "
            f"first of them {unknown[0]!r}; take the ids from the column `id` of an earlier selection"
        )
    return [row for row in rows if row is not None]
