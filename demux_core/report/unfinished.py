"""What an experiment still lacks, in words."""

from collections.abc import Sequence

from demux_core.experiments.cells import CellRecord
from demux_core.jobs import Job
from demux_core.strategies import EN_FT
from demux_core.strategies.display import is_ceiling

_STATES = {
    "queued": "is waiting to go on",
    "running": "is still running",
    "failed": "has failed",
    "cancelled": "was cancelled",
    "lost": "was interrupted",
}


def unfinished_sentence(name: str, records: Sequence[CellRecord], job: Job | None) -> str:
    """Say how many of how many cells an experiment has; empty where it is complete.

    Without a job that says how many there should be, every strategy should have every budget and seed.

    Args:
        name: of the experiment.
        records: its finished cells.
        job: its newest job, if there is one.
    """
    cells = {record.cell for record in records if record.cell.strategy != EN_FT}
    state = "is unfinished"
    if job is not None and job.state == "done":
        return ""
    if job is not None and job.progress is not None and job.progress.step == "experiment":
        done, total, state = job.progress.done, job.progress.total, _STATES[job.state]
    else:
        drawn = [cell for cell in cells if not is_ceiling(cell.strategy)]  # GOLD has budgets of its own
        parts = ({c.strategy for c in drawn}, {c.budget for c in drawn}, {c.seed for c in drawn})
        done, total = len(drawn), len(parts[0]) * len(parts[1]) * len(parts[2])
        state = _STATES[job.state] if job is not None else state
    if done >= total:
        return ""
    return (
        f"The experiment {name} {state}: {done:,} of {total:,} cells (a strategy with a number of labels and "
        f"a seed) are measured."
    )
