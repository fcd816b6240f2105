import pytest

from demux_core.cli.console import console_progress


def test_a_program_gets_tab_separated_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMUX_PROGRESS", "lines")
    tell = console_progress()
    tell("encode", 0, 10)
    tell("encode", 1, 10)  # too soon after the last line
    tell("encode", 10, 10)
    assert capsys.readouterr().err == "progress\tencode\t0\t10\nprogress\tencode\t10\t10\n"


def test_a_log_gets_plain_lines_at_the_start_and_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    tell = console_progress()
    for done in range(1_001):
        tell("encode", done, 1_000)
    assert capsys.readouterr().err == "encode: 0 of 1,000\nencode: 1,000 of 1,000\n"
