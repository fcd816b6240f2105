"""Fine-tune on one target language after another: `python -m tests.evidence.languages [PLAN ...]`.

Runs the plans ``languages/…``, or those that are named, one on each core, and writes the scores to
``data/results/languages.csv`` as they come; an interrupted run continues. The plans of a corpus share the
English rows, so they start from one EN-FT. Options, such as ``--seeds 2,22``, override those of the plans.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, zip_longest
from pathlib import Path
from threading import Lock

import pandas as pd

from demux_core.base.config import TrainingConfig
from demux_core.base.files import atomic_write
from demux_core.data.loading import load
from demux_core.experiments.results_table import load_results
from demux_core.modelling.models import find_model
from demux_core.modelling.training import train, was_trained_from
from demux_core.strategies import EN_FT
from tests.evidence.plans import CUTS, PLANS, RESULTS, ROOT, command, cut

TABLE = RESULTS / "languages.csv"
METRICS = {"pos": "accuracy", "ner": "f1", "topic": "accuracy"}
_FOLDER = "languages/"
_WORK = Path(os.environ.get("DEMUX_WORK") or CUTS.parent)
_KEY = ["corpus", "target", "strategy", "seed", "budget"]
_one_at_a_time = Lock()


def names() -> list[str]:
    """The plans, most wanted first: the corpora take turns."""
    corpora = [[name for name in PLANS if name.startswith(f"{_FOLDER}{corpus}-")] for corpus in METRICS]
    return [name for name in chain.from_iterable(zip_longest(*corpora)) if name]


def en_ft(corpus: str, plans: list[str]) -> Path:
    """Train the EN-FT from which the plans of a corpus start, unless it is there."""
    folder = _WORK / _FOLDER / f"{corpus}-en-ft"
    parts = [cut(PLANS[name]) for name in plans]
    task, config, model = PLANS[plans[0]].task, TrainingConfig(), find_model("default")
    english = load(parts[0]["train"], task)
    if not was_trained_from(folder, english.content_hash, model.fingerprint, config):
        pools = [load(part[role], task) for part in parts for role in ("source", "gold")]
        train(
            english, model, folder, config, labels=sorted({label for pool in pools for label in pool.labels})
        )
    return folder


def run(name: str, start: Path, options: list[str]) -> None:
    """Run one plan from a trained EN-FT, and add its scores to the table."""
    own = _WORK / f"{name}.work" / "en-ft"
    own.parent.mkdir(parents=True, exist_ok=True)
    if not own.exists():
        own.symlink_to(start)
    line = [
        sys.executable,
        "-m",
        "demux_core",
        *command(name, PLANS[name], cut(PLANS[name]), _WORK),
        *options,
    ]
    log = (_WORK / name).with_suffix(".log")
    with log.open("a") as output:
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        subprocess.run(line, check=True, cwd=ROOT, env=environment, stdout=output, stderr=output)
    with _one_at_a_time:
        _add(name)
    print(name, flush=True)


def _add(name: str) -> None:
    corpus, target = name.removeprefix(_FOLDER).split("-")
    found = load_results(_WORK / f"{name}.csv")
    planned = {*PLANS[name].options["strategies"].split(","), EN_FT}
    of_plan = found["strategy"].isin(planned) & (found["metric"] == METRICS[corpus])
    found = found[of_plan & (found["target_language"] == target)].assign(corpus=corpus, target=target)
    new = found.set_index(_KEY)["score"].round(2)
    if TABLE.exists():
        new = new.combine_first(pd.read_csv(TABLE).set_index(_KEY)["score"])
    order = {corpus: place for place, corpus in enumerate(METRICS)}
    table = new.sort_index().reset_index().sort_values("corpus", key=lambda c: c.map(order), kind="stable")
    atomic_write(TABLE, table.to_csv(index=False))


def main() -> None:
    """Run the named plans, or all of them."""
    wanted = [name for name in sys.argv[1:] if name in PLANS] or names()
    options = [argument for argument in sys.argv[1:] if argument not in PLANS]
    of_corpus = {c: [name for name in wanted if name.startswith(f"{_FOLDER}{c}-")] for c in METRICS}
    starts = {name: en_ft(corpus, plans) for corpus, plans in of_corpus.items() if plans for name in plans}
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for done in [workers.submit(run, name, starts[name], options) for name in wanted]:
            done.result()


if __name__ == "__main__":
    main()
