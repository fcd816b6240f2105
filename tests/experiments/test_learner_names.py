"""Results name their learner, and those of two learners are never taken together."""

import pandas as pd
import pytest

from demux_core.base.errors import InputError
from demux_core.experiments.learner_names import learner_name, only_learner
from demux_core.experiments.manifests import learner
from demux_core.experiments.plan import FINE_TUNE, PROBE
from demux_core.experiments.results_table import learner_of_tables
from tests.helpers.make_results import learning

TUNED = learning({"random": 4})
PROBED = TUNED.assign(experiment="low_budget_probe")


def test_both_learners_have_a_name() -> None:
    assert learner_name(FINE_TUNE) == "fine-tuned models"
    assert learner_name(PROBE) == "linear probe: a linear head on the frozen model"


def test_a_learner_of_a_later_version_is_called_as_it_calls_itself() -> None:
    assert learner_name("adapter") == "adapter"


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ({"experiment": "low_budget"}, FINE_TUNE),
        ({"experiment": "rounds", "learner": "fine_tune"}, FINE_TUNE),
        ({"experiment": "low_budget_probe", "learner": "probe"}, PROBE),
        ({"experiment": "rounds_probe"}, PROBE),
        ({"experiment": "five_rounds"}, FINE_TUNE),
    ],
)
def test_a_manifest_without_a_learner_is_told_by_its_kind(manifest: dict[str, str], expected: str) -> None:
    assert learner(manifest) == expected


def test_tables_of_one_learner_have_it() -> None:
    assert learner_of_tables({"a": TUNED, "b": TUNED.assign(experiment="rounds")}) == FINE_TUNE
    assert learner_of_tables({"a": PROBED}) == PROBE


def test_tables_of_two_learners_are_refused_by_name() -> None:
    with pytest.raises(
        InputError, match=r"do not compare, got a \(fine-tuned\), b \(linear probe\); analyse"
    ):
        learner_of_tables({"a": TUNED, "b": PROBED})
    with pytest.raises(
        InputError, match=r"got a: low_budget \(fine-tuned\), a: low_budget_probe \(linear pr"
    ):
        learner_of_tables({"a": pd.concat([TUNED, PROBED])})
    with pytest.raises(InputError, match="results of fine-tuned models and of linear probes do not compare"):
        only_learner({"a": FINE_TUNE, "b": PROBE})
