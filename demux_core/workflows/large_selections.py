"""Selections that take more than seconds: a job makes them and keeps them in the cache, named by their plan.

The process of the pages serves every visitor, so it chooses only what takes seconds.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from demux_core.base.config import cache_dir
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path, atomic_write
from demux_core.base.phases import Phase
from demux_core.base.progress import Progress, silent
from demux_core.base.rates import expected
from demux_core.jobs import Job, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import Constraints, Selection, find_strategy
from demux_core.strategies.display import strategy_title
from demux_core.workflows.job_phases import Expect, expect_nothing
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workspace.prepared import PreparedProject, open_prepared
from demux_core.workspace.project import Project, reload_project


class JobFirstError(InputError):
    """A page may not choose by this plan; a job must first."""

    def __init__(self, strategy: str, plan: SelectionPlan) -> None:
        title = strategy_title(strategy)
        super().__init__(f"{title} takes long to choose from so many texts; start it on the Selection page")
        self.strategy, self.plan = strategy, plan


MOST_SECONDS = 5.0  # that a page may choose for
_USUAL_WIDTH = 384  # of vectors; the rate is measured with these
_PARTS = ("rows", "scores", "labelled", "avoided")


def selection_phase(prepared: PreparedProject, strategy: str, plan: SelectionPlan) -> Phase:
    """Return what choosing by a plan takes on this computer: mostly comparing pool and target."""
    chosen = find_strategy(plan.like if find_strategy(strategy).copies_mix else strategy)
    pairs = 0
    if "words" in chosen.needs:
        pairs = _words(prepared.source) * _words(prepared.target)
    elif {"embeddings", "target"} <= chosen.needs:
        pairs = len(prepared.source) * len(prepared.target)
    width = 0 if prepared.source.embeddings is None else prepared.source.embeddings.shape[1]
    millions = round(pairs * width / _USUAL_WIDTH / 1e6)
    return expected(strategy, f"Choosing by {strategy_title(strategy)}", "select", millions)


def must_wait(prepared: PreparedProject, strategy: str, plan: SelectionPlan) -> bool:
    """Whether only a job may choose by this plan, and none has yet."""
    takes_long = selection_phase(prepared, strategy, plan).seconds > MOST_SECONDS
    return takes_long and not _result(_name(prepared, strategy, plan)).exists()


def choose(prepared: PreparedProject, strategy: str, plan: SelectionPlan) -> Selection:
    """``select_for_project`` where it takes seconds; otherwise what a job has chosen.

    Raises:
        JobFirstError: a job must choose first.
        InputError: as ``select_for_project``.
    """
    if must_wait(prepared, strategy, plan):
        raise JobFirstError(strategy, plan)
    result = _result(_name(prepared, strategy, plan))
    if not result.exists():
        return select_for_project(prepared, strategy, plan)
    with np.load(result) as stored:
        rows, scores, labelled, avoided = (stored[part] for part in _PARTS)
    limits, pool = plan.constraints or None, prepared.source  # GOLD, which draws, never takes long
    return Selection(strategy, rows, scores, pool, prepared.target, int(labelled), limits, int(avoided))


def start_choosing(
    project: Project, prepared: PreparedProject, strategies: Sequence[str], plan: SelectionPlan
) -> Job:
    """Choose with each of the strategies in the background.

    Raises:
        InputError: the project's job is choosing already, or the workspace's quota is used up.
    """
    names = [_name(prepared, strategy, plan) for strategy in strategies]
    for name, strategy in zip(names, strategies, strict=True):
        atomic_write(_request(name), json.dumps([prepared.key, strategy, asdict(plan)]))
    arguments = ["workspace", "choose", project.slug, f"--requests={','.join(names)}"]
    return submit(arguments, _key(project), f"Choosing texts of {project.name}", project.id)


def choosing_job(project: Project) -> Job | None:
    """Return the newest job that chooses for the project, or None."""
    return latest_job(_key(project))


def is_asked(job: Job, prepared: PreparedProject, strategies: Sequence[str], plan: SelectionPlan) -> bool:
    """Whether a job is to choose with one of these strategies by this plan."""
    asked = job.request.arguments[-1]
    return any(_name(prepared, strategy, plan) in asked for strategy in strategies)


def run_choosing(
    slug: str, names: Sequence[str], progress: Progress = silent, expect: Expect = expect_nothing
) -> None:
    """Choose what was asked for; the job of ``start_choosing`` calls this.

    Raises:
        InputError: the project was prepared again since, or cannot be chosen from in this way.
    """
    prepared = open_prepared(reload_project(slug))
    asked = [_asked(prepared, name) for name in names]
    expect([selection_phase(prepared, strategy, plan) for strategy, plan in asked])
    for name, (strategy, plan) in zip(names, asked, strict=True):
        progress(strategy, 0, 1)
        chosen = select_for_project(prepared, strategy, plan, partial(progress, strategy))
        with atomic_path(_result(name)) as temporary:
            np.savez(temporary, **{part: getattr(chosen, part) for part in _PARTS})
        progress(strategy, 1, 1)


def _asked(prepared: PreparedProject, name: str) -> tuple[str, SelectionPlan]:
    try:
        key, strategy, plan = json.loads(_request(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"what to choose is not there any more ({error}); start again") from error
    if key != prepared.key:
        raise InputError("the project was prepared again meanwhile; choose again")
    return strategy, _plan(plan)


def _plan(stored: dict[str, Any]) -> SelectionPlan:
    limits = Constraints(**stored.pop("constraints"))
    return SelectionPlan(**stored | {"labelled": tuple(stored["labelled"]), "constraints": limits})


def _words(part: Encoding) -> int:
    return 0 if part.words is None else len(part.words[0])


def _name(prepared: PreparedProject, strategy: str, plan: SelectionPlan) -> str:
    content = json.dumps([prepared.key, strategy, asdict(plan)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def _folder() -> Path:
    return cache_dir() / "selections"


def _result(name: str) -> Path:
    return _folder() / f"{name}.npz"


def _request(name: str) -> Path:
    return _folder() / f"{name}.json"


def _key(project: Project) -> str:
    return f"{project.slug}/selection"
