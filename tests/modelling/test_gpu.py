"""On a machine with a GPU, ``python -m pytest -m gpu``: the same results as on its CPU, several at once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from demux_core import Dataset, Encoding
from demux_core.base.config import TrainingConfig
from demux_core.modelling.device import computes_in_bfloat16, device
from demux_core.modelling.encoder import encode
from demux_core.modelling.models import find_model
from demux_core.modelling.prediction import evaluate
from demux_core.modelling.training import train
from tests.helpers import make, tiny

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.alone,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU"),
]
GIGABYTE = 2**30


def texts(count: int) -> Dataset:
    return make.sequences([f"{text} {i}" for i in range(count // 5) for text in tiny.TEXTS[:5]])


def encoded(cache: Path, model: str | Path, dataset: Dataset, engine: str = "local") -> Encoding:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMUX_CACHE", str(cache))
        return Encoding.open(encode(dataset, find_model(model), engine=engine))


def test_the_gpu_is_used() -> None:
    assert device().type == "cuda"


def test_vectors_point_where_those_of_the_cpu_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In bfloat16, cosines are off by less than a hundredth."""
    on_gpu = np.asarray(encoded(tmp_path / "gpu", "default", texts(200)).embeddings)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    computes_in_bfloat16.cache_clear()
    on_cpu = np.asarray(encoded(tmp_path / "cpu", "default", texts(200)).embeddings)
    computes_in_bfloat16.cache_clear()
    products = (on_gpu * on_cpu).sum(axis=1)
    assert (products / np.linalg.norm(on_gpu, axis=1) / np.linalg.norm(on_cpu, axis=1)).min() > 0.99


def test_a_gpu_that_others_fill_still_encodes(tmp_path: Path) -> None:
    free, _ = torch.cuda.mem_get_info()
    held = torch.empty(max(0, free - 2 * GIGABYTE), dtype=torch.uint8, device="cuda")
    try:
        assert len(encoded(tmp_path, "default", texts(1_000))) == 1_000
    finally:
        del held
        torch.cuda.empty_cache()


def test_a_model_is_fine_tuned_on_it(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    dataset = make.sequences(["good day", "bad night"] * 40, ["good", "bad"] * 40)
    model = train(dataset, find_model(tiny_model()), tmp_path / "tuned", TrainingConfig(epochs=20, lr=1e-3))
    assert evaluate(dataset, model)["overall"]["accuracy"] > 0.9


def test_ray_gives_every_gpu_an_actor(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the optional package ray is not installed")
    local = encoded(tmp_path / "local", "default", texts(1_000)).embeddings
    shared = encoded(tmp_path / "ray", "default", texts(1_000), "ray").embeddings
    np.testing.assert_allclose(shared, local, atol=1e-2)
