"""Running a command of the documents as it stands, in a folder that has the files which it names."""

import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from demux_core.cli import main

ROOT = Path(__file__).parents[2]
_STARTS = (["python", "-m", "demux_core"], ["demux"])
# What makes a command take seconds: a tiny model instead of the one that it names, fewer and shorter runs.
_SMALLER = {
    "encode": "--model {model}",
    "train": "--model {model} --epochs 2",
    "experiment": "--model {model} --seeds 2,22 --epochs 1 --en-epochs 1",
    "reproduce": "--model {model} --data paper --rows 6 --epochs 1 --budgets 5 --seeds 2 --strategies random",
}


@dataclass(frozen=True)
class Desk:
    """The folder, and a tiny model without a head."""

    folder: Path
    model: Path

    def run(self, command: str) -> None:
        """Run a command; commands of this product run in this process.

        Raises:
            AssertionError: it does not end with status 0.
        """
        words = shlex.split(command, comments=True)
        for start in _STARTS:
            if words[: len(start)] == start:
                arguments = words[len(start) :]
                assert main([*arguments, *self._smaller(arguments)], program=" ".join(start)) == 0, command
                return
        self._run_in_a_shell(command)

    def _smaller(self, arguments: list[str]) -> list[str]:
        """Further options; those that a command of the paper's size has itself are replaced."""
        more = _SMALLER.get(arguments[0], "").format(model=self.model).split()
        pairs = zip(more[::2], more[1::2], strict=True)
        keeps = arguments[0] != "reproduce"
        return [word for pair in pairs if not (keeps and pair[0] in arguments) for word in pair]

    def _run_in_a_shell(self, command: str) -> None:
        """Where ``python`` is that of the tests, and ``demux`` and the checkout's modules are found."""
        programs = self.folder / "bin"
        programs.mkdir(exist_ok=True)
        demux = programs / "demux"
        demux.write_text(
            '#!/bin/sh\nexec python -c "from demux_core.cli.dashboard import demux as d; d()" "$@"\n'
        )
        demux.chmod(0o755)
        paths = f"{programs}:{Path(sys.executable).parent}:/usr/bin:/bin"
        environment = {"PATH": paths, "PYTHONPATH": str(ROOT), "HOME": str(self.folder)}
        subprocess.run(["bash", "-euc", command], cwd=self.folder, env=environment, check=True)
