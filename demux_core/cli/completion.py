"""``completion``: what a shell needs to complete commands, options and files."""

from typing import Any

from demux_core.cli.shared import Options, add_command

_SHELLS = ("bash", "zsh", "fish")


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "completion",
        _run,
        "print what makes a shell complete `demux` with the Tab key",
        "bash >> ~/.bashrc",
    )
    command.add_argument("shell", choices=_SHELLS)


def _run(options: Options) -> None:
    from argcomplete.shell_integration import shellcode

    print(shellcode(["demux"], True, options.shell))
