"""The layers of ``demux_core/ARCHITECTURE.md``, lowest first: a package imports lower layers and itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = (
    *("base", "tasks", "data", "modelling", "strategies", "experiments", "analysis", "explain", "charts"),
    *("workspace", "jobs", "workflows", "exchange", "library", "report", "demo", "cli"),
)
PAGE_FOLDERS = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every import of a file, including those inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def layer_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "demux_core" and len(parts) > 1 and parts[1] in LAYERS else None


def test_every_package_of_the_core_belongs_to_a_layer() -> None:
    packages = {path.parent.name for path in (ROOT / "demux_core").glob("*/__init__.py")}
    assert packages == set(LAYERS)
    loose = {path.name for path in (ROOT / "demux_core").glob("*.py")}
    assert loose == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_imports_only_from_itself_and_earlier_layers(layer: str) -> None:
    allowed = set(LAYERS[: LAYERS.index(layer) + 1])
    upward = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in python_files(f"demux_core/{layer}")
        for line, module in imported_modules(path)
        if (target := layer_of(module)) is not None and target not in allowed
    ]
    assert upward == []


def test_the_core_never_imports_the_pages_or_streamlit() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in python_files("demux_core")
        for line, module in imported_modules(path)
        if module.split(".")[0] in ("pages", "streamlit", "tests")
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", PAGE_FOLDERS)
def test_a_page_imports_only_from_its_own_folder_and_the_shared_one(folder: str) -> None:
    others = [name for name in PAGE_FOLDERS if name != folder]
    files = [ROOT / "pages" / f"{folder}.py", *python_files(f"pages/ui/{folder}")]
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in files
        for line, module in imported_modules(path)
        if module.split(".")[:2] == ["pages", "ui"]
        and module.split(".")[2:3]
        and module.split(".")[2] in others
    ]
    assert wrong == []


def test_the_shared_folder_imports_from_no_page() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in python_files("pages/ui/shared")
        for line, module in imported_modules(path)
        if module.split(".")[:2] == ["pages", "ui"] and module.split(".")[2:3] not in ([], ["shared"])
    ]
    assert wrong == []
