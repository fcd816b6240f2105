"""What a report is asked for."""

from dataclasses import dataclass

from demux_core.base.config import DEFAULT_SEED
from demux_core.strategies.checks import whole_number
from demux_core.workflows.selection import SelectionPlan


@dataclass(frozen=True)
class ReportRequest:
    """The choices behind a report; what is not given follows from the project.

    Args:
        budget: number of texts to label now; that of the experiment, or else 100 or a fifth of a small pool.
        strategies: to compare; those of the experiment, or else the usual ones. RANDOM is always added.
        experiment: its name; ``evidence.default_experiment`` unless given; empty for none.
        seed: of strategies with random draws.
        like: the strategy whose language mix SAME-DISTRIBUTION copies.
        title: of the report; made from the project's name unless given.
        prepared_for: whom the report is for.

    Raises:
        InputError: the budget is not a whole number above 0.
    """

    budget: int | None = None
    strategies: tuple[str, ...] = ()
    experiment: str | None = None
    seed: int = DEFAULT_SEED
    like: str = SelectionPlan.like
    title: str = ""
    prepared_for: str = ""

    def __post_init__(self) -> None:
        if self.budget is not None:
            whole_number("budget", self.budget, least=1)
