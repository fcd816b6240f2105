"""Progress of a command on standard error."""

import errno
import io
import sys
from types import SimpleNamespace

import pytest

from demux_core import cli
from demux_core.cli.console import console_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def open_terminal(patch: pytest.MonkeyPatch) -> Terminal:
    """Standard error as a terminal; not a fixture, because pytest replaces the stream after the fixtures."""
    terminal = Terminal()
    patch.setattr(sys, "stderr", terminal)
    return terminal


def test_a_program_that_asks_for_lines_gets_them_tab_separated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMUX_PROGRESS", "lines")
    report = console_progress()
    report("encode", 0, 10)
    report("encode", 1, 10)  # too soon after the last line
    report("encode", 10, 10)
    assert capsys.readouterr().err == "progress\tencode\t0\t10\nprogress\tencode\t10\t10\n"


def test_a_log_gets_a_plain_line_at_the_start_and_the_end_of_a_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = console_progress()
    for done in range(1_001):
        report("encode", done, 1_000)
    assert capsys.readouterr().err == "encode: 0 of 1,000\nencode: 1,000 of 1,000\n"


def test_a_log_states_the_seconds_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([100.0, 110.0])
    monkeypatch.setattr("demux_core.cli.console.time.monotonic", lambda: next(clock))
    report = console_progress()
    report("encode", 0, 10)
    report("encode", 2, 10)
    assert capsys.readouterr().err.splitlines()[-1] == "encode: 2 of 10, 40 s left"


def test_a_terminal_shows_a_bar_for_each_finished_step(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    report = console_progress()
    for step in ("encode", "train"):
        for done in range(11):
            report(step, done, 10)
    *lines, rest = terminal.getvalue().split("\n")
    assert [line.split("\r")[-1].split("|")[0] for line in lines] == ["encode: 100%", "train: 100%"]
    assert rest == ""


def test_a_step_that_another_one_interrupts_leaves_no_line_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = open_terminal(monkeypatch)
    report = console_progress()
    for done in range(5):
        report("cells", done, 5)
        report("train", done, 5)
    assert "\n" not in terminal.getvalue()


def test_a_step_that_runs_again_has_a_bar_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    report = console_progress()
    for _ in range(2):
        report("train", 0, 2)
        report("train", 2, 2)
    assert terminal.getvalue().count("\n") == 2


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("unable to mmap 9 bytes from file: Cannot allocate memory (12)"),
        RuntimeError("can't start new thread"),
    ],
)
def test_too_little_memory_is_one_line_with_a_remedy(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise error

    options = SimpleNamespace(parse_args=lambda _: SimpleNamespace(run=fail))
    monkeypatch.setattr(cli, "parser", lambda _: options)
    assert cli.main(["encode"]) == 2
    assert "raise DEMUX_JOB_MEMORY" in capsys.readouterr().err
