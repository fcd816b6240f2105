"""The experiments behind ``data/results``: subsets of the shared corpora, and the command for each.

    python -m tests.evidence.plans                      lists the names and their commands
    python -m tests.evidence.plans NAME [OPTION ...]    writes the subsets if needed and runs the command;
                                                        further options override those of the plan
    python -m tests.evidence.plans NAME correlation     correlates the uncertainty of the target sample with
                                                        that of its neighbours, once EN-FT is trained

Subsets are the rows with the smallest hash of their id, so they are the same everywhere. The pool comes from
the train split of other languages; target sample, GOLD and test are the dev, train and test splits of the
target. In parallel corpora, the splits share no sentence, but English training rows and the pool come from
the same split. Where much of a corpus is parallel (``halves``), English rows are therefore cut from one half
of the parallel ids, pool and GOLD rows from the other. An interrupted experiment resumes where it stopped.
"""

import hashlib
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from demux_core.experiments.results_files import pack_cells

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DEMUX_SHARED") or ROOT.parent / "shared") / "data"
RESULTS = ROOT / "data" / "results"
CUTS = Path(os.environ.get("DEMUX_CUTS") or ROOT / "workspace" / "cuts")
ALL = "knn_uncertainty,random,gold,average_dist,egalitarian,uncertainty,uncertainty_knn,same_distribution"


@dataclass(frozen=True)
class Plan:
    """One experiment: its corpus and languages, the rows of each part, and the options of the command."""

    file: str
    targets: tuple[str, ...]
    task: str
    pool: int
    test: int = 400
    target: int = 200
    train: int = 1500
    gold: int = 1000
    extra: tuple[str, ...] = ()
    english: tuple[str, ...] = ("en",)
    longest: int | None = None  # maximum characters of a context
    halves: bool = (
        False  # whether English comes from one half of the parallel ids, pool and GOLD from the other
    )
    options: dict[str, str] = field(default_factory=dict)


STUDY = {"strategies": "random", "budgets": "10,50", "seeds": "2,22"}
RECIPES = {"alone": {"lr": "2e-5"}, "replay": {"lr": "2e-5", "replay": ""}}
LOW = {"strategies": ALL, "budgets": "5,10,50,100,250", "like": "knn_uncertainty", "replay": ""}
ROUNDS = {"strategies": "knn_uncertainty,random", "budgets": "50", "rounds": "5", "replay": ""}
SMALL = {"batch-size": "8", "en-epochs": "2"}
EACH = {"budgets": "10,50", "seeds": "2", "replay": ""}
TAGGING = {**EACH, "strategies": "random,knn_uncertainty,token_nn,token_uncertainty,average_dist,gold"}
TEXTS = {**EACH, "strategies": "random,knn_uncertainty,cover,average_dist,nn_lang,gold"}
# Languages with 100 dev and 200 test sentences in `pos`, except English and those of the plans below.
LANGUAGES = "af ar da de el es fa fi hi hy it ja ko nl pt ro ru sv th ug vi zh".split()  # noqa: SIM905
# Two languages of each third of the probes' targets, ordered by the score of EN-FT: the first by hash.
TOPIC_LANGUAGES = ("my", "ur", "ko", "te", "nl", "it")
NER_LANGUAGES = ("zh", "zu", "pcm", "lg", "hr", "ig")
TOPIC = Plan("topic", ("ur",), "sequence", 100, halves=True, options=LOW)
QA = Plan("qa", ("ar",), "qa", 400, test=300, longest=500, options={**LOW, **SMALL})
PLANS = {
    **{
        f"recipe-topic-halves-bn-{name}": replace(
            TOPIC, targets=("bn",), test=300, options={**STUDY, **recipe}
        )
        for name, recipe in RECIPES.items()
    },
    **{
        f"recipe-pos-id-{name}": Plan("pos", ("id",), "token", 150, test=300, options={**STUDY, **recipe})
        for name, recipe in RECIPES.items()
    },
    **{
        f"recipe-qa-ja-{name}": replace(QA, targets=("ja",), options={**STUDY, **recipe, **SMALL})
        for name, recipe in RECIPES.items()
    },
    "topic-halves-ur": TOPIC,
    "topic-halves-ur-rounds": replace(TOPIC, options=ROUNDS),
    "topic-halves-sw-yo": replace(TOPIC, targets=("sw", "yo")),
    "pos-ur": Plan("pos", ("ur",), "token", 150, extra=("nc/pos",), options=LOW),
    "pos-fr": Plan("pos", ("fr",), "token", 150, options=LOW),
    "pos-tr": Plan("pos", ("tr",), "token", 150, options=LOW),
    "pos-te-mr": Plan("pos", ("te", "mr"), "token", 150, options=LOW),
    "ner-tr": Plan("ner", ("tr",), "token", 250, options=LOW),
    "ner-hi-id-kk": Plan("ner", ("hi", "id", "kk"), "token", 250, options=LOW),
    "nli-halves-ur": Plan(
        "nli", ("ur",), "sequence", 400, train=3000, extra=("nc/nli",), halves=True, options=LOW
    ),
    "qa-ar": QA,
    "pos-tr-rounds": Plan("pos", ("tr",), "token", 150, options=ROUNDS),
    "qa-ar-rounds": replace(QA, options={**ROUNDS, **SMALL}),
    **{f"languages/pos-{lang}": Plan("pos", (lang,), "token", 150, options=TAGGING) for lang in LANGUAGES},
    **{
        f"languages/ner-{lang}": Plan("ner", (lang,), "token", 250, extra=("nc/ner",), options=TAGGING)
        for lang in NER_LANGUAGES
    },
    **{f"languages/topic-{lang}": replace(TOPIC, targets=(lang,), options=TEXTS) for lang in TOPIC_LANGUAGES},
}


def _parts(plan: Plan) -> dict[str, Path]:
    name = "-".join((plan.file, *(["halves"] if plan.halves else []), *plan.targets))
    roles = ("train", "source", "target", "test", *(["gold"] if plan.gold else []))
    return {role: CUTS / f"{name}.{role}.parquet" for role in roles}


def cut(plan: Plan) -> dict[str, Path]:
    """Write the parts of a plan, unless they exist, and return their paths."""
    parts = _parts(plan)
    if all(path.exists() for path in parts.values()):
        return parts
    frame = pd.concat([pd.read_parquet(SHARED / f"{file}.parquet") for file in (plan.file, *plan.extra)])
    frame["order"] = [hashlib.sha256(str(row).encode()).hexdigest() for row in frame["id"]]
    frame = frame.sort_values("order").drop(columns="order")
    if plan.longest is not None:
        frame = frame[frame["context"].str.len() <= plan.longest]
    target = frame["lang"].isin(plan.targets)
    english = frame["lang"].isin(plan.english)
    split = frame["split"]
    to_train = to_label = split == "train"
    if plan.halves:
        first, single = _in_first_half(frame, english), frame["parallel_id"].isna()
        to_train, to_label = to_train & (first | single), to_label & (~first | single)
    rows = {
        "train": _first(frame[english & to_train], plan.train),
        "source": _first(frame[~target & ~english & to_label], plan.pool),
        "target": _first(frame[target & (split == "dev")], plan.target // len(plan.targets)),
        "test": _first(frame[target & (split == "test")], plan.test // len(plan.targets)),
        "gold": _first(frame[target & to_label], plan.gold // len(plan.targets)),
    }
    parts["train"].parent.mkdir(parents=True, exist_ok=True)
    for role, path in parts.items():
        rows[role].drop(columns=["split", "orig_split"]).to_parquet(path, index=False)
    return parts


def _in_first_half(frame: pd.DataFrame, english: "pd.Series[bool]") -> "pd.Series[bool]":
    """Mark the rows whose content is for English, by a hash that is the same for all translations."""
    # Of the English text rather than of the id: in NLI, several parallel ids share a premise.
    texts = frame[english].drop_duplicates("parallel_id").set_index("parallel_id")["text"]
    content = frame["parallel_id"].map(texts).fillna(frame["parallel_id"])
    return content.map(lambda text: hashlib.sha256(str(text).encode()).digest()[0] % 2 == 0).astype(bool)


def _first(frame: pd.DataFrame, count: int) -> pd.DataFrame:
    return frame.groupby("lang").head(count)


def command(name: str, plan: Plan, parts: dict[str, Path], folder: Path = RESULTS) -> list[str]:
    """Return the arguments of ``python -m demux_core`` for a plan with results in ``folder``."""
    files = [argument for role, path in parts.items() for argument in (f"--{role}", str(path))]
    options = [part for key, value in plan.options.items() for part in (f"--{key}", value) if part]
    return ["experiment", *files, "--task", plan.task, *options, "--out", str(folder / f"{name}.csv")]


def correlation(name: str, plan: Plan, parts: dict[str, Path]) -> list[str]:
    """Return the arguments that test the premise of KNN-UNCERTAINTY with the plan's EN-FT."""
    files = [f"--{role}={parts[role]}" for role in ("source", "target")]
    out = RESULTS / "correlation" / f"{name}.csv"
    return [
        "correlate",
        *files,
        "--task",
        plan.task,
        "--model",
        str(RESULTS / f"{name}.work/en-ft"),
        "--out",
        str(out),
    ]


def main(arguments: list[str]) -> None:
    """Run the named plan; without a name, list all plans."""
    if not arguments:
        for name, plan in PLANS.items():
            print(shlex.join(["python", "-m", "demux_core", *command(name, plan, _parts(plan))]))
        return
    name, *options = arguments
    plan, parts = PLANS[name], cut(PLANS[name])
    if options == ["correlation"]:
        _run(correlation(name, plan, parts))
        return
    _run([*command(name, plan, parts), *options])
    pack_cells(RESULTS / f"{name}.csv")


def _run(arguments: list[str]) -> None:
    line = [sys.executable, "-m", "demux_core", *arguments]
    print(shlex.join(line), flush=True)
    subprocess.run(line, check=True, cwd=ROOT)


if __name__ == "__main__":
    main(sys.argv[1:])
