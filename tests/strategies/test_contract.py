"""The contract that every registered strategy keeps."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demux_core import STRATEGIES, Encoding, InputError, select
from demux_core.strategies.selecting import select_by_samples, select_each

SIZE, DIM = 300, 16
LABELLED = [5, 0, 299, 5, 120, *range(40, 70)]
LEFT = SIZE - len(set(LABELLED))
LANGUAGES = ["hi", "en", "unknown", "sw", "en"]
every_strategy = pytest.mark.parametrize("name", STRATEGIES)


def encoding(name: str, size: int, seed: int, dim: int = DIM) -> Encoding:
    generator = np.random.default_rng(seed)
    lengths = generator.integers(0, 4, size)
    vectors = generator.normal(size=(int(lengths.sum()), DIM)).astype(np.float16)
    return Encoding(
        words=(vectors, np.concatenate([[0], np.cumsum(lengths)])),
        ids=[f"{name}-{row}" for row in range(size)],
        embeddings=generator.normal(size=(size, dim)).astype(np.float32),
        uncertainty=-generator.random(size).astype(np.float32),
        languages=[LANGUAGES[row % len(LANGUAGES)] for row in range(size)],
        word_uncertainty=-generator.random(len(vectors)).astype(np.float32),
    )


SOURCE, TARGET, GOLD = encoding("s", SIZE, 1), encoding("t", 20, 2), encoding("g", SIZE, 3)


def options(name: str) -> dict[str, Any]:
    left = [code for row, code in enumerate(SOURCE.languages or []) if row not in LABELLED]
    return {"litmus": {"allocation": Counter(left)}, "gold": {"gold": GOLD}}.get(name, {})


def pick(name: str, budget: int = 50, source: Encoding = SOURCE, **changes: Any) -> list[int]:
    arguments = {"seed": 42, "labelled": LABELLED, **options(name), **changes}
    return select(name, source, TARGET, budget, **arguments).rows.tolist()


@every_strategy
def test_the_entry_has_its_name_a_title_and_texts_that_fit_where_they_are_shown(name: str) -> None:
    strategy = STRATEGIES[name]
    assert strategy.name == name
    assert strategy.title == name.upper().replace("_", "-")
    assert strategy.summary.endswith(".")
    assert 10 < len(strategy.plain_title) <= 34  # one line of a card
    assert strategy.plain_title[0].isupper()
    assert not strategy.plain_title.endswith(".")


def test_plain_titles_tell_strategies_apart() -> None:
    titles = [strategy.plain_title for strategy in STRATEGIES.values()]
    assert len(set(titles)) == len(titles)


@every_strategy
@pytest.mark.parametrize("budget", [1, 2, 50, LEFT - 1, LEFT])
def test_the_budget_is_met_with_new_rows_none_twice(name: str, budget: int) -> None:
    picked = select(name, SOURCE, TARGET, budget, labelled=LABELLED, **options(name))
    assert (picked.rows.shape, picked.rows.dtype) == ((budget,), np.int64)
    assert (picked.scores.shape, picked.scores.dtype) == ((budget,), np.float64)
    assert len(set(picked.rows.tolist()) - set(LABELLED)) == budget
    assert (np.diff(picked.scores) <= 0).all()
    assert not np.signbit(picked.scores[picked.scores == 0]).any()


@pytest.mark.parametrize("name", [name for name, strategy in STRATEGIES.items() if strategy.nested])
def test_of_a_nested_strategy_a_smaller_budget_gives_the_first_rows_of_a_larger_one(name: str) -> None:
    whole = pick(name, LEFT)
    for budget in (1, 2, 3, 7, 20, 50, 120, LEFT - 1):
        assert pick(name, budget) == whole[:budget]
        assert pick(name, min(2 * budget, LEFT))[:budget] == whole[:budget]


@every_strategy
def test_several_budgets_at_once_get_the_rows_that_each_gets_alone(name: str) -> None:
    each = select_each(name, SOURCE, TARGET, [120, 3, 1, 50], seed=42, **options(name))
    for budget in (1, 3, 50, 120):
        alone = select(name, SOURCE, TARGET, budget, seed=42, **options(name))
        assert each[budget].rows.tolist() == alone.rows.tolist()
        assert each[budget].scores.tolist() == alone.scores.tolist()


@pytest.mark.parametrize("name", [name for name in STRATEGIES if not options(name)])
def test_several_samples_of_the_target_get_the_rows_that_each_gets_alone(name: str) -> None:
    generator = np.random.default_rng(4)
    samples = {seed: generator.integers(0, len(TARGET), 15) for seed in (0, 7)}
    each = select_by_samples(name, SOURCE, TARGET, 250, samples)
    for (seed, rows), chosen in zip(samples.items(), each, strict=True):
        alone = select(name, SOURCE, TARGET.take(rows), 250, seed=seed)
        assert chosen.rows.tolist() == alone.rows.tolist()
        assert chosen.scores.tolist() == alone.scores.tolist()


@every_strategy
def test_an_empty_list_of_labelled_rows_is_the_same_as_none(name: str) -> None:
    assert pick(name, labelled=None) == pick(name, labelled=[]) == pick(name, labelled=np.array([]))


@every_strategy
def test_the_same_call_gives_the_same_rows(name: str) -> None:
    assert pick(name) == pick(name)


@every_strategy
def test_the_global_seed_is_neither_used_nor_changed(name: str) -> None:
    np.random.seed(1)  # noqa: NPY002
    first, state = pick(name), np.random.get_state()[1].tolist()  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert pick(name) == first
    np.random.seed(1)  # noqa: NPY002
    assert np.random.get_state()[1].tolist() == state  # noqa: NPY002


@every_strategy
def test_inputs_are_not_changed(name: str) -> None:
    source = replace(SOURCE, embeddings=np.array(SOURCE.embeddings), uncertainty=np.array(SOURCE.uncertainty))
    for values in (source.embeddings, source.uncertainty):
        assert values is not None
        values.flags.writeable = False
    labelled = np.array(LABELLED)
    assert pick(name, source=source, labelled=labelled) == pick(name)
    assert labelled.tolist() == LABELLED


@every_strategy
def test_embeddings_can_be_memory_mapped(name: str, tmp_path: Path) -> None:
    np.save(tmp_path / "embeddings.npy", SOURCE.embeddings)
    mapped = np.load(tmp_path / "embeddings.npy", mmap_mode="r")
    assert pick(name, source=replace(SOURCE, embeddings=mapped)) == pick(name)


@every_strategy
def test_it_runs_on_exactly_what_it_needs_and_asks_for_what_is_missing(name: str) -> None:
    needs = STRATEGIES[name].needs
    spare = {column: None for column in ("embeddings", "uncertainty", "languages") if column not in needs}
    target = TARGET if "target" in needs else None
    lean = replace(SOURCE, **spare)
    lean_options = {"gold": {"gold": replace(GOLD, **spare)}}.get(name, options(name))
    picked = select(name, lean, target, 50, labelled=LABELLED, **lean_options)
    assert picked.rows.tolist() == pick(name)
    if "words" in needs:
        with pytest.raises(InputError, match="needs the vectors of the words"):
            select(name, replace(SOURCE, words=None), TARGET, 50)
    for column in needs & {"embeddings", "uncertainty", "languages"}:
        with pytest.raises(InputError, match=f"needs the {column.removesuffix('s')}"):
            select(name, replace(SOURCE, **{column: None}), TARGET, 50, **options(name))
    if "target" in needs:
        with pytest.raises(InputError, match="needs a target sample"):
            select(name, SOURCE, None, 50)
    for option in needs & {"gold", "allocation"}:
        with pytest.raises(InputError, match=option):
            select(name, SOURCE, TARGET, 50)


@every_strategy
def test_a_budget_above_what_is_left_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"at most the {LEFT} unlabelled rows, got 1,300; lower it"):
        pick(name, budget=1_300)


@every_strategy
def test_options_of_other_strategies_are_refused(name: str) -> None:
    takes = ", ".join(STRATEGIES[name].options) or "none"
    with pytest.raises(InputError, match=f"options of {name} must be among: {takes}; got fold"):
        pick(name, fold=3)


@every_strategy
def test_the_number_of_threads_does_not_matter(name: str, by_threads: list[dict[str, list[int]]]) -> None:
    one, two = by_threads
    assert one[name] == two[name]


@pytest.fixture(scope="module")
def by_threads() -> list[dict[str, list[int]]]:
    """Rows of every strategy from a process with one thread and from one with two."""
    rows_by_threads = []
    for threads in ("1", "2"):
        limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
        process = subprocess.run(
            [sys.executable, "-m", "tests.strategies.test_contract"],
            env={**os.environ, **limits},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        )
        rows_by_threads.append(json.loads(process.stdout))
    return rows_by_threads


if __name__ == "__main__":
    wide = encoding("s", 5_000, 8, dim=96)
    sample = encoding("t", 200, 9, dim=96)
    wide_options = {"litmus": {"allocation": {"en": 1}}, "gold": {"gold": wide}}
    rows = {
        name: select(name, wide, sample, 300, **wide_options.get(name, {})).rows.tolist()
        for name in STRATEGIES
    }
    print(json.dumps(rows))
