"""Choosing points from a prepared project, with the options that its strategies need."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.base.progress import Advance, unheard
from demux_core.explain.point_story import ranking_budget
from demux_core.strategies import STRATEGIES, Constraints, Selection, find_strategy, select
from demux_core.strategies.needs import NEEDS
from demux_core.workspace.label_log import current_labels
from demux_core.workspace.prepared import PreparedProject, unmet_need
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label

# Pairs of a pool and a target text. Comparing more takes seconds and up to gigabytes, which several visitors
# must not need at the same time.
_LARGE = 100_000_000
_large_one_by_one = threading.Lock()
DEFAULT_LIKE = next(str(s.options["like"]) for s in STRATEGIES.values() if s.copies_mix)


@dataclass(frozen=True)
class SelectionPlan:
    """How to choose.

    Args:
        budget: number of new texts.
        seed: of everything random.
        labelled: ascending rows of the pool that are labelled already.
        like: the strategy whose language counts SAME-DISTRIBUTION copies.
        allocation: language -> share, for LITMUS.
        constraints: what every strategy but GOLD chooses within.
    """

    budget: int
    seed: int = DEFAULT_SEED
    labelled: tuple[int, ...] = ()
    like: str = DEFAULT_LIKE
    allocation: Mapping[str, float] = field(default_factory=dict)
    constraints: Constraints = field(default_factory=Constraints)

    def options(self, strategy: str) -> dict[str, Any]:
        """Return the settings besides budget and seed that decide what ``strategy`` chooses, as JSON."""
        chosen, options = find_strategy(strategy), dict[str, Any]()
        if chosen.copies_mix:
            options = {"like": self.like} | self.options(self.like)
        if chosen.needs_allocation:
            options = {"allocation": dict(self.allocation)}
        if self.labelled and not chosen.uses_gold:
            options["labelled"] = len(self.labelled)
        if self.constraints and not chosen.uses_gold:
            options["limits"] = self.constraints.to_json()
        return options

    def to_rank(self, strategy: str, free: int) -> "SelectionPlan":
        """Return the plan with a budget that ranks more of the ``free`` points, where it keeps the first."""
        only_excludes = replace(self.constraints, prices={}, per_word=False, excluded=()) == Constraints()
        return replace(self, budget=ranking_budget(strategy, self.budget, free)) if only_excludes else self

    def without_limits(self) -> "SelectionPlan":
        """Return the plan without limits; what is struck out is still not chosen."""
        limits = self.constraints
        only = Constraints(prices=limits.prices, per_word=limits.per_word, excluded=limits.excluded)
        return replace(self, constraints=only)


def usual_budget(left: int) -> int:
    """Return how many texts are chosen unless somebody says: 100, or a fifth of the few that are ``left``."""
    return min(100, max(1, left // 5))


# Like ``select_for_project``.
Choose = Callable[[PreparedProject, str, SelectionPlan], Selection]


def select_for_project(
    prepared: PreparedProject, strategy: str, plan: SelectionPlan, advance: Advance = unheard
) -> Selection:
    """Choose points of the prepared pool, or, for GOLD, of the labelled target data.

    Raises:
        InputError: something that the strategy needs is missing, fewer points than the budget are left, or
            the limits cannot be met.
    """
    chosen, options = find_strategy(strategy), dict[str, Any]()
    if chosen.uses_gold:
        if prepared.gold is None:
            raise InputError(f"{strategy} needs labelled target data; add it and prepare the project again")
        options["gold"] = prepared.gold
    if chosen.needs_allocation:
        options["allocation"] = plan.allocation
    if chosen.copies_mix:
        sources = mix_sources(prepared)
        if plan.like not in sources:
            raise InputError(
                f"{strategy} must copy the language mix of one of {', '.join(sources)}, got {plan.like!r}; "
                f"choose another"
            )
        options["like"] = select_for_project(prepared, plan.like, plan, advance)
    # GOLD is labelled already: limits are about what is still to be labelled.
    labelled, constraints = ((), None) if chosen.uses_gold else (plan.labelled, plan.constraints)
    with _large_one_by_one if _is_large(prepared) else nullcontext():
        return select(
            strategy,
            prepared.source,
            prepared.target,
            plan.budget,
            seed=plan.seed,
            labelled=labelled,
            constraints=constraints,
            advance=advance,
            **options,
        )


def _is_large(prepared: PreparedProject) -> bool:
    return len(prepared.source) * len(prepared.target) > _LARGE


def mix_sources(prepared: PreparedProject) -> list[str]:
    """Return the strategies whose language mix can be copied: all that can choose from the pool here."""
    others = (s.name for s in STRATEGIES.values() if not (s.copies_mix or s.uses_gold))
    return [name for name in others if unmet_need(name, prepared, ["allocation"]) is None]


def why_unavailable(strategy: str, prepared: PreparedProject, project: Project) -> str | None:
    """Return why ``select_for_project`` cannot use ``strategy`` here and what to do, or None if it can."""
    chosen = find_strategy(strategy)
    if chosen.uses_gold and prepared.gold is None:
        if "gold" not in project.uploads:
            return "it needs labelled data of the target language; add it on the Data page and prepare again"
        return "the labelled target data is not encoded or has changed; prepare the project again"
    given = {need for need in chosen.needs if NEEDS[need].user_given}
    if chosen.copies_mix:  # it can always copy RANDOM, which needs nothing
        given |= chosen.needs - {"languages"}
    return unmet_need(strategy, prepared, given)


def labelled_rows(project: Project, prepared: PreparedProject) -> tuple[int, ...]:
    """Return the rows of the prepared pool that people have labelled, ascending."""
    labels = project_labels(project, prepared)
    return tuple(row for row, name in enumerate(prepared.source.ids) if name in labels) if labels else ()


def project_labels(project: Project, prepared: PreparedProject) -> dict[str, Label]:
    """Return id -> the label that counts, of the rows of the prepared pool."""
    return current_labels(project, prepared.source.ids, prepared.source.texts)


def even_allocation(languages: Sequence[str], budget: int) -> dict[str, int]:
    """Spread a budget as evenly as possible over the languages of a pool, none beyond its rows."""
    supply = dict(sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0])))
    counts = dict.fromkeys(supply, 0)
    left = min(budget, len(languages))
    while left:
        unfilled = [code for code in supply if counts[code] < supply[code]]
        share = max(1, left // len(unfilled))
        for code in unfilled:
            more = min(share, supply[code] - counts[code], left)
            counts[code] += more
            left -= more
    return counts
