"""Any file loads or gives one clear line: quickly, in bounded memory, never with a traceback."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demux_core import InputError
from demux_core.data.loading import load
from tests.bad_input.corpus import LOADS, Case, cases
from tests.bad_input.trial import SECONDS

CASES = list(cases())
MEGABYTES = 1_000
Outcomes = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """The outcome of every file, by its name."""
    folder = tmp_path_factory.mktemp("bad")
    for case in CASES:
        case.make(folder / case.name)
    command = [sys.executable, "-m", "tests.bad_input.trial", str(folder)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True, check=True
    )
    return {outcome["name"]: outcome for outcome in map(json.loads, done.stdout.splitlines())}


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.alone  # every file has its time
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name[:40])
def test_a_file_loads_or_gives_an_error_of_one_line(case: Case, outcomes: Outcomes) -> None:
    outcome = outcomes[case.name]
    assert outcome["fault"] is None
    assert outcome["pickle"] is None
    assert outcome["seconds"] < SECONDS
    assert outcome["megabytes"] < MEGABYTES
    if case.error == LOADS:
        assert (outcome["message"], outcome["code"]) == (None, 0)
        return
    message = outcome["message"]
    assert message is not None
    assert message.startswith(case.name)
    assert case.error in message
    assert message.isprintable()
    assert len(message) < 1_000
    assert outcome["code"] == 2
    assert outcome["printed"].splitlines() == [f"error: {message}"]


@pytest.mark.parametrize(
    "path", ["~nobody-of-this-name/a.csv", "a\0.csv", f"{'x' * 5_000}.csv", "", ".", "hf:"]
)
def test_a_path_that_no_system_accepts_is_refused(path: str) -> None:
    with pytest.raises(InputError) as refused:
        load(path)
    assert str(refused.value).isprintable()
