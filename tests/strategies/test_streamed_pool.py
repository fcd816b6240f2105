"""Choosing from a pool that was written part by part: the rows that are chosen from the same vectors here."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core import STRATEGIES, Constraints, Encoding, InputError, Selection, load, select
from demux_core.modelling import part_writer
from demux_core.modelling.encoder import encode
from demux_core.modelling.models import find_model
from demux_core.strategies.engines import in_parts
from demux_core.strategies.parts import Parts, in_turn
from demux_core.strategies.streamed_pool import StreamedPool
from tests.helpers import make, tiny
from tests.helpers.streams import opened, streamed, write_files
from tests.strategies.test_parts import EXACT

CHOICES = (*EXACT, "cover", "random", "egalitarian", "litmus")
BUDGET = 12
LABELLED = [0, 5, 7, 30]


@pytest.fixture
def headed(tiny_model: Callable[..., Path]) -> Path:
    return tiny_model(head="ForSequenceClassification", num_labels=3)


@pytest.fixture
def folder(tmp_path: Path, headed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three files in row groups of eight rows."""
    monkeypatch.setattr(part_writer, "BLOCK", 8)
    streamed(write_files(tmp_path / "pool"), tmp_path / "out", headed)
    return tmp_path / "out"


@pytest.fixture
def target(headed: Path) -> Encoding:
    sample = make.sequences([f"{text} target" for text in tiny.TEXTS], language="ne")
    return Encoding.open(encode(sample, find_model(headed)))


def in_memory(pool: StreamedPool) -> Encoding:
    """The same pool as one that is held."""
    whole = Selection("all", np.arange(len(pool.encoding)), np.zeros(len(pool.encoding)), pool.encoding)
    return pool.with_rows(whole).pool


def choose(
    pool: StreamedPool, name: str, target: Encoding, most: int = 65_536, **options: object
) -> Selection:
    """What a strategy chooses in parts of ``most`` rows, with its rows."""
    strategy = in_parts(STRATEGIES[name], Parts(in_turn, most))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("demux_core.strategies.selecting.on_engine", lambda *_: strategy)
        return select(name, pool.encoding, target, BUDGET, **options)  # type: ignore[arg-type]


def options_of(name: str) -> dict[str, object]:
    return {"allocation": {"en": 2, "hi": 1}} if name == "litmus" else {}


def test_it_has_each_content_once_where_it_first_occurs(folder: Path, tmp_path: Path) -> None:
    whole, pool = load(tmp_path / "pool"), opened(folder)
    held = in_memory(pool)
    assert held.ids == whole.frame["id"].tolist()
    assert held.texts == whole.texts
    assert held.languages == whole.languages


@pytest.mark.parametrize("name", CHOICES)
def test_the_rows_are_those_that_are_chosen_from_the_same_vectors_in_memory(
    name: str, folder: Path, target: Encoding
) -> None:
    pool = opened(folder)
    held = in_memory(pool)
    here = select(name, held, target, BUDGET, labelled=LABELLED, **options_of(name))
    for most in (65_536, 20) if name != "cover" else (65_536,):
        picked = choose(pool, name, target, most, labelled=LABELLED, **options_of(name))
        assert picked.rows.tolist() == here.rows.tolist()
        assert picked.scores.tolist() == here.scores.tolist()
        pd.testing.assert_frame_equal(pool.with_rows(picked).frame(), here.frame())


def test_cover_in_parts_of_the_pool_gives_its_budget_once(folder: Path, target: Encoding) -> None:
    picked = choose(opened(folder), "cover", target, most=20, labelled=LABELLED)
    assert len(set(picked.rows.tolist()) - set(LABELLED)) == BUDGET


def test_the_rows_are_those_of_the_local_engine(
    folder: Path, target: Encoding, tmp_path: Path, headed: Path
) -> None:
    local = Encoding.open(encode(load(tmp_path / "pool"), find_model(headed)))
    pool = opened(folder)
    for name in ("knn_uncertainty", "average_dist", "uncertainty", "random"):
        picked = pool.with_rows(choose(pool, name, target))
        assert picked.ids == select(name, local, target, BUDGET).ids


def test_limits_of_languages_are_kept(folder: Path, target: Encoding) -> None:
    pool = opened(folder)
    limits = Constraints(languages=("en", "hi"), caps={"hi": 3}, target_weights={"ne": 2})
    picked = pool.with_rows(choose(pool, "knn_uncertainty", target, constraints=limits))
    held = select("knn_uncertainty", in_memory(pool), target, BUDGET, constraints=limits)
    assert picked.ids == held.ids
    assert picked.language_counts() == {"en": 9, "hi": 3}


def test_an_id_that_an_earlier_file_has_gets_the_name_of_its_part(tmp_path: Path, headed: Path) -> None:
    (folder := tmp_path / "pool").mkdir()
    for number in range(3):
        texts = [f"{text} {number}" for text in tiny.TEXTS]
        frame = pd.DataFrame({"id": [f"{i + 10 * (number == 2)}" for i in range(5)], "text": texts})
        frame.to_parquet(folder / f"part-{number}.parquet")
    streamed(folder, tmp_path / "out", headed)
    pool = opened(tmp_path / "out")
    ids = in_memory(pool).ids
    assert ids == [*"01234", *(f"part-1:{i}" for i in range(5)), *(f"{10 + i}" for i in range(5))]
    assert pool.rows_of(ids) == list(range(15))
    assert pool.rows_of(["12", "absent", "part-1:3"]) == [12, None, 8]
    assert pool.rows_of([]) == []


def test_glosses_come_with_the_chosen_rows_where_a_file_has_some(tmp_path: Path, headed: Path) -> None:
    (folder := tmp_path / "pool").mkdir()
    pd.DataFrame({"text": ["un médecin"], "gloss": ["a doctor"]}).to_parquet(folder / "a.parquet")
    pd.DataFrame({"text": ["une clinique"]}).to_parquet(folder / "b.parquet")
    streamed(folder, tmp_path / "out", headed)
    assert in_memory(opened(tmp_path / "out")).glosses == ["a doctor", None]


def test_another_measure_can_be_named(folder: Path) -> None:
    default, other = opened(folder), opened(folder, "margin_log")
    assert (default.encoding.measure, other.encoding.measure) == ("margin", "margin_log")
    assert default.encoding.uncertainty is not None
    assert not np.array_equal(default.encoding.uncertainty, other.encoding.uncertainty)
    with pytest.raises(InputError, match="'entropy' was not computed; choices: margin, margin_log"):
        opened(folder, "entropy")


def test_what_looks_at_the_whole_pool_is_refused(folder: Path, target: Encoding) -> None:
    pool = opened(folder)
    with pytest.raises(InputError, match="too large to be looked at as a whole"):
        select("round_robin", pool.encoding, target, BUDGET)
    with pytest.raises(InputError, match="too large to be looked at as a whole"):
        choose(pool, "average_dist", target, constraints=Constraints(near_duplicates=False))


def test_a_vector_that_is_not_finite_is_named_by_its_row(
    folder: Path, target: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = opened(folder)
    broken = in_memory(pool).embeddings
    assert broken is not None

    def vectors(stored: object) -> np.ndarray:
        values = broken[stored.rows].copy()  # type: ignore[attr-defined]
        values[stored.rows == 33] = np.nan  # type: ignore[attr-defined]
        return values

    monkeypatch.setattr("demux_core.modelling.stored_vectors.StoredRows.vectors", vectors)
    with pytest.raises(InputError, match="row 33 of the pool is not"):
        choose(pool, "average_dist", target)


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    next(path for path in folder.iterdir() if path.name.startswith("part-1")).unlink()
    with pytest.raises(InputError, match=r"there is no .*part-1-.*\.parquet"):
        opened(folder)


def test_a_selection_that_is_cut_reads_only_its_rows(folder: Path, target: Encoding) -> None:
    pool = opened(folder)
    picked = choose(pool, "random", target)
    read = list[int]()

    def counted(work: object, part_of: Callable[[int], object], places: range) -> object:
        read.extend(len(part_of(place).rows) for place in places)  # type: ignore[attr-defined]
        return in_turn(work, part_of, places)  # type: ignore[arg-type]

    replace(pool, share=counted).with_rows(picked.first(3))  # type: ignore[arg-type]
    assert sum(read) == 3
