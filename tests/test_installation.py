"""What somebody has who installed the wheel, and has no checkout."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROBE = """
import json, time
from pathlib import Path
from demux_core.analysis.published_tables import measured_tables, published_results
from demux_core.data import confined_loading
from demux_core.demo.catalog import DEMO
from demux_core.jobs import processes
from streamlit.testing.v1 import AppTest
from demux_core.base.product import product_folder

log = Path("job.log")
pid, started = processes.start(["--version"], log, {})
app = AppTest.from_file(str(product_folder() / "app.py"), default_timeout=60).run()
while processes.exists(pid, started):
    time.sleep(0.1)
print(json.dumps({
    "errors": [error.value for error in [*app.exception, *app.error]],
    "title": [title.value for title in app.title],
    "published": len(published_results()),
    "measured": len(measured_tables()),
    "pool": len(confined_loading.load(DEMO / "intents" / "pool.csv")),
    "job": log.read_text().strip(),
}))
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, *build, str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with the wheel, which sees the tests' other packages."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    others = [path for path in sys.path if path.endswith("-packages")]
    (packages / "tests.pth").write_text("\n".join(others))
    return folder / "bin"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder far from the checkout, with a file that must not be taken for a module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    (tmp_path / "secrets.py").write_text("raise SystemExit('a file of the user was imported')")
    return tmp_path


def output(program: Path, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def test_the_wheel_has_the_core_typed_and_the_dashboard_under_a_name_of_its_own(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.split("/")[0] for name in names}
    assert {name for name in folders if "dist-info" not in name} == {"demux_core", "demux_explorer"}
    for part in ("app.py", "pages/overview.py", ".streamlit/config.toml", "data/demo/intents/pool.csv"):
        assert f"demux_explorer/{part}" in names
    assert "demux_core/py.typed" in names
    assert wheel.stat().st_size < 15_000_000


def test_the_program_runs_commands(installed: Path, elsewhere: Path) -> None:
    report = output(installed / "demux", "doctor")
    subjects = [line.split()[1] for line in report.splitlines() if not line.startswith(" ")]
    expected = "versions device memory model workspace database hub fonts browser"
    assert subjects == expected.split()


def test_pages_data_uploads_and_jobs_work_without_a_checkout(
    installed: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "probe.py").write_text(PROBE)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")  # as `demux` sets it for the dashboard and its jobs
    found = json.loads(output(installed / "python", "probe.py").splitlines()[-1])
    assert found == found | {"errors": [], "pool": 1584, "title": ["Which texts should you label?"]}
    assert found["published"] > 1_000
    assert found["measured"] > 5
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["job"])


@pytest.fixture
def dashboard(
    installed: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Path]]:
    """Address and output of the dashboard that ``demux`` opens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", str(port))
    monkeypatch.setenv("BROWSER", "true")
    log = elsewhere / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen([installed / "demux"], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    yield f"http://127.0.0.1:{port}", log
    process.terminate()
    process.wait(10)


def test_alone_it_opens_the_dashboard_with_the_settings_beside_it(dashboard: tuple[str, Path]) -> None:
    address, log = dashboard
    for _ in range(150):
        try:
            health = urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
            break
        except OSError:
            time.sleep(0.1)
    else:
        pytest.fail(log.read_text())
    assert health == b"ok"
    assert b"<title>" in urllib.request.urlopen(address, timeout=5).read()
    shown = log.read_text()
    assert "started on 127.0.0.1:" in shown  # the address stands in .streamlit/config.toml alone
    assert "usage statistics" not in shown.lower()
