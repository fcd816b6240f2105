"""What must never occur in the code, its settings or its output."""

import ast
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from demux_core import InputError, jobs
from demux_core.cli import main
from demux_core.data.formats import limits
from demux_core.jobs import job_queue
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workspace.project_files import change_settings
from tests.helpers.fabricated_project import project_with_files

ROOT = Path(__file__).parents[1]
SECRET = "hf_ThisIsASecretThatNobodyMayRead"
FORBIDDEN_CALLS = {
    *("eval", "exec", "__import__", "compile"),
    *("os.system", "os.popen", "pickle.load", "pickle.loads", "torch.load", "joblib.load", "yaml.load"),
    *("pd.read_pickle", "pandas.read_pickle", "marshal.loads", "shelve.open", "tempfile.mktemp", "st.html"),
}
FORBIDDEN_OPTIONS = {"shell", "allow_pickle", "trust_remote_code", "unsafe_allow_html"}


def sources() -> Iterator[Path]:
    yield ROOT / "app.py"
    for folder in ("demux_core", "pages"):
        yield from (ROOT / folder).rglob("*.py")


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def test_the_code_unpickles_and_evaluates_nothing_and_uses_no_shell() -> None:
    violations = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)[:80]}"
        for path in sources()
        for call in calls(path)
        if ast.unparse(call.func) in FORBIDDEN_CALLS
        or any(k.arg in FORBIDDEN_OPTIONS and ast.unparse(k.value) != "False" for k in call.keywords)
    ]
    assert violations == []


def test_the_server_listens_on_loopback_with_its_protections_on() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert settings["server"].get("enableXsrfProtection", True)
    assert settings["server"].get("enableCORS", True)
    assert not settings["server"].get("enableStaticServing", False)
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] not in ("full", True)


def test_every_uploadable_file_size_can_be_read() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] * 2**20 <= limits.MAX_FILE_BYTES


def test_secrets_are_not_kept_in_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".streamlit/secrets.toml" in ignored


def test_a_failing_job_writes_no_secret_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = tmp_path / "workspace"
    monkeypatch.setenv("DEMUX_WORKSPACE", str(workspace))
    for name in (
        "HF_TOKEN",
        "HUGGING_FACE_HUB_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "STREAMLIT_AUTH_CLIENT_SECRET",
    ):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("HF_ENDPOINT", f"http://user:{SECRET}@127.0.0.1:1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    job = start_prepare(change_settings(project_with_files(), None, "intfloat/none"))
    for _ in range(600):
        if not (job := jobs.find_job(job.id)).active:
            break
        time.sleep(0.1)
    job_queue.cancel(job)
    assert job.state == "failed"
    assert "hub could not be reached" in (job.log.error() or "")
    written = [path for path in workspace.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("kind", ["postgresql", "mysql", "nonsense"])
def test_a_database_error_does_not_show_the_password(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from demux_core.workspace import open_store

    monkeypatch.setenv("DEMUX_DATABASE_URL", f"{kind}://team:{SECRET}@127.0.0.1:1/demux")
    with pytest.raises(InputError) as refused:
        open_store()
    assert SECRET not in str(refused.value)
    assert main(["workspace", "check"]) == 2
    printed = capsys.readouterr()
    assert SECRET not in printed.out + printed.err


def test_a_crash_on_the_command_line_does_not_show_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_TOKEN", SECRET)
    monkeypatch.setattr("demux_core.data.loading.load", lambda *_, **__: 1 / 0)
    assert main(["encode", "--data", "a.csv", "--out", str(tmp_path)]) == 1
    assert SECRET not in capsys.readouterr().err


def test_the_lock_file_satisfies_the_requirements_with_a_hash_for_each_package() -> None:
    lines = (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"\S+==\S+ --hash=sha256:[0-9a-f]{64}", line) for line in packages)
    named = [line.split()[0].partition("==") for line in packages]
    locked = {canonicalize_name(name): Version(version) for name, _, version in named}
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            wanted = Requirement(line)
            assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), wanted
