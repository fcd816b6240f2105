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


def test_a_directory_is_a_model(tiny_model: Callable[..., Path]) -> None:
    model = find_model(tiny_model("bert"))
    assert model.folder == tiny_model("bert")
    assert model.settings == ModelSettings(pooling="first", prefix="")


def test_the_fingerprint_names_what_shapes_the_output(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(tiny_model("bert"), copy)
    assert find_model(copy).fingerprint == find_model(tiny_model("bert")).fingerprint
    ModelSettings(pooling="mean").save(copy)
    assert find_model(copy).fingerprint != find_model(tiny_model("bert")).fingerprint
    assert find_model(copy).settings.pooling == "mean"


def test_e5_models_want_the_mean_and_a_prefix(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = tmp_path / "multilingual-e5-base"
    shutil.copytree(tiny_model("xlm-roberta"), folder)
    assert find_model(folder).settings == ModelSettings(pooling="mean", prefix="query: ")
    shutil.copytree(folder, tmp_path / "mine")
    assert (
        find_model(tmp_path / "mine").fingerprint != find_model(folder).fingerprint
    )  # it would see other inputs


def test_a_model_without_its_tokenizer_is_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    for path in (tmp_path / "m").glob("tokenizer.json"):
        path.unlink()
    with pytest.raises(InputError, match=r"tokenizer's vocabulary.*: `tokenizer\.save_pretrained`"):
        find_model(tmp_path / "m")


def test_layers_without_weights_are_not_made_up(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    from demux_core.modelling import network

    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    weights = load_file(tmp_path / "m" / "model.safetensors")
    renamed = {f"backbone.{name}": values for name, values in weights.items()}
    save_file(renamed, tmp_path / "m" / "model.safetensors", {"format": "pt"})
    with pytest.raises(InputError, match=r"must have the weights of every layer, \d+ are missing"):
        network.load_network(find_model(tmp_path / "m"), TASKS["sequence"])


def test_pickled_weights_are_refused(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").rename(tmp_path / "m" / "pytorch_model.bin")
    with pytest.raises(InputError, match="pickled weights are never loaded"):
        find_model(tmp_path / "m")


def test_a_directory_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must have a config\.json"):
        find_model(tmp_path)


@pytest.mark.parametrize("name", ["", "../secret", "a/b/c", "a b", "https://example.org/m"])
def test_what_is_neither_a_directory_nor_a_hub_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"must be `default`, a directory that exists.*, or a hub name"):
        find_model(name)


def test_without_a_connection_the_error_says_what_to_do() -> None:
    with pytest.raises(InputError, match="use `default`, a directory, or try again with a connection"):
        find_model("some-group/some-model")


def test_a_damaged_settings_file_is_not_guessed_around(
    tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    shutil.copytree(tiny_model("bert"), tmp_path / "m")
    (tmp_path / "m" / SETTINGS).write_text("{}")
    with pytest.raises(InputError, match=f"{SETTINGS} must be written by"):
        find_model(tmp_path / "m")


def test_a_hub_model_is_downloaded_without_its_pickles(
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
def own(tiny_model: Callable[..., Path], tmp_path: Path) -> Path:
    """A model directory that a test may change."""
    return shutil.copytree(tiny_model("bert"), tmp_path / "own")


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize(
    "mapped",
    [{"AutoConfig": "modeling_own.C", "AutoModel": "modeling_own.M"}, {"AutoModel": "own/repo--m.M"}],
)
def test_a_model_that_needs_its_own_code_is_refused_and_the_code_is_not_run(
    own: Path, mapped: dict[str, str]
) -> None:
    (own / "modeling_own.py").write_text(f"open({str(own / 'ran')!r}, 'w')\n")
    change(own / "config.json", model_type="own", auto_map=mapped)
    with pytest.raises(InputError, match="wants to run code of its own, which is never done"):
        find_model(str(own))
    assert not (own / "ran").exists()


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_a_model_that_transformers_knows_is_loaded_without_the_code_it_names(own: Path, file: str) -> None:
    from demux_core.modelling import network

    (own / "modeling_own.py").write_text(f"open({str(own / 'ran')!r}, 'w')\n")
    names = ("AutoConfig", "AutoModel", "AutoTokenizer")
    change(own / file, auto_map=dict.fromkeys(names, "modeling_own.M"))
    model = find_model(str(own))
    network.load_network(model, TASKS["sequence"])
    network.load_tokenizer(model)
    assert not (own / "ran").exists()


@pytest.mark.parametrize("kind", ["unheard-of", None, ["bert"], 7])
def test_a_type_that_transformers_does_not_know_is_refused(own: Path, kind: object) -> None:
    from demux_core.modelling import network

    change(own / "config.json", model_type=kind)
    with pytest.raises(InputError, match="must be of a type that transformers"):
        network.load_network(find_model(own), TASKS["sequence"])


def test_attention_programs_from_the_hub_are_refused(own: Path) -> None:
    change(own / "config.json", attn_implementation="somebody/fast-attention")
    with pytest.raises(InputError, match="code of its own"):
        find_model(own)


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
def test_damaged_files_are_named(own: Path, file: str, content: bytes) -> None:
    (own / file).write_bytes(content)
    with pytest.raises(InputError, match=f"{file} .*damaged.*copy it again"):
        find_model(own)


def test_weights_cut_short_are_damaged(own: Path) -> None:
    weights = own / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(InputError, match=r"model\.safetensors is damaged"):
        find_model(own)


# Where models may be


def test_on_the_command_line_any_directory_is_a_model(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMUX_MODEL_ROOTS", raising=False)
    assert find_model(str(own)).folder == own


def test_roots_keep_others_out_as_if_they_were_not_there(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_MODEL_ROOTS", os.pathsep.join(["/nowhere", str(own.parent)]))
    assert find_model(str(own)).folder == own
    monkeypatch.setenv("DEMUX_MODEL_ROOTS", "/nowhere")
    said = []
    for name in (str(own), str(own.parent / "absent")):
        with pytest.raises(InputError, match="DEMUX_MODEL_ROOTS") as refused:
            find_model(name)
        said.append(str(refused.value).replace(name, ""))
    assert said[0] == said[1]
    assert find_model(own).folder == own  # the program's own


def test_a_job_of_the_pages_takes_models_workspace_and_cache(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMUX_MODEL_ROOTS", raising=False)
    monkeypatch.setenv("DEMUX_JOB", "1:1")
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="in models, the workspace, the cache or DEMUX_MODEL_ROOTS"):
        find_model(str(own))
    for place in ("models", "workspace"):
        shutil.copytree(own, tmp_path / place / "mine")
        assert find_model(f"{place}/mine").folder.exists()


@pytest.mark.parametrize("way", ["models/../own", "models/link", "~/own"])
def test_no_way_round_leads_out_of_the_roots(
    way: str, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("DEMUX_MODEL_ROOTS", "models")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "link").symlink_to(own)
    with pytest.raises(InputError, match="model"):
        find_model(way)


@pytest.mark.parametrize("name", ["~nobody-of-this-name/m", "x" * 5_000, "a\0b", "--out"])
def test_names_that_no_system_takes_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="model must be `default`") as refused:
        find_model(name)
    assert len(str(refused.value)) < 1_000
