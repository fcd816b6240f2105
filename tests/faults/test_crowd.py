"""Two servers with 20 sessions on one workspace: sessions may wait, but none gets "database is locked"."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demux_core.jobs import job_queue, processes
from demux_core.workspace import open_store
from demux_core.workspace.integrity import check
from demux_core.workspace.project import list_projects, open_project
from demux_core.workspace.records import list_labels

ROOT = Path(__file__).parents[2]
SESSIONS, TURNS = 10, 6

# What each session does; jobs start no processes, because that many would be slow.
SERVER = f"""
import os, sys
from concurrent.futures import ThreadPoolExecutor
from demux_core.jobs import job_queue, processes
from demux_core.workflows.preparation_jobs import preparation_state
from demux_core.workspace import open_store
from demux_core.workspace.project import create_project, list_projects, open_project
from demux_core.workspace.project_files import put_file
from demux_core.workspace.records import add_labels
processes.start = lambda *_: (os.getpid(), None)

def session(number):
    project = create_project("shared name")
    for turn in range({TURNS}):
        put_file(project, "pool", "a.csv", f"text\\nhello {{number}} {{turn}}\\n".encode())
        put_file(project, "target", "same.csv", b"text\\nthe same of everybody\\n")
        add_labels(open_store(), project.id, f"session {{number}}", [(f"row {{turn}}", "yes")])
        assert project.slug in {{p.slug for p in list_projects()}}
        assert set(open_project(project.slug).uploads) == {{"pool", "target"}}
        job = job_queue.submit(["x"], key=f"{{project.slug}}/{{turn}}", title="x", project=project.id)
        job_queue.reap_and_start()
        preparation_state(project)
        job_queue.record_heartbeat(job.id, 1, None)
    return project.slug

sessions = [int(argument) for argument in sys.argv[1:]]
with ThreadPoolExecutor(len(sessions)) as pool:
    print(" ".join(pool.map(session, sessions)))
"""


def test_two_servers_with_ten_sessions_each_work_on_one_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), None))
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", SERVER, *map(str, range(first, first + SESSIONS))],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in (0, SESSIONS)
    ]
    slugs = []
    for server in servers:
        output, errors = server.communicate(timeout=120)
        assert server.returncode == 0, errors
        slugs += output.split()
    assert len(set(slugs)) == 2 * SESSIONS
    assert {project.slug for project in list_projects()} == set(slugs)
    for slug in slugs:
        project = open_project(slug)
        assert len(list_labels(open_store(), project.id)) == TURNS
        assert project.path("pool").read_text().endswith(f" {TURNS - 1}\n")
    assert len(job_queue.reap_and_start()) <= 2 * SESSIONS * TURNS
    assert check(open_store()) == []
