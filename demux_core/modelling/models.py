"""Find a model by name: its local directory of safetensors, its settings and its fingerprint."""

import hashlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from demux_core.base import hub
from demux_core.base.config import DEFAULT_MODEL, Pooling, cache_dir, workspace_dir
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write, sha256_of
from demux_core.modelling import embedded_model, hub_models
from demux_core.modelling.model_checks import check_files

SETTINGS = "demux.json"


@dataclass(frozen=True)
class ModelSettings:
    """What the weights do not say: pooling, prefix of every text, task and labels of the head."""

    pooling: Pooling = "first"
    prefix: str = ""
    task: str | None = None
    labels: tuple[str, ...] = ()

    def save(self, folder: Path) -> None:
        atomic_write(folder / SETTINGS, json.dumps(asdict(self), ensure_ascii=False, indent=1))


E5_SETTINGS = ModelSettings(pooling="mean", prefix="query: ")


@dataclass(frozen=True)
class Model:
    """A model on disk: ``name`` as requested, ``folder`` with weights and tokenizer."""

    name: str
    folder: Path
    settings: ModelSettings

    @cached_property
    def fingerprint(self) -> str:
        """Hex SHA-256 of all that determines the model's output: its files and, if unsaved, its settings."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.iterdir()):
            if path.suffix in {".json", ".safetensors", ".model", ".txt"} and path.name != "training.json":
                digest.update(f"{path.name} {sha256_of(path)}\n".encode())
        if not (self.folder / SETTINGS).exists() and self.settings != ModelSettings():
            digest.update(repr(asdict(self.settings)).encode())  # derived from the name alone
        return digest.hexdigest()


def find_model(name: str | Path) -> Model:
    """Return the model called ``name``: ``default``, a local directory, or ``NAME[@REVISION]`` on the hub.

    A string comes from a person and may name only directories under ``model_roots``; a Path comes from code.

    Raises:
        InputError: there is no such model, it cannot be fetched, needs its own code, or has no safetensors
            weights.
    """
    folder = _embedded_folder() if name == DEFAULT_MODEL else _directory(name) or _download(str(name))
    check_files(str(name), folder)
    return Model(str(name), folder, _settings(str(name), folder))


def model_roots() -> tuple[Path, ...] | None:
    """Return the directories below which people may name models; None means anywhere.

    ``DEMUX_MODEL_ROOTS`` lists them (separated as in ``PATH``). Without it, users of the command line may
    name any directory; visitors of the pages, whose commands run as jobs, only directories in ``./models``.
    The workspace and the cache are always allowed.
    """
    configured = os.environ.get("DEMUX_MODEL_ROOTS")
    if configured is None and "DEMUX_JOB" not in os.environ:
        return None
    listed = "models" if configured is None else configured
    named = [Path(part) for part in listed.split(os.pathsep) if part]
    return tuple(path.expanduser().resolve() for path in (*named, workspace_dir(), cache_dir()))


def _directory(name: str | Path) -> Path | None:
    try:
        folder = Path(name).expanduser()
        if not name or not folder.is_dir():
            return None
    except (OSError, RuntimeError):  # a name too long for a path, or ~somebody
        return None
    allowed = model_roots() if isinstance(name, str) else None
    # A forbidden directory is treated as missing, so that nobody learns what is on the server.
    permitted = allowed is None or any(folder.resolve().is_relative_to(root) for root in allowed)
    return folder if permitted else None


def _embedded_folder() -> Path:
    folder = cache_dir() / "models" / f"default-{embedded_model.SHA256[:12]}"
    if not (folder / SETTINGS).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = folder.with_name(f".default-{uuid4().hex}")  # not mkdtemp: others may share the cache
        temporary.mkdir()
        try:
            embedded_model.convert(temporary)
            E5_SETTINGS.save(temporary)
            temporary.replace(folder)
        except OSError:
            # Another process may have converted it in the meantime; its result is the same.
            if not (folder / SETTINGS).exists():
                raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _download(name: str) -> Path:
    from huggingface_hub import errors
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    plain, revision = hub.split_revision(name)
    try:
        validate_repo_id(plain)
        return hub_models.fetch(plain, revision)
    except errors.HFValidationError as error:
        raise InputError(
            f"model must be `default`, a directory that exists{_where()}, or a hub name such as "
            f"FacebookAI/xlm-roberta-base, got {name[:200]!r}"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise InputError(
            f"model {plain!r} has no revision {str(revision)[:60]!r} on the hub; name a commit, a branch or "
            f"a tag"
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise InputError(
            f"model {name!r} is neither a directory here{_where()} nor a model on the hub; "
            f"check the spelling (private models need HF_TOKEN)"
        ) from error
    except (OSError, errors.HTTPError) as error:  # type: ignore[attr-defined]  # of httpx or httpx2, by version of the hub client
        raise InputError(
            f"model {name!r} is not a directory here{_where()}, and {hub.out_of_reach(error)}; use `default` "
            f"or a directory, or try again with a connection"
        ) from error


def _where() -> str:
    return "" if model_roots() is None else " (in models, the workspace, the cache or DEMUX_MODEL_ROOTS)"


def _settings(name: str, folder: Path) -> ModelSettings:
    if (folder / SETTINGS).exists():
        try:
            values = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            return ModelSettings(**{**values, "labels": tuple(values["labels"])})
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(
                f"model {name!r}: {SETTINGS} must be as `train` wrote it, but {folder / SETTINGS} is "
                f"damaged; train the model again"
            ) from error
    is_e5 = re.search(r"(^|[-_])e5([-_]|$)", Path(name).name.lower())  # whatever its parent folders
    return E5_SETTINGS if is_e5 else ModelSettings()
