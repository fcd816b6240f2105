"""Every command that the documents show runs, or stands in ``not_run.py`` with the reason."""

import importlib.util
import re
import shlex
import stat
from pathlib import Path

import pytest

from demux_core.cli.parser import parser
from tests.docs.documents import DOCUMENTS, ROOT, all_commands, languages
from tests.docs.not_run import NOT_RUN, reason
from tests.docs.running import Desk

EVERY = [(document, command) for document in DOCUMENTS for command in all_commands(document)]


def test_readmes_commands_run_in_the_order_in_which_they_stand(desk: Desk) -> None:
    for command in all_commands("README.md"):
        if reason(command) is None:
            desk.run(command)
    made = "picked.csv coverage.csv results.csv report.html"
    assert all((desk.folder / name).stat().st_size > 100 for name in made.split())
    secret = desk.folder / ".secrets" / "database_password"
    assert re.fullmatch(r"[0-9a-f]{48}\n", secret.read_text())
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_the_other_documents_commands_run(desk: Desk) -> None:
    (desk.folder / "data").symlink_to(ROOT / "data")
    for document, command in EVERY:
        if document != "README.md" and reason(command) is None:
            desk.run(command)


def test_what_is_not_run_still_stands_in_a_document() -> None:
    shown = [command for _, command in EVERY]
    assert [start for start in NOT_RUN if not any(command.startswith(start) for command in shown)] == []


@pytest.mark.parametrize("command", [c for _, c in EVERY if "demux_core demo build" in c])
def test_commands_that_are_not_run_have_options_that_exist(command: str) -> None:
    parser().parse_args(shlex.split(command)[3:])


@pytest.mark.parametrize(
    "module", sorted({m for _, c in EVERY for m in re.findall(r"python -m (tests\S+)", c)})
)
def test_there_is_a_module_for_each_command_that_measures(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


def test_what_is_installed_beside_the_requirements_is_what_the_project_itself_installs() -> None:
    """The limits of versions are the same wherever they stand."""
    lists = "".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("tests/requirements.txt", "pyproject.toml", "Dockerfile")
    )
    for _, command in EVERY:
        for package in re.findall(r"^pip install ([^-]\S*)$", command.replace("'", "")):
            assert package in lists, command


def test_files_that_are_not_run_exist() -> None:
    for _, command in EVERY:
        for name in re.findall(r"(?:-r|bash|run|python) (\S+\.(?:txt|lock|py)|\.ci/run)", command):
            assert (ROOT / name).exists(), command


def test_blocks_are_commands_python_or_a_citation() -> None:
    """Python's run in tests/library/test_calls.py and tests/docs/test_guides.py."""
    assert {name for document in DOCUMENTS for name in languages(document)} == {"bash", "python", "bibtex"}
    assert Path(ROOT / "tests" / "library" / "test_calls.py").exists()
