"""Checks of a model directory before anything in it is loaded: data only, and complete."""

import json
from pathlib import Path
from typing import Any

from demux_core.base.errors import InputError

_VOCABULARIES = ("tokenizer.json", "vocab.txt", "vocab.json")


def check_files(name: str, folder: Path) -> None:
    """Refuse a directory that is not a model, is damaged, has only pickled weights or needs to run code.

    Raises:
        InputError: the message names the file and the remedy.
    """
    if not (folder / "config.json").exists():
        raise InputError(
            f"model {name!r} must have a config.json, but {folder} has none; name a model directory"
        )
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise InputError(
            f"model {name!r} must have safetensors weights, but {folder} has none (pickled weights are never "
            f"loaded); save it again with `save_pretrained`"
        )
    for path in weights:
        _check_weights(name, path)
    if not any((folder / file).exists() for file in _VOCABULARIES) and not any(folder.glob("*.model")):
        raise InputError(
            f"model {name!r} must have a tokenizer vocabulary, such as tokenizer.json, but {folder} has "
            f"none; save it there with `tokenizer.save_pretrained`"
        )
    tokenizer = folder / "tokenizer_config.json"
    _check_code(
        name, _read(name, folder / "config.json"), _read(name, tokenizer) if tokenizer.exists() else {}
    )


def _check_weights(name: str, path: Path) -> None:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy"):
            pass
    except (SafetensorError, OSError) as error:
        raise InputError(f"model {name!r}: {path.name} is damaged ({error}); copy it again") from error


def _check_code(name: str, config: dict[str, Any], tokenizer: dict[str, Any]) -> None:
    # Attention kernels from the hub are compiled programs.
    needs_code = "/" in str(config.get("attn_implementation"))
    if "auto_map" in config or "auto_map" in tokenizer:
        from transformers import CONFIG_MAPPING

        # Many models that transformers now supports still name the code that they once needed.
        needs_code = needs_code or str(config.get("model_type")) not in CONFIG_MAPPING
    if needs_code:
        raise InputError(
            f"model {name!r} needs to run its own code, which is never allowed; use a model that "
            f"transformers supports, such as FacebookAI/xlm-roberta-base"
        )


def _read(name: str, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InputError(f"model {name!r}: {path.name} must be a JSON object, but is damaged; copy it again")
    return content
