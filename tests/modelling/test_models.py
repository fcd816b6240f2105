import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.modelling.models import SETTINGS, ModelSettings, find_model
from demux_core.tasks import TASKS
from tests.helpers.hub import local_hub


def test_a_model_is_found_by_its_directory(tiny_model: Callable[..., Path]) -> None:
    model = find_model(tiny_model("bert"))
    assert model.folder == tiny_model("bert")
    assert model.settings == ModelSettings(pooling="first", prefix="")


def test_the_fingerprint_changes_with_whatever_changes_the_output(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(tiny_model("bert"), copy)
    assert find_model(copy).fingerprint == find_model(tiny_model("bert")).fingerprint
    ModelSettings(pooling="mean").save(copy)
    assert find_model(copy).fingerprint != find_model(tiny_model("bert")).fingerprint
    assert find_model(copy).settings.pooling == "mean"


def test_e5_models_use_mean_pooling_and_a_prefix(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = tmp_path / "multilingual-e5-base"
    shutil.copytree(tiny_model("xlm-roberta"), folder)
    assert find_model(folder).settings == ModelSettings(pooling="mean", prefix="query: ")
    shutil.copytree(folder, tmp_path / "mine")
    assert (
        find_model(tmp_path / "mine").fingerprint != find_model(folder).fingerprint
    )  # a prefix changes the inputs


def test_a_model_without_its_tokenizer_is_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    for path in (tmp_path / "m").glob("tokenizer.json"):
        path.unlink()
    with pytest.raises(InputError, match=r"tokenizer vocabulary.* with `tokenizer\.save_pretrained`"):
        find_model(tmp_path / "m")


def test_a_model_with_missing_weights_is_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    from demux_core.modelling import network

    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    weights = load_file(tmp_path / "m" / "model.safetensors")
    renamed = {f"backbone.{name}": values for name, values in weights.items()}
    save_file(renamed, tmp_path / "m" / "model.safetensors", {"format": "pt"})
    with pytest.raises(InputError, match=r"must have the weights of every layer, but \d+ are missing"):
        network.load_network(find_model(tmp_path / "m"), TASKS["sequence"])


def test_pickled_weights_are_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").rename(tmp_path / "m" / "pytorch_model.bin")
    with pytest.raises(InputError, match="pickled weights are never loaded"):
        find_model(tmp_path / "m")


def test_a_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must have a config\.json"):
        find_model(tmp_path)


@pytest.mark.parametrize("name", ["", "../secret", "a/b/c", "a b", "https://example.org/m"])
def test_a_name_that_is_neither_a_directory_nor_on_the_hub_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"must be `default`, a directory that exists.*, or a hub name"):
        find_model(name)


def test_a_missing_connection_to_the_hub_gives_a_remedy() -> None:
    with pytest.raises(InputError, match="use `default` or a directory, or try again with a connection"):
        find_model("some-group/some-model")


def test_a_damaged_settings_file_is_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    (tmp_path / "m" / SETTINGS).write_text("{}")
    with pytest.raises(InputError, match=f"{SETTINGS} must be as `train` wrote it"):
        find_model(tmp_path / "m")


def test_a_hub_model_is_downloaded_without_pickled_weights(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = {path.name: path.read_bytes() for path in tiny_model("bert").iterdir()}
    extra = {"pytorch_model.bin": b"pickle", "modeling_own.py": b"raise", "onnx/model.safetensors": b""}
    with local_hub({("models", "people/tiny", "main"): {**files, **extra}}, monkeypatch, tmp_path):
        model = find_model("people/tiny")
        assert {path.name for path in model.folder.iterdir()} == set(files)
        assert model.fingerprint == find_model(tiny_model("bert")).fingerprint
        with pytest.raises(InputError, match=r"neither a directory here .* nor a model on the hub"):
            find_model("people/none")


@pytest.fixture
def model_copy(tiny_model: Callable[..., Path], tmp_path: Path) -> Path:
    """A model directory that a test may change."""
    return shutil.copytree(tiny_model("bert"), tmp_path / "own")


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize(
    "mapped",
    [{"AutoConfig": "modeling_own.C", "AutoModel": "modeling_own.M"}, {"AutoModel": "own/repo--m.M"}],
)
def test_a_model_that_needs_its_own_code_is_refused_and_the_code_never_runs(
    model_copy: Path, mapped: dict[str, str]
) -> None:
    (model_copy / "modeling_own.py").write_text(f"open({str(model_copy / 'ran')!r}, 'w')\n")
    change(model_copy / "config.json", model_type="own", auto_map=mapped)
    with pytest.raises(InputError, match="needs to run its own code, which is never allowed"):
        find_model(str(model_copy))
    assert not (model_copy / "ran").exists()


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_a_supported_model_is_loaded_without_the_code_it_names(model_copy: Path, file: str) -> None:
    from demux_core.modelling import network

    (model_copy / "modeling_own.py").write_text(f"open({str(model_copy / 'ran')!r}, 'w')\n")
    names = ("AutoConfig", "AutoModel", "AutoTokenizer")
    change(model_copy / file, auto_map=dict.fromkeys(names, "modeling_own.M"))
    model = find_model(str(model_copy))
    network.load_network(model, TASKS["sequence"])
    network.load_tokenizer(model)
    assert not (model_copy / "ran").exists()


@pytest.mark.parametrize("kind", ["unheard-of", None, ["bert"], 7])
def test_a_model_type_that_transformers_does_not_support_is_refused(model_copy: Path, kind: object) -> None:
    from demux_core.modelling import network

    change(model_copy / "config.json", model_type=kind)
    with pytest.raises(InputError, match="must be of a type that transformers"):
        network.load_network(find_model(model_copy), TASKS["sequence"])


def test_attention_kernels_from_the_hub_are_refused(model_copy: Path) -> None:
    change(model_copy / "config.json", attn_implementation="somebody/fast-attention")
    with pytest.raises(InputError, match="needs to run its own code"):
        find_model(model_copy)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("config.json", b"\xff"),
        ("config.json", b"[" * 100_000),
        ("tokenizer_config.json", b"7"),
        ("model.safetensors", b"\x80\x04 a pickle"),
        ("model.safetensors", b""),
    ],
)
def test_the_error_names_a_damaged_file(model_copy: Path, file: str, content: bytes) -> None:
    (model_copy / file).write_bytes(content)
    with pytest.raises(InputError, match=f"{file} .*damaged.*copy it again"):
        find_model(model_copy)


def test_truncated_weights_are_refused(model_copy: Path) -> None:
    weights = model_copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(InputError, match=r"model\.safetensors is damaged"):
        find_model(model_copy)


# Permitted directories


def test_the_command_line_accepts_any_directory(model_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMUX_MODEL_ROOTS", raising=False)
    assert find_model(str(model_copy)).folder == model_copy


def test_directories_outside_the_roots_look_missing(
    model_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_MODEL_ROOTS", os.pathsep.join(["/nowhere", str(model_copy.parent)]))
    assert find_model(str(model_copy)).folder == model_copy
    monkeypatch.setenv("DEMUX_MODEL_ROOTS", "/nowhere")
    messages = []
    for name in (str(model_copy), str(model_copy.parent / "absent")):
        with pytest.raises(InputError, match="DEMUX_MODEL_ROOTS") as refused:
            find_model(name)
        messages.append(str(refused.value).replace(name, ""))
    assert messages[0] == messages[1]
    assert find_model(model_copy).folder == model_copy  # a Path comes from code, so it may be anywhere


def test_jobs_of_the_pages_accept_models_workspace_and_cache_only(
    model_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMUX_MODEL_ROOTS", raising=False)
    monkeypatch.setenv("DEMUX_JOB", "1:1")
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="in models, the workspace, the cache or DEMUX_MODEL_ROOTS"):
        find_model(str(model_copy))
    for place in ("models", "workspace"):
        shutil.copytree(model_copy, tmp_path / place / "mine")
        assert find_model(f"{place}/mine").folder.exists()


@pytest.mark.parametrize("way", ["models/../own", "models/link", "~/own"])
def test_no_path_leads_out_of_the_roots(
    way: str, model_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("DEMUX_MODEL_ROOTS", "models")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "link").symlink_to(model_copy)
    with pytest.raises(InputError, match="model"):
        find_model(way)


@pytest.mark.parametrize("name", ["~nobody-of-this-name/m", "x" * 5_000, "a\0b", "--out"])
def test_names_that_cannot_be_paths_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="model must be `default`") as refused:
        find_model(name)
    assert len(str(refused.value)) < 1_000
