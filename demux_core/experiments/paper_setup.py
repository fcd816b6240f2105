"""The settings of the paper's experiments: languages, budgets and how models are trained.

Source: Khanuja et al. (NAACL 2024), and the scripts of its public code where the paper is silent
(``scripts/train`` of simran-khanuja/demux, ``run_ft_en.sh``, ``run_ft_squad_v2.sh`` and
``wandb/create_configs.sh``). Every pool is the other languages of the dataset, English excepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.experiments.plan import SEEDS, CellGrid, ExperimentConfig, TrainingPlan

STRATEGIES = ("random", "egalitarian", "average_dist", "uncertainty", "knn_uncertainty", "gold")
LOW_BUDGETS = (5, 10, 50, 100, 250, 500, 1_000)
ROUNDS = 5
_CONFIGURATIONS = ("hp", "mp", "lp", "geo", "lp-pool")


@dataclass(frozen=True)
class PaperTask:
    """One of the paper's four datasets.

    Args:
        dataset: its name in the published figures.
        task: name of the task.
        metric: the one of the published figures, by its name here.
        languages: all but English.
        targets: the target languages of every configuration.
        low: the configuration of the low-budget experiment.
        budget: labelled texts after the five rounds.
        en_epochs: epochs of training on English, of XLM-R and InfoXLM, and of RemBERT.
        epochs: epochs of training on the chosen texts.
        lr: learning rate of XLM-R and InfoXLM, and of RemBERT.
        batch_size: rows in a batch.
        max_length: longest input in sub-words.
        per_language: at most so many pool rows of a language; None for all.
    """

    dataset: str
    task: str
    metric: str
    languages: tuple[str, ...]
    targets: Mapping[str, tuple[str, ...]]
    low: str
    budget: int
    en_epochs: tuple[int, int]
    epochs: int
    lr: tuple[float, float]
    batch_size: int = 64
    max_length: int = 128
    per_language: int | None = None

    def pool(self, configuration: str) -> tuple[str, ...]:
        """The languages of the pool: all that are no targets."""
        return tuple(code for code in self.languages if code not in self.targets[configuration])


def _codes(codes: str) -> tuple[str, ...]:
    return tuple(codes.split())


def _targets(*languages: str) -> dict[str, tuple[str, ...]]:
    return dict(zip(_CONFIGURATIONS, map(_codes, languages), strict=True))


_POS = PaperTask(
    dataset="udpos",
    task="token",
    metric="f1",
    languages=_codes("af ar bg de el es et eu fa fi fr he hi hu id it ja ko mr nl pt ru ta te tr ur vi zh"),
    targets=_targets("fr", "tr", "ur", "te mr ur", "ar he ja ko zh fa ta vi ur"),
    low="lp",
    budget=10_000,
    en_epochs=(10, 3),
    epochs=10,
    lr=(2e-5, 8e-6),
)
PAPER_TASKS = {
    "pos": _POS,
    "ner": replace(
        _POS,
        dataset="panx",
        languages=_codes(
            "af ar bg bn de el es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr ms my pt ru sw ta te th "
            "tl tr ur vi yo zh"
        ),
        targets=_targets("fr", "tr", "ur", "id my vi", "ar id my he ja kk ms ta te th yo zh ur"),
    ),
    "nli": PaperTask(
        dataset="xnli",
        task="sequence",
        metric="macro_f1",
        languages=_codes("ar bg de el es fr hi ru sw th tr ur vi zh"),
        targets=_targets("fr", "tr", "ur", "bg el tr", "ar th sw ur hi"),
        low="lp",
        budget=10_000,
        en_epochs=(2, 2),
        epochs=10,
        lr=(5e-6, 8e-6),
        per_language=200_000,
    ),
    "qa": PaperTask(
        dataset="tydiqa",
        task="qa",
        metric="f1",
        languages=_codes("ar bn fi id ko ru sw te"),
        targets=_targets("fi", "ar", "bn", "bn te", "sw bn ko"),
        low="mp",
        budget=5_000,
        en_epochs=(2, 2),
        epochs=3,
        lr=(1e-5, 1e-5),
        batch_size=32,
        max_length=256,
    ),
}


def find_configuration(task: PaperTask, name: str) -> str:
    """The target configuration called ``name``: hp, mp, lp (or their language), geo or lp-pool.

    Raises:
        InputError: there is none; the message lists the choices.
    """
    single = {task.targets[key][0]: key for key in _CONFIGURATIONS[:3]}
    found = single.get(name.strip(), name.strip())
    if found not in task.targets:
        choices = ", ".join((*task.targets, *single))
        raise InputError(f"a target of {task.dataset} must be one of {choices}, got {name!r}")
    return found


def published_name(configuration: str) -> str:
    """The name of a target configuration in the published figures."""
    return configuration.replace("lp-pool", "lpp")


def paper_experiment(
    task: PaperTask,
    table: str,
    model: str,
    strategies: tuple[str, ...] = STRATEGIES,
    seeds: tuple[int, ...] = SEEDS,
) -> ExperimentConfig:
    """The experiment behind one of the paper's tables.

    Args:
        task: one of ``PAPER_TASKS``.
        table: low-budget (one round, a model for every budget) or rounds (one budget in five rounds).
        model: name of the model; RemBERT has rates of its own, every other one those of XLM-R.
        strategies: those to run; the paper ran ``STRATEGIES``.
        seeds: those to run; the paper ran three.
    """
    rembert = "rembert" in model.casefold()
    shared = TrainingConfig(
        lr=task.lr[rembert],
        head_factor=1.0,
        batch_size=task.batch_size,
        max_length=task.max_length,
        stride=task.max_length // 2,
    )
    training = TrainingPlan(
        en_ft=replace(shared, epochs=task.en_epochs[rembert]), step=replace(shared, epochs=task.epochs)
    )
    if table == "rounds":
        cells = CellGrid(strategies, (task.budget,), seeds, ROUNDS)
    else:
        cells = CellGrid(strategies, LOW_BUDGETS, seeds)
    return ExperimentConfig(cells, training)
