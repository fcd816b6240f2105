"""Starts commands as children of one process that has done the heavy imports: a kill then costs no seconds.

Reads lines {"arguments": [...], "environment": {...}, "log": PATH} and answers each with the child's pid.
Shards are small, so that there is more to interrupt; the map is drawn without UMAP, whose compiled code does
not survive a fork.
"""

import json
import os
import signal
import sys

import numpy as np
import sklearn.metrics
import torch
import torch.distributed.tensor
from transformers import AutoModel, AutoTokenizer, optimization

from demux_core import cli
from demux_core.experiments import models
from demux_core.jobs import worker
from demux_core.modelling import encoder, inference, metrics, network, prediction, training
from demux_core.workflows import preparation, preparation_jobs, project_experiments
from demux_core.workspace import open_store
from demux_core.workspace.project import open_project
from demux_core.workspace.project_files import put_file
from demux_core.workspace.records import add_labels

LOADED = (
    *(AutoModel, AutoTokenizer, optimization, sklearn.metrics, torch.distributed.tensor),
    *(inference, network, training, prediction, metrics, models, preparation_jobs, project_experiments),
)


def upload_for_ever(slug: str) -> int:
    """Replace the pool and add a label again and again; says after each what is stored."""
    project = open_project(slug)
    for i in range(1_000_000):
        put_file(project, "pool", "pool.csv", f"text,lang\nhello {i},en\nbonjour,fr\n".encode())
        add_labels(open_store(), project.id, "asha", [(f"row {i}", "yes")])
        print(i, flush=True)
    return 0


def _child(task: dict) -> int:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(task["environment"])
    log = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if task["arguments"][0] == "upload_for_ever":
        return upload_for_ever(task["arguments"][1])
    return cli.main(task["arguments"])


def main() -> None:
    """Serve until the input ends."""
    torch.set_num_threads(1)
    encoder.SHARD_ROWS = 4
    worker.HEARTBEAT_SECONDS = 0.05
    worker.lower_priority = lambda: (
        None
    )  # there are no pages to be kept quick, and somebody waits for the job
    preparation.project = lambda pool, sample, progress: np.concatenate([pool[:, :2], sample[:, :2]])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = _child(json.loads(line))
            finally:
                sys.stdout.flush()
                os._exit(code)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
