"""What every list of jobs shares: how often it is drawn again, and the names of their projects."""

from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from demux_core.jobs import Job
from demux_core.workspace.project import list_projects

_LEAST, _MOST = 2.0, 10.0  # seconds; a worker reports every 2 s
_VIEWS = 30  # drawings of the shortest job until its end


def interval(jobs: Iterable[Job]) -> float:
    """Return after how many seconds to look at the jobs again: the longer they take, the later."""
    left = [job.progress.seconds_left for job in jobs if job.progress is not None]
    known = [seconds for seconds in left if seconds is not None]
    return min(max(min(known, default=_LEAST) / _VIEWS, _LEAST), _MOST)


def project_names() -> Mapping[int, str]:
    """Return the name of each project by its number."""
    return {project.id: project.name for project in list_projects()}


def title_with_project(job: Job, names: Mapping[int, str]) -> str:
    """Return what a job does, with the project that it belongs to unless the title names it."""
    name = names.get(job.project or 0, "")
    return job.request.title if not name or name in job.request.title else f"{job.request.title} · {name}"


def time_zone() -> tzinfo:
    """Return the visitor's time zone; UTC where the browser does not tell one."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
