"""Whether data and earlier results fit the plan of an experiment, checked before anything is trained."""

from collections import Counter
from collections.abc import Mapping

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.data.leakage import without_leaks
from demux_core.experiments.cells import Results
from demux_core.experiments.plan import CellGrid, ExperimentConfig
from demux_core.strategies import find_strategy
from demux_core.strategies.allocation import allotted

_POOLS = {"source": "pool", "gold": "gold data"}  # role -> what people call it
_KNOWN = {"source": "target sample, the test or the training data", "gold": "test or the training data"}


def pool_role(strategy: str) -> str:
    """Return the role of the data that a strategy chooses from."""
    return "gold" if find_strategy(strategy).uses_gold else "source"


def checked_data(data: Mapping[str, Dataset], config: ExperimentConfig) -> dict[str, Dataset]:
    """Return the data without the pool and gold rows that other parts also have (``without_leaks``).

    Raises:
        InputError: labels are missing, or the plan asks for more than the data has.
    """
    tasks = {role: dataset.task.name for role, dataset in data.items()}
    if len(set(tasks.values())) > 1:
        raise InputError(f"all data must be for one task, got {tasks}; name it with --task")
    for role in ("train", "source", "test", "gold"):
        if role in data and not data[role].labelled:
            raise InputError(
                f"every row of the {_POOLS.get(role, f'{role} data')} must have a label in an experiment, "
                f"{data[role].name} has rows without; add labels or leave those rows out"
            )
    checked = without_leaks(data)
    if config.options.allocation is not None and config.cells.uses_allocation and not config.limits:
        languages = Counter(checked["source"].languages)
        allotted(config.options.allocation, max(config.cells.budgets), languages)
    for role in {pool_role(name): None for name in config.cells.strategies}:
        _check_budgets(checked.get(role), role, config.cells)
    return checked


def _check_budgets(pool: Dataset | None, role: str, planned: CellGrid) -> None:
    if pool is None:
        raise InputError("the strategy gold needs labelled target-language data; give --gold FILE")
    if max(planned.budgets) > len(pool):
        raise InputError(
            f"budgets must be at most the {len(pool):,} rows of the {_POOLS[role]} (without those that are "
            f"in the {_KNOWN[role]}), got {max(planned.budgets):,}; lower them or add data"
        )


def check_rounds(results: Results, planned: CellGrid) -> None:
    """Raise InputError where earlier rounds have other numbers of texts, which do not compare."""
    table = results.table()
    expected = dict(enumerate(planned.cumulative(), start=1))
    finished = {(r, b) for r, b in zip(table["round"], table["budget"], strict=True) if r > 0}
    if planned.rounds > 1 and (other := finished - expected.items()):
        raise InputError(
            f"the results hold {planned.rounds} rounds with {max(b for _, b in other):,} texts in one of "
            f"them, this plan has {', '.join(map(str, expected.values()))}; give it another place or name"
        )
