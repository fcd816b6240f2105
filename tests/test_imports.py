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


def test_import_is_quick_and_loads_no_heavy_library() -> None:
    code = """
import sys, time, json
started = time.perf_counter(); import demux_core; seconds = time.perf_counter() - started
print(json.dumps([seconds, [name for name in %r if name in sys.modules]]))
"""
    seconds, loaded = min(json.loads(run(code % (HEAVY,))) for _ in range(3))
    assert loaded == []
    assert seconds < 0.3


def test_command_line_help_loads_no_heavy_library() -> None:
    code = f"""
import sys
from demux_core.cli import main
assert main(["encode", "--help"]) == 0
print([name for name in {HEAVY} if name in sys.modules])
"""
    assert run(code).splitlines()[-1] == "[]"


def test_every_public_name_can_be_imported() -> None:
    import demux_core

    for name in demux_core.__all__:
        assert getattr(demux_core, name) is not None
