from collections.abc import Callable
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.models import SETTINGS, ModelSettings, find
from tests.hub import local_hub


def test_a_directory_is_a_model(tiny_model: Callable[..., Path]) -> None:
    model = find(tiny_model("bert"))
    assert model.folder == tiny_model("bert")
    assert model.settings == ModelSettings(pooling="first", prefix="")


def test_the_fingerprint_names_what_shapes_the_output(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny_model("bert"), copy)
    assert find(copy).fingerprint == find(tiny_model("bert")).fingerprint
    ModelSettings(pooling="mean").save(copy)
    assert find(copy).fingerprint != find(tiny_model("bert")).fingerprint
    assert find(copy).settings.pooling == "mean"


def test_e5_models_want_the_mean_and_a_prefix(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "multilingual-e5-base"
    shutil.copytree(tiny_model("xlm-roberta"), folder)
    assert find(folder).settings == ModelSettings(pooling="mean", prefix="query: ")


def test_pickled_weights_are_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    import shutil

    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").rename(tmp_path / "m" / "pytorch_model.bin")
    with pytest.raises(InputError, match="pickled weights are never loaded"):
        find(tmp_path / "m")


def test_a_directory_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must have a config\.json"):
        find(tmp_path)


@pytest.mark.parametrize("name", ["", "../secret", "a/b/c", "a b", "https://example.org/m"])
def test_what_is_neither_a_directory_nor_a_hub_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="model must be `default`, a directory that exists, or a hub name"):
        find(name)


def test_without_a_connection_the_error_says_what_to_do() -> None:
    with pytest.raises(InputError, match="use `default`, a directory, or try again with a connection"):
        find("some-group/some-model")


def test_a_damaged_settings_file_is_not_guessed_around(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    import shutil

    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    (tmp_path / "m" / SETTINGS).write_text("{}")
    with pytest.raises(InputError, match=f"{SETTINGS} must be written by"):
        find(tmp_path / "m")


def test_a_hub_model_is_downloaded_without_its_pickles(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = {path.name: path.read_bytes() for path in tiny_model("bert").iterdir()}
    extra = {"pytorch_model.bin": b"pickle", "modeling_own.py": b"raise", "onnx/model.safetensors": b""}
    with local_hub({("models", "people/tiny", "main"): {**files, **extra}}, monkeypatch, tmp_path):
        model = find("people/tiny")
        assert {path.name for path in model.folder.iterdir()} == set(files)
        assert model.fingerprint == find(tiny_model("bert")).fingerprint
        with pytest.raises(InputError, match="neither a directory here nor a model on the hub"):
            find("people/none")
