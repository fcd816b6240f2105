"""Choosing points from a project's prepared run, with what the strategies need besides it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.strategies import STRATEGIES, Selection, find_strategy, select
from demux_core.strategies.same_distribution import LIKE
from demux_core.workspace.label_log import current_labels
from demux_core.workspace.prepared import PreparedProject, unmet_need
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label


@dataclass(frozen=True)
class SelectionPlan:
    """How to choose.

    Args:
        budget: number of new points.
        seed: of everything random.
        labelled: ascending rows of the pool that are labelled already.
        like: the strategy whose language counts SAME-DISTRIBUTION takes.
        allocation: language -> share, for LITMUS.
    """

    budget: int
    seed: int = DEFAULT_SEED
    labelled: tuple[int, ...] = ()
    like: str = LIKE
    allocation: Mapping[str, float] = field(default_factory=dict)

    def options(self, strategy: str) -> dict[str, Any]:
        """What of the plan besides budget and seed decides what ``strategy`` chooses, as JSON."""
        chosen: dict[str, Any] = {}
        if strategy == "same_distribution":
            chosen = {"like": self.like} | self.options(self.like)
        if strategy == "litmus":
            chosen = {"allocation": dict(self.allocation)}
        if self.labelled and strategy != "gold":
            chosen["labelled"] = len(self.labelled)
        return chosen


def select_for_project(run: PreparedProject, strategy: str, plan: SelectionPlan) -> Selection:
    """Choose points of the run's pool, or for GOLD of its labelled target data.

    Raises:
        InputError: the strategy lacks something, or fewer points than the budget are left.
    """
    options: dict[str, Any] = {}
    if strategy == "gold":
        if run.gold is None:
            raise InputError("gold needs labelled target data in the prepared run; add it and prepare again")
        return select(strategy, run.source, run.target, plan.budget, seed=plan.seed, gold=run.gold)
    if strategy == "litmus":
        options["allocation"] = plan.allocation
    if strategy == "same_distribution":
        if plan.like not in mix_sources(run):
            raise InputError(
                f"same_distribution must follow one of {', '.join(mix_sources(run))}, got {plan.like!r}; "
                f"choose another"
            )
        options["like"] = select_for_project(run, plan.like, plan)
    return select(
        strategy, run.source, run.target, plan.budget, seed=plan.seed, labelled=plan.labelled, **options
    )


def mix_sources(run: PreparedProject) -> list[str]:
    """The strategies whose language counts SAME-DISTRIBUTION can take: all that choose from the pool here."""
    others = (name for name in STRATEGIES if name not in ("same_distribution", "gold"))
    return [name for name in others if unmet_need(name, run, ["allocation"]) is None]


def why_unavailable(strategy: str, run: PreparedProject, project: Project) -> str | None:
    """The reason why ``choose`` cannot use ``strategy`` here, with what to do about it, or None if it can."""
    needs = find_strategy(strategy).needs
    if "gold" in needs and run.gold is None:
        if "gold" not in project.uploads:
            return "it needs labelled data of the target language; add it on the Data page and prepare again"
        return "the labelled target data is not encoded yet, or has changed since; prepare the project again"
    # SAME-DISTRIBUTION can follow RANDOM, which needs nothing.
    given = {"allocation", "gold"} | (needs - {"languages"} if strategy == "same_distribution" else set())
    return unmet_need(strategy, run, given)


def labelled_rows(project: Project, run: PreparedProject) -> tuple[int, ...]:
    """The rows of the run's pool that people have labelled, ascending."""
    names = project_labels(project, run)
    return tuple(row for row, name in enumerate(run.source.ids) if name in names) if names else ()


def project_labels(project: Project, run: PreparedProject) -> dict[str, Label]:
    """Id -> the label that counts, of the run's pool rows."""
    return current_labels(project, run.source.ids, run.source.texts)


def even_allocation(languages: Sequence[str], budget: int) -> dict[str, int]:
    """The budget spread over the languages of a pool as evenly as it goes, none above what there is of it."""
    supply = dict(sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0])))
    counts = dict.fromkeys(supply, 0)
    left = min(budget, len(languages))
    while left:
        open_ = [code for code in supply if counts[code] < supply[code]]
        share = max(1, left // len(open_))
        for code in open_:
            more = min(share, supply[code] - counts[code], left)
            counts[code] += more
            left -= more
    return counts
