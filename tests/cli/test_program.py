"""The program ``demux`` of an installation, without installing it (``tests/test_installation.py``)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demux_core.cli import main
from demux_core.workflows import diagnosis
from demux_core.workflows.diagnosis import Finding
from tests.workspace.test_upgrade import write_first_version


@pytest.fixture(autouse=True)
def _offline(workspace: object) -> None:
    """A workspace of the test's own."""


def test_help_names_the_program_and_says_that_it_opens_the_dashboard(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--help"], program="demux") == 0
    assert "Without a command, the dashboard opens." in " ".join(capsys.readouterr().out.split())
    assert main(["select", "--help"], program="demux") == 0
    assert "example:\n  demux select --" in capsys.readouterr().out


def findings(*states: diagnosis.State) -> Iterator[Finding]:
    return (Finding(f"part{i}", state, "what is there", "what to do") for i, state in enumerate(states))


def test_doctor_says_what_to_do_and_fails_only_where_the_product_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(diagnosis, "diagnose", lambda: findings("good", "limited"))
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["ok", "note"]
    monkeypatch.setattr(diagnosis, "diagnose", lambda: findings("good", "broken"))
    assert main(["doctor"]) == 2
    assert "error: part1 must work" in capsys.readouterr().err


def test_doctor_leaves_an_old_database_as_it_is(workspace: Path) -> None:
    write_first_version(workspace)
    before = (workspace / "demux.db").read_bytes()
    found = diagnosis.check_database()
    assert (found.state, "when it starts" in found.found) == ("good", True)
    assert (workspace / "demux.db").read_bytes() == before
    assert not list(workspace.glob("demux.db.before-*"))


def test_doctor_finds_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_DATABASE_URL", "postgresql://team:hidden@127.0.0.1:1/demux")
    found = diagnosis.check_database()
    assert (found.state, found.remedy) == ("broken", "check DEMUX_DATABASE_URL")
    assert "hidden" not in found.found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_what_a_shell_reads(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "demux" in capsys.readouterr().out


def completions(line: str, answer: Path) -> set[str]:
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    code = "from demux_core.cli import main; main(program='demux')"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **asked}, check=True)
    return {word.strip() for word in answer.read_text().split("\n")}


def test_a_shell_that_asks_is_told_commands_and_options(tmp_path: Path) -> None:
    assert {"select", "doctor"} <= completions("demux ", tmp_path / "answer")
    assert "--budget" in completions("demux select --bud", tmp_path / "answer")
