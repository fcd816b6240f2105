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
_CELLS = "cells (a strategy with a number of labels and a seed) are measured"


def unfinished_sentence(name: str, records: Sequence[CellRecord], job: Job | None) -> str:
    """Say how much of an experiment is measured; empty where all is.

    What has no job was imported or is shipped, and may have been planned with fewer budgets for some
    strategies: only seeds can be missing there.

    Args:
        name: of the experiment.
        records: its finished cells.
        job: its newest job, if there is one.
    """
    cells = {record.cell for record in records if record.cell.strategy != EN_FT}
    if job is not None:
        return (
            ""
            if job.state == "done"
            else f"The experiment {name} {_STATES[job.state]}: {len(cells):,} {_CELLS}."
        )
    # GOLD has budgets of its own.
    drawn = {cell for cell in cells if not is_ceiling(cell.strategy)}
    begun, seeds = {(cell.strategy, cell.budget) for cell in drawn}, {cell.seed for cell in drawn}
    if len(drawn) == len(begun) * len(seeds):
        return ""
    return f"The experiment {name} is unfinished: {len(drawn):,} of {len(begun) * len(seeds):,} {_CELLS}."
