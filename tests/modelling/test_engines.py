import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.modelling.encoder import encode
from demux_core.modelling.engines import find_engine
from demux_core.modelling.models import find_model
from tests.helpers import make


def test_an_unknown_engine_lists_the_choices() -> None:
    with pytest.raises(InputError, match="engine must be one of local, ray, got 'spark'"):
        find_engine("spark")


def test_without_the_package_ray_its_engine_says_what_to_install(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match="needs the package ray, which is not installed; `pip install 'ray"):
        encode(make.sequences(["a text without Ray"]), find_model(tiny_model()), engine="ray")
