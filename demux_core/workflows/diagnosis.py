"""What of this installation works, and what to do about the rest."""

import os
import platform
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import psutil

from demux_core import __version__
from demux_core.base.config import cache_dir
from demux_core.base.errors import InputError

# good: works; limited: some things do not work; broken: the product cannot be used.
State = Literal["good", "limited", "broken"]
_PACKAGES = (
    *("streamlit", "torch", "transformers", "numpy", "pandas", "pyarrow", "scikit-learn", "faiss-cpu"),
    *("umap-learn", "plotly", "sqlalchemy"),
)
_GIGABYTE = 1024**3
_TRAINING_BYTES = 2.5 * _GIGABYTE  # what fine-tuning the embedded model takes
_DISK_BYTES = 2 * _GIGABYTE  # the embedded model, some encodings, a trained model
_HUB_SECONDS = 3
# A language of every script for which fonts are most often missing.
_SCRIPTS = {"hi": "Devanagari", "bn": "Bengali", "ta": "Tamil", "ar": "Arabic", "th": "Thai", "zh": "Chinese"}


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Args:
        subject: what was checked, in a word.
        state: whether it works.
        found: what is there, in a line.
        remedy: what to do about it; empty where it works.
    """

    subject: str
    state: State
    found: str
    remedy: str = ""


def diagnose() -> Iterator[Finding]:
    """Check everything; the checks take some seconds together, most of them the import of torch."""
    checks: tuple[Callable[[], Finding], ...] = (
        *(check_versions, check_device, check_memory, check_model, check_workspace, check_database),
        *(check_hub, check_fonts, check_browser),
    )
    return (check() for check in checks)


def check_versions() -> Finding:
    names = {name: _version(name) for name in _PACKAGES}
    found = f"demux {__version__}, Python {platform.python_version()}, "
    found += ", ".join(f"{name} {number}" for name, number in names.items() if number)
    if missing := [name for name, number in names.items() if number is None]:
        remedy = "run `pip install -r requirements.txt`, or install demux-explorer again"
        return Finding("versions", "broken", f"{found}; missing: {', '.join(missing)}", remedy)
    return Finding("versions", "good", found)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def check_device() -> Finding:
    try:
        import torch
    except (ImportError, OSError) as error:
        remedy = "install torch 2.13.0 again"
        return Finding("device", "broken", f"torch cannot be loaded: {error}", remedy)
    if torch.cuda.is_available():
        return Finding("device", "good", torch.cuda.get_device_name())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Finding("device", "good", f"processor with {cores} cores; no GPU, and none is needed")


def check_memory() -> Finding:
    memory = psutil.virtual_memory()
    found = f"{memory.available / _GIGABYTE:.1f} of {memory.total / _GIGABYTE:.1f} GB free"
    if memory.available < _TRAINING_BYTES:
        remedy = "fine-tuning the embedded model takes 2.5 GB: close other programs before you train"
        return Finding("memory", "limited", found, remedy)
    return Finding("memory", "good", found)


def check_model() -> Finding:
    from demux_core.modelling.embedded_model import packed_file

    try:
        packed_file()
    except InputError as error:
        rule, _, remedy = str(error).partition("; ")
        return Finding("model", "limited", rule, remedy)
    return Finding("model", "good", "the embedded model `default` is here")


def check_workspace() -> Finding:
    from demux_core.base.config import workspace_dir

    root = workspace_dir().absolute()
    place = next(folder for folder in (root, *root.parents) if folder.exists())
    if not os.access(place, os.W_OK):
        remedy = "make it a writable directory, or set DEMUX_WORKSPACE"
        return Finding("workspace", "broken", f"{root} cannot be written", remedy)
    free = shutil.disk_usage(place).free
    found = f"{root}; {free / _GIGABYTE:,.1f} GB free; cache {cache_dir()}"
    if free < _DISK_BYTES:
        return Finding("workspace", "limited", found, "free some space; `workspace prune` finds some")
    return Finding("workspace", "good", found)


def check_database() -> Finding:
    from demux_core.base.config import workspace_dir
    from demux_core.workspace.database import DATABASE, is_outdated, open_store

    external = bool(os.environ.get("DEMUX_DATABASE_URL"))
    if not external and not (workspace_dir() / DATABASE).exists():
        return Finding("database", "good", "SQLite; made with the first project")
    try:
        if is_outdated():
            return Finding(
                "database", "good", "opens; the dashboard brings its tables up to date when it starts"
            )
        store = open_store()
    except InputError as error:
        rule, _, remedy = str(error).rpartition("; ")
        return Finding("database", "broken", rule, remedy)
    return Finding("database", "good", f"{store.engine.dialect.name} opens")


def check_hub() -> Finding:
    from huggingface_hub import HfApi, constants, get_token
    from huggingface_hub import errors as hub

    if constants.HF_HUB_OFFLINE:
        return Finding(
            "hub", "limited", "switched off by HF_HUB_OFFLINE", "unset it to fetch models and data"
        )
    api = HfApi(endpoint=os.environ.get("HF_ENDPOINT"))
    try:
        api.model_info("intfloat/multilingual-e5-small", timeout=_HUB_SECONDS)
    except (OSError, hub.HTTPError) as error:  # type: ignore[attr-defined]
        remedy = (
            "only models and data of the hub need it; check the connection, or set HF_ENDPOINT to a mirror"
        )
        return Finding("hub", "limited", f"not reached ({type(error).__name__})", remedy)
    return Finding("hub", "good", f"reached, {'with' if get_token() else 'without'} a token")


def check_fonts() -> Finding:
    if sys.platform == "darwin":
        return Finding("fonts", "good", "those of the system")
    program = shutil.which("fc-list")
    if program is None:
        remedy = "if texts show as boxes in the browser, install Noto fonts"
        return Finding("fonts", "limited", "unknown, because fontconfig is not installed", remedy)
    lacking = [script for code, script in _SCRIPTS.items() if not _has_font(program, code)]
    if lacking:
        remedy = "install Noto fonts where the browser runs (Debian: fonts-noto-core fonts-noto-cjk)"
        return Finding("fonts", "limited", f"none for {', '.join(lacking)}", remedy)
    return Finding("fonts", "good", f"for {', '.join(_SCRIPTS.values())} and others")


def _has_font(program: str, language: str) -> bool:
    listed = subprocess.run([program, f":lang={language}", "family"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def check_browser() -> Finding:
    try:
        name = webbrowser.get().name
    except webbrowser.Error:
        remedy = "open the address that `demux` prints, on this machine or through a tunnel"
        return Finding("browser", "limited", "none is found", remedy)
    return Finding("browser", "good", str(name))
