import numpy as np
import pytest

from demux_core import Encoding, InputError
from demux_core.analysis.target_measures import target_measures

DIM = 12


def points(seed: int, count: int, middle: np.ndarray, spread: float = 0.3) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return (middle + spread * generator.normal(size=(count, DIM))).astype(np.float32)


def encoding(vectors: np.ndarray, languages: list[str] | None = None, unsure: bool = False) -> Encoding:
    uncertainty = np.linspace(-1, 0, len(vectors), dtype=np.float32) if unsure else None
    return Encoding([str(i) for i in range(len(vectors))], vectors, uncertainty, languages)


HINDI, FRENCH, ELSEWHERE = (np.eye(DIM)[i] * 2 for i in range(3))
POOL = np.concatenate([points(1, 60, HINDI), points(2, 140, FRENCH)])
LANGUAGES = ["hi"] * 60 + ["fr"] * 140


def test_a_target_inside_the_pool_is_nearer_than_one_apart() -> None:
    inside = target_measures(encoding(POOL), encoding(points(3, 30, HINDI)))
    apart = target_measures(encoding(POOL), encoding(points(4, 30, ELSEWHERE)))
    assert abs(inside.nearness) < 0.1
    assert apart.nearness < -0.3


def test_the_share_of_the_pool_that_is_like_the_target_is_that_of_its_language() -> None:
    measures = target_measures(encoding(POOL), encoding(points(3, 40, HINDI)))
    assert measures.likeness == pytest.approx(0.3, abs=0.05)  # 60 of 200


def test_the_neighbours_of_the_target_are_in_few_languages() -> None:
    mixed = [*LANGUAGES[:60], *(f"f{i % 7}" for i in range(140))]
    hindi = target_measures(encoding(POOL, mixed), encoding(points(3, 30, HINDI)))
    french = target_measures(encoding(POOL, mixed), encoding(points(3, 30, FRENCH)))
    assert hindi.concentration == 1
    assert french.concentration is not None
    assert french.concentration < 0.7


def test_what_is_unknown_is_none_and_not_listed() -> None:
    measures = target_measures(encoding(POOL), encoding(points(3, 30, HINDI)))
    assert (measures.concentration, measures.correlation, measures.relative_uncertainty) == (None, None, None)
    assert set(measures.known()) == {"nearness", "likeness", "near_duplicates"}


def test_repeated_texts_are_near_duplicates() -> None:
    repeated = np.concatenate([POOL, POOL[:100]])
    measures = target_measures(encoding(repeated), encoding(points(3, 30, HINDI)))
    assert measures.near_duplicates == pytest.approx(200 / 300, abs=0.02)


def test_a_model_that_is_unsure_of_the_target_is_certain_of_most_of_the_pool() -> None:
    target = encoding(points(3, 30, HINDI), unsure=True)
    unsure = Encoding(target.ids, target.embeddings, np.zeros(30, dtype=np.float32))
    assert target_measures(encoding(POOL, unsure=True), unsure).relative_uncertainty == pytest.approx(
        1, abs=0.01
    )
    correlation = target_measures(encoding(POOL, unsure=True), target).correlation
    assert correlation is not None
    assert -1 <= correlation <= 1


def test_a_large_pool_is_measured_on_a_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demux_core.analysis.target_measures._MOST_POOL_ROWS", 100)
    measures = target_measures(encoding(POOL), encoding(points(3, 40, HINDI)))
    assert measures.likeness == pytest.approx(0.3, abs=0.06)


def test_one_row_is_too_few() -> None:
    with pytest.raises(InputError, match="two rows of pool and target, got 200 and 1"):
        target_measures(encoding(POOL), encoding(points(3, 1, HINDI)))
