"""Models on the hub: what people at a command line may fetch, and what visitors' jobs may.

A visitor of the pages who names a model makes the server download it. Their jobs may fetch only what the
operator allows, of a limited size, and without the server's token.
"""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from demux_core.base import hub
from demux_core.base.config import cache_dir
from demux_core.base.errors import InputError

MAX_BYTES = 5_000_000_000  # twice XLM-R large
ALLOWED = (
    "FacebookAI/* google-bert/* intfloat/* microsoft/* sentence-transformers/* "
    "xlm-roberta-base xlm-roberta-large bert-base-multilingual-cased"  # as the hub called them before
)
_FILES = ["*.json", "*.safetensors", "*.model", "vocab.txt", "merges.txt"]


def fetch(name: str, revision: str | None = None) -> Path:
    """Return the folder of a model, downloaded if it is not here yet; errors of the hub's client pass.

    Args:
        name: on the hub.
        revision: commit, branch or tag; None is the newest.

    Raises:
        InputError: this is a visitor's job, and the model is not allowed or too large.
    """
    from huggingface_hub import snapshot_download

    chosen: dict[str, Any] = {"allow_patterns": _FILES, "ignore_patterns": ["*/*"]}
    chosen |= {"revision": revision, "endpoint": hub.endpoint(), "token": hub.token()}
    if "DEMUX_JOB" in os.environ:
        _check_allowed(name)
        chosen |= {"cache_dir": _cache(name)} | _checked_listing(name, revision)
    return Path(snapshot_download(name, **chosen))


def downloads() -> list[Path]:
    """The folders of the models that visitors' jobs have downloaded."""
    return sorted((cache_dir() / "hub").glob("models--*"))


def is_download_of(folder: Path, name: str) -> bool:
    """Whether a folder of ``downloads`` holds the model ``name``."""
    return folder.name == _folder_name(hub.split_revision(name)[0])


def _check_allowed(name: str) -> None:
    allowed = re.split(r"[,;\s]+", os.environ.get("DEMUX_HUB_MODELS", ALLOWED).strip())
    if not any(fnmatchcase(name, pattern) for pattern in allowed):
        raise InputError(
            f"a model for the pages must be `default`, a directory here, or a hub model that "
            f"DEMUX_HUB_MODELS allows ({', '.join(allowed)}), got {name!r}; choose one of these, or ask the "
            f"operator to add it"
        )


def _checked_listing(name: str, revision: str | None) -> dict[str, Any]:
    """Options for the download of files that are small enough; without a connection, use what is here."""
    from huggingface_hub import HfApi, errors
    from huggingface_hub.utils import filter_repo_objects  # type: ignore[attr-defined]

    try:
        api = HfApi(endpoint=hub.endpoint(), token=hub.token())
        place = revision or "main"
        info = api.model_info(name, revision=place, files_metadata=True, timeout=hub.TIMEOUT)
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError):
        raise
    except (OSError, errors.HTTPError):  # type: ignore[attr-defined]
        return {"local_files_only": True}
    files = [file for file in info.siblings or [] if "/" not in file.rfilename]
    wanted = filter_repo_objects(files, allow_patterns=_FILES, key=lambda file: file.rfilename)
    # A file of unknown size counts as too large.
    size = sum(MAX_BYTES + 1 if file.size is None else file.size for file in wanted)
    if size > MAX_BYTES:
        raise InputError(
            f"a model for the pages must have at most {MAX_BYTES / 1e9:.0f} GB, but {name} has "
            f"{size / 1e9:,.1f} GB; choose a smaller one"
        )
    return {}


def _cache(name: str) -> Path | None:
    """Downloads of jobs are kept apart, for ``workspace prune``, unless the hub's own cache has the model."""
    from huggingface_hub import constants

    is_there = (Path(constants.HF_HUB_CACHE) / _folder_name(name)).is_dir()
    return None if is_there else cache_dir() / "hub"


def _folder_name(name: str) -> str:
    return f"models--{name.replace('/', '--')}"
