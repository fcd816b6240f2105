"""What a prepared project can choose with: its strategies, how many points are left, the usual request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from demux_core.strategies import STRATEGIES, Constraints, Strategy
from demux_core.strategies.display import baselines, in_order
from demux_core.strategies.needs import NEEDS
from demux_core.workflows.expectations import expectation
from demux_core.workflows.limits import project_constraints
from demux_core.workflows.selection import labelled_rows, usual_budget, why_unavailable
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project


@dataclass(frozen=True)
class StrategyOffer:
    """What a prepared project can choose with.

    Args:
        unavailable: strategy -> why it cannot choose here and what to do, as the end of a sentence.
        pool: number of rows of the pool.
        labelled: ascending rows of the pool that have a label and are not chosen again.
        constraints: what every strategy but GOLD chooses within.
        recommended: what the preflight recommends; None where it was not asked.
    """

    unavailable: Mapping[str, str]
    pool: int
    labelled: tuple[int, ...]
    constraints: Constraints = field(default_factory=Constraints)
    recommended: str | None = None

    @property
    def struck(self) -> tuple[int, ...]:
        """Ascending rows of the pool that are struck out and not chosen."""
        return self.constraints.excluded

    @property
    def free(self) -> int:
        """Number of points that can still be chosen."""
        return self.pool - len({*self.labelled, *self.struck})

    @property
    def available(self) -> list[str]:
        """The strategies that can choose here, in the order of every list."""
        return in_order(name for name in STRATEGIES if name not in self.unavailable)

    @property
    def automatic(self) -> list[str]:
        """Those of them that need nothing from the user but a budget, and choose from the pool."""
        return [name for name in self.available if not STRATEGIES[name].needs_user_input]

    @property
    def annotatable(self) -> list[str]:
        """Those of them whose points are worth labelling: controls only serve comparisons."""
        return [name for name in self.automatic if STRATEGIES[name].can_be_recommended]

    @property
    def usual(self) -> list[str]:
        """The strategies to compare unless the user names others: the best to try first, usual baselines."""
        contenders = [name for name in self.available if STRATEGIES[name].is_contender]
        best = [self.recommended] if self.recommended in contenders else contenders[:1]
        return best + [name for name in baselines(usual_only=True) if name in self.available]

    @property
    def usual_budget(self) -> int:
        """The number of points to choose unless the user names another."""
        return usual_budget(self.free)


def strategy_offer(project: Project, prepared: PreparedProject) -> StrategyOffer:
    """Find out what ``project`` can choose with.

    Args:
        project: whose labelled and struck points are left out.
        prepared: its encodings.
    """
    reasons = {name: why_unavailable(name, prepared, project) for name in STRATEGIES}
    unavailable = {name: reason for name, reason in reasons.items() if reason is not None}
    labelled, constraints = labelled_rows(project, prepared), project_constraints(project, prepared)
    advice = expectation(project) or {}
    return StrategyOffer(
        unavailable, len(prepared.source), labelled, constraints, recommended=advice.get("strategy")
    )


def need_labels(strategy: Strategy) -> list[str]:
    """What a strategy needs beyond the embeddings of a prepared project, as people read it."""
    # It copies the languages of any strategy, RANDOM included, so it needs nothing else.
    needs = {"languages"} if strategy.copies_mix else strategy.needs - {"embeddings"}
    return [need.label for name, need in NEEDS.items() if name in needs]
