"""Compare recipes of training on one target: `python -m tests.evidence.recipe pos-id`, or `topic-bn`.

All use fifty texts drawn at random from the pool, so that no strategy is favoured, and three seeds. The
scores are written to ``data/results/recipe/TARGET.csv`` as they come; an interrupted run continues. A target
takes about an hour and a half of one core.
"""

import copy
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from demux_core.base.config import EncodingConfig, TrainingConfig
from demux_core.base.files import atomic_write
from demux_core.data.dataset import Dataset
from demux_core.data.loading import load
from demux_core.experiments.models import ExperimentModels, unencoded
from demux_core.modelling.fine_tuning import TrainingData, fit
from demux_core.modelling.metrics import score
from demux_core.modelling.models import find_model
from demux_core.modelling.prediction import predict
from demux_core.strategies import select
from tests.evidence.plans import CUTS, PLANS, RESULTS, cut
from tests.evidence.recipe.self_training import (
    Lessons,
    Scores,
    log_probabilities,
    product,
    sure,
    taught,
)

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel

STUDIES = {"pos-id": "recipe-pos-id-replay", "topic-bn": "recipe-topic-halves-bn-replay"}
SEEDS = (2, 22, 42)
SHARES = (0.2, 0.4, 0.6)  # of the target sample's decisions, in three rounds
BUDGET, ENGLISH = 50, 800
EN_FT, REPLAY = "EN-FT", "with replay"
LABELLED, ZERO = "self-training", "self-training without labels"


@dataclass(frozen=True)
class Study:
    """A target, its data, and what was measured so far.

    Args:
        name: of the target.
        folder: of EN-FT and of the teachers' scores.
        out: the table.
    """

    name: str
    folder: Path
    out: Path

    @cached_property
    def data(self) -> dict[str, Dataset]:
        plan = PLANS[STUDIES[self.name]]
        data = {role: load(path, plan.task) for role, path in cut(plan).items() if role != "gold"}
        return {**data, "train": data["train"].take(range(min(ENGLISH, len(data["train"]))))}

    @cached_property
    def models(self) -> ExperimentModels:
        return ExperimentModels(self.data, find_model("default"), TrainingConfig(), self.folder)

    @cached_property
    def sample(self) -> Dataset:
        return self.data["target"].without_labels()

    def chosen(self, seed: int) -> Dataset:
        """The texts that RANDOM draws."""
        parts = unencoded(self.data)
        return self.data["source"].take(select("random", parts["source"], None, BUDGET, seed=seed).rows)

    def scores(self) -> dict[tuple[str, int], float]:
        if not self.out.exists():
            return {}
        table = pd.read_csv(self.out)
        return dict(zip(zip(table["recipe"], table["seed"], strict=True), table["score"], strict=True))

    def record(self, recipe: str, seed: int, network: "TaskModel") -> None:
        """Score a model on the test and write it down."""
        test = self.data["test"]
        found = score(test, predict(test, network, self.models.tokenizer, EncodingConfig()))
        known = {**self.scores(), (recipe, seed): round(found["scores"][found["main"]], 2)}
        rows = [(*key, value) for key, value in known.items()]
        self.out.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(self.out, pd.DataFrame(rows, columns=["recipe", "seed", "score"]).to_csv(index=False))
        print(self.name, recipe, seed, known[recipe, seed], flush=True)

    def teacher(self, recipe: str, seed: int, train: "Callable[[], TaskModel]") -> Scores:
        """What the model of a recipe thinks of the target sample; it is trained and recorded if need be."""
        path = self.folder / f"{recipe}-{seed}.npz"
        if not path.exists():
            network = train()
            self.record(recipe, seed, network)
            found = log_probabilities(network, self.models.tokenizer, self.sample, TrainingConfig())
            ends = np.cumsum([len(text) for text in found])
            np.savez(path, lines=np.concatenate(found), ends=ends)
        kept = np.load(path)
        return np.split(kept["lines"], kept["ends"][:-1])


def run(study: Study) -> None:
    """Measure all recipes, the cheap ones first."""
    step = TrainingConfig(epochs=10, lr=2e-5)
    study.folder.mkdir(parents=True, exist_ok=True)
    start = study.teacher(EN_FT, 0, lambda: study.models.en_ft_network)
    tuned = [study.teacher(REPLAY, seed, lambda: _tuned(study, replace(step, seed=seed))) for seed in SEEDS]  # noqa: B023
    for seed in SEEDS:
        if ("joint", seed) not in study.scores():
            study.record("joint", seed, _joint(study, seed))
    for recipe, first in ((ZERO, [start]), (LABELLED, tuned)):
        teachers = first
        for share in SHARES:
            teachers = list(_round(study, recipe, share, product(teachers), step))


def _tuned(study: Study, config: TrainingConfig) -> "TaskModel":
    """Train as the product does, and record two averages of weights on the way."""
    network = copy.deepcopy(study.models.en_ft_network)
    chosen = study.chosen(config.seed)
    data = TrainingData(chosen, network.settings.labels, study.data["train"])
    epochs: list[dict[str, Any]] = []

    def after(_: str, done: int, total: int) -> None:
        assert config.epochs is not None
        if done and done % (total // config.epochs) == 0:
            epochs.append({name: value.detach().clone() for name, value in _learned(network)})

    fit(network, study.models.tokenizer, data, config, after)
    assert len(epochs) == config.epochs
    begun = dict(_learned(study.models.en_ft_network))
    half = [{name: begun[name].detach() for name in epochs[-1]}, epochs[-1]]
    for recipe, parts in (("average of epochs", epochs), ("half way", half)):
        study.record(recipe, config.seed, _averaged(network, parts))
    return network


def _learned(network: "TaskModel") -> "Iterator[tuple[str, Any]]":
    """The weights that training changes; word embeddings are frozen."""
    frozen = network.body.get_input_embeddings().weight
    return ((name, value) for name, value in network.named_parameters() if value is not frozen)


def _averaged(network: "TaskModel", parts: "list[dict[str, Any]]") -> "TaskModel":
    averaged = copy.deepcopy(network)
    for name, value in _learned(averaged):
        value.data = sum(part[name] for part in parts) / len(parts)
    return averaged.eval()


def _joint(study: Study, seed: int) -> "TaskModel":
    """Train the base model on English and the chosen texts at once."""
    from demux_core.modelling import network

    english, chosen = study.data["train"], study.chosen(seed)
    both = replace(english, frame=pd.concat([english.frame, chosen.frame], ignore_index=True))
    base = network.load_network(find_model("default"), english.task)
    labels = study.models.en_ft_network.settings.labels
    return fit(base, study.models.tokenizer, TrainingData(both, labels), TrainingConfig(seed=seed))


def _round(
    study: Study, recipe: str, share: float, teacher: Scores, step: TrainingConfig
) -> "Iterator[Scores]":
    targets = sure(teacher, share)
    for seed in SEEDS:
        labelled = study.chosen(seed) if recipe == LABELLED else None
        lessons = Lessons(labelled, study.sample, targets, study.data["train"])
        yield study.teacher(
            f"{recipe}, {share:.0%}",
            seed,
            lambda: taught(
                study.models.en_ft_network,
                study.models.tokenizer,
                lessons,  # noqa: B023
                replace(step, seed=seed),  # noqa: B023
            ),
        )


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in STUDIES:
        raise SystemExit(f"name one of {', '.join(STUDIES)}")
    name = sys.argv[1]
    work = Path(os.environ.get("DEMUX_WORK") or CUTS.parent / "recipe")
    run(Study(name, work / name, RESULTS / "recipe" / f"{name}.csv"))


if __name__ == "__main__":
    main()
