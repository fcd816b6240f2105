from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from demux_core import Encoding, InputError
from demux_core.modelling.encoder import encode
from demux_core.modelling.engines import find_engine
from demux_core.modelling.models import find_model
from tests.helpers import make, tiny


def test_an_unknown_engine_lists_the_choices() -> None:
    with pytest.raises(InputError, match="engine must be one of local, ray, got 'spark'"):
        find_engine("spark")


def test_ray_gives_the_same_encoding_as_the_local_engine(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("ray", reason="the optional package ray is not installed")
    monkeypatch.setattr("demux_core.modelling.encoder.SHARD_ROWS", 10)
    dataset, model = (
        make.sequences([f"{text} {i}" for i in range(8) for text in tiny.TEXTS]),
        find_model(tiny_model()),
    )
    embeddings = []
    for engine in ("local", "ray"):
        monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / engine))
        embeddings.append(np.asarray(Encoding.open(encode(dataset, model, engine=engine)).embeddings))
    np.testing.assert_allclose(*embeddings, atol=1e-5)
