"""What a server needs when people stay for long: `python -m tests.benchmarks.long_run --minutes 60`.

Eight visitors open pages, label points and upload files over the WebSocket, without a browser, and one job at
a time prepares a project again. Prints, once a minute, the memory, open files and threads of the server (and
the memory of its helpers, which read uploads), the size of the database and of the workspace, and in the end
how they grew after the first fifth of the time, when everything has been loaded.
"""

import argparse
import os
import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import psutil

from demux_core.jobs import job_queue
from demux_core.workflows.annotation_queue import choose_next_points
from demux_core.workflows.preparation_jobs import prepare_job, start_prepare
from demux_core.workspace import open_store
from demux_core.workspace.label_log import read_log
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, open_project, reload_project
from demux_core.workspace.project_files import put_file
from demux_core.workspace.quota import used_bytes
from tests.browser.conftest import Server
from tests.helpers.fabricated_project import TARGET, annotatable_project, project_with_files
from tests.helpers.visitor import Visitor

VISITORS = 8
PAGES = ("", "data", "map", "selection", "annotate", "curves", "report")
PAUSE = 2.0  # seconds between what a visitor does, on average
POOL = "text,lang,label\n" + "".join(f"a text of the pool number {i},en,{'ab'[i % 2]}\n" for i in range(400))
TEST = "text,lang,label\n" + "".join(f"नमस्कार {i},ne,{'ab'[i % 2]}\n" for i in range(40))


@dataclass(frozen=True)
class Reading:
    """The state of the server at a moment; sizes in megabytes."""

    minute: float
    memory: float
    helpers: float
    files: int
    threads: int
    database: float
    workspace: float
    steps: int
    errors: int


class Stay(threading.Thread):
    """A visitor's stay: pages, labels and uploads in random order."""

    def __init__(self, address: str, project: Project, seed: int, ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self._address, self._project, self._random = address, project, random.Random(seed)
        self._ended = ended
        self._client, self._answers = f"stay{seed}", 0
        self.steps, self.errors = 0, list[str]()

    def run(self) -> None:
        while not self._ended.is_set():
            visitor = Visitor(self._address, self._project.slug)
            try:
                for _ in range(self._random.randint(20, 60)):  # then a new tab is opened
                    self._step(visitor)
                    self.steps += 1
                    if self._ended.wait(self._random.expovariate(1 / PAUSE)):
                        break
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}")
            self.errors += visitor.errors
            visitor.leave()

    def _step(self, visitor: Visitor) -> None:
        chance = self._random.random()
        if chance < 0.6:
            visitor.open(self._random.choice(PAGES))
        elif chance < 0.85:
            visitor.open("annotate")
            self._label(visitor)
        else:
            visitor.open("data")
            if not visitor.upload(f"upload_test_{self._project.slug}", "test.csv", TEST.encode()):
                raise LookupError("the Data page has no place for a test file")

    def _label(self, visitor: Visitor) -> None:
        """Label the next text; now and then, or when none is left, take the last label back."""
        told = visitor.told("marking")
        if told is None:
            raise LookupError("the Annotate page has no text to label")
        takes_back = told["before"] and (self._random.random() < 0.2 or not told["ahead"])
        point = told["before"][-1] if takes_back else told["ahead"][0]
        self._answers += 1
        answer = {"number": self._answers, "kind": "undo" if takes_back else "label", "point": point["id"]}
        if not takes_back:
            answer["value"] = self._random.choice(told["labels"])["name"]
        message = {"client": self._client, "place": told["place"], "answers": [answer]}
        visitor.answer("marking", message=message)
        if (after := visitor.told("marking"))["done"] != self._answers:
            raise LookupError(f"an answer was not taken: {after['troubles']}")


def read(server: Server, began: float, stays: list[Stay]) -> Reading:
    process = psutil.Process(server.process.pid)
    # Jobs have sessions of their own and are not children for long.
    helpers = sum(child.memory_info().rss for child in process.children(recursive=True) if _is_helper(child))
    store = open_store()
    database = sum(path.stat().st_size for path in store.root.glob("demux.db*"))
    return Reading(
        (time.monotonic() - began) / 60,
        process.memory_info().rss / 1e6,
        helpers / 1e6,
        process.num_fds(),
        process.num_threads(),
        database / 1e6,
        used_bytes(store) / 1e6,
        sum(stay.steps for stay in stays),
        sum(len(stay.errors) for stay in stays),
    )


def _is_helper(child: psutil.Process) -> bool:
    try:
        return any("confined_helper" in word for word in child.cmdline())
    except psutil.Error:
        return False


def keep_a_job_running(project: Project, ends: list[str]) -> None:
    """Prepare a project again with another sample when its last job has ended, which is added to ``ends``."""
    job = prepare_job(project)
    if job is not None and job.active:
        return
    if job is not None:
        ends.append(job.state)
    sample = TARGET + f"नयाँ वाक्य {len(ends)},ne\n"
    project, _ = put_file(project, "target", "my target.csv", sample.encode())
    start_prepare(project)


def run(minutes: float) -> list[Reading]:
    """Let visitors stay so long.

    Raises:
        SystemExit: there were no labels or uploads, or a job failed, so that the figures say nothing.
    """
    root = Path(os.environ["DEMUX_WORKSPACE"])
    mine = []
    for _ in range(VISITORS):
        project = annotatable_project(POOL, ".csv", TARGET)
        mine.append(choose_next_points(project, open_prepared(project), "random", 300)[0])
    busy, ends, ended = project_with_files("Busy"), list[str](), threading.Event()
    server = Server(root.parent / "server.log")
    began, readings = time.monotonic(), list[Reading]()
    stays = [Stay(server.address, project, number, ended) for number, project in enumerate(mine)]
    for stay in stays:
        stay.start()
    print(" ".join(f"{field.name:>9}" for field in fields(Reading)))
    while time.monotonic() < began + 60 * minutes:
        keep_a_job_running(open_project(busy.slug) or busy, ends)
        if time.monotonic() >= began + 60 * len(readings) * min(1.0, minutes / 10):
            readings.append(read(server, began, stays))
            print(" ".join(f"{value:9.1f}" for value in astuple(readings[-1])), flush=True)
        time.sleep(1)
    ended.set()
    for stay in stays:
        stay.join(150)
    readings.append(read(server, began, stays))
    server.kill()
    if (job := prepare_job(busy)) is not None:
        job_queue.cancel(job)
    for error in sorted({error for stay in stays for error in stay.errors}):
        print(f"error: {error}")
    given = sum(len(read_log(project)) for project in mine)
    uploads = sum("test" in reload_project(project.slug).uploads for project in mine)
    print(f"jobs: {dict(Counter(ends))}; {given} answers in the log; test files in {uploads} projects")
    if not (given and uploads) or set(ends) - {"done"}:
        raise SystemExit("the visitors did not do what they should: the figures say nothing")
    return readings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DEMUX_WORKSPACE": f"{folder}/workspace", "DEMUX_DEMO": "off"}
        os.environ.setdefault("DEMUX_CACHE", f"{folder}/cache")
        readings = run(minutes)
    loaded, last = readings[len(readings) // 5], readings[-1]
    for name in ("memory", "helpers", "files", "threads", "database", "workspace"):
        before, after = getattr(loaded, name), getattr(last, name)
        print(f"{name}: {before:.1f} at minute {loaded.minute:.0f}, {after:.1f} in the end")


if __name__ == "__main__":
    main()
