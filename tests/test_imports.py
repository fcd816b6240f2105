import json
import subprocess
import sys

HEAVY = (
    "torch",
    "transformers",
    "umap",
    "streamlit",
    "faiss",
    "pandas",
    "ray",
    "sklearn",
    "scipy",
    "langcodes",
)


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_import_is_quick_and_brings_nothing_heavy() -> None:
    code = """
import sys, time, json
started = time.perf_counter(); import demux_core; seconds = time.perf_counter() - started
print(json.dumps([seconds, [name for name in %r if name in sys.modules]]))
"""
    seconds, found = min(json.loads(run(code % (HEAVY,))) for _ in range(3))
    assert found == []
    assert seconds < 0.3


def test_the_command_line_shows_its_help_without_a_heavy_import() -> None:
    code = f"""
import sys
from demux_core.cli import main
assert main(["encode", "--help"]) == 0
print([name for name in {HEAVY} if name in sys.modules])
"""
    assert run(code).splitlines()[-1] == "[]"


def test_the_contract_is_importable_by_name() -> None:
    import demux_core

    for name in demux_core.__all__:
        assert getattr(demux_core, name) is not None
