from pathlib import Path
from typing import Any

import pytest

from demux_core import InputError
from demux_core.base.config import EncodingConfig, TrainingConfig, cache_dir, workspace_dir


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: EncodingConfig(pooling="max"), "pooling must be one of first, mean, got 'max'"),  # type: ignore[arg-type]
        (lambda: EncodingConfig(max_length=8), "between 32 and 8192 tokens, got 8"),
        (lambda: EncodingConfig(stride=256), "stride must be between 1 and max_length - 1 = 255, got 256"),
        (lambda: TrainingConfig(epochs=0), "epochs must be at least 1, got 0"),
        (lambda: TrainingConfig(lr=3), "lr must be between 0 and 1, got 3"),
        (lambda: TrainingConfig(batch_size=0), "batch_size must be at least 1, got 0"),
        (lambda: TrainingConfig(seed=-1), r"a seed must be between 0 and 2\*\*63 - 1, got -1"),
    ],
)
def test_a_setting_that_breaks_its_rule_is_refused_with_rule_and_value(make: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        make()


def test_windows_overlap_by_half_unless_told() -> None:
    assert [EncodingConfig(max_length=length).stride for length in (64, 256)] == [32, 128]
    assert EncodingConfig(stride=100).stride == 100


def test_little_data_is_seen_more_often() -> None:
    assert [TrainingConfig().epochs_of(batches) for batches in (1, 8, 30, 500)] == [20, 19, 5, 3]
    assert TrainingConfig(epochs=2).epochs_of(1) == 2


def test_places_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "work"))
    assert cache_dir() == tmp_path / "cache"
    assert workspace_dir() == tmp_path / "work"
    monkeypatch.delenv("DEMUX_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_dir() == tmp_path / "demux"
