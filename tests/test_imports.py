import ast
import json
import subprocess
import sys
from pathlib import Path

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


ROOT = Path(__file__).parents[1]
SCRIPTS = [ROOT / "app.py", *(path for path in (ROOT / "pages").glob("*.py") if path.name != "__init__.py")]
# As many visitors of a server that has just started; looking for a module takes a while, as on a busy disk.
VISITORS = """
import random, sys, threading, time
class SlowDisk:
    def find_spec(name, path=None, target=None):
        if name.startswith(("demux_core", "pages")):
            time.sleep(random.random() / 200)
sys.meta_path.insert(0, SlowDisk)
start, errors = threading.Barrier(len(scripts := %r)), []
def visit(code):
    start.wait()
    try:
        exec(code, {})
    except BaseException as error:
        errors.append(repr(error))
threads = [threading.Thread(target=visit, args=[code]) for code in scripts]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(errors)
"""


def imports(script: Path) -> list[ast.Import | ast.ImportFrom]:
    """What a script imports of the product."""
    found = [
        node for node in ast.parse(script.read_text()).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return [node for node in found if "demux_core" in ast.unparse(node) or "pages" in ast.unparse(node)]


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


def test_visitors_who_open_different_pages_of_a_new_server_at_once_all_see_them() -> None:
    assert {ast.unparse(imports(script)[0]) for script in SCRIPTS} == {"import pages"}
    visits = ["\n".join(map(ast.unparse, imports(script))) for script in SCRIPTS]
    assert run(VISITORS % (visits,)) == "[]\n"
