from dataclasses import replace

import numpy as np

from demux_core import Encoding
from demux_core.strategies.needs import NEEDS, needs_met

BARE = Encoding(["a", "b"], None)
WORDS = (np.zeros((3, 4), dtype=np.float16), np.array([0, 1, 3]))


def test_an_encoding_without_a_model_meets_only_the_need_of_a_target_sample() -> None:
    assert needs_met(BARE, BARE) == {"target"}
    assert needs_met(BARE, BARE.take(np.array([], dtype=np.int64))) == set()


def test_languages_are_known_where_one_row_has_one() -> None:
    assert "languages" not in needs_met(replace(BARE, languages=["unknown"] * 2), BARE)
    assert "languages" in needs_met(replace(BARE, languages=["hi", "unknown"]), BARE)


def test_an_encoding_by_a_tagger_meets_all_needs_but_those_that_people_give() -> None:
    tagged = Encoding(
        ["a", "b"],
        np.zeros((2, 4), dtype=np.float32),
        uncertainty=np.zeros(2, dtype=np.float32),
        languages=["hi", "ne"],
        words=WORDS,
        word_uncertainty=np.zeros(3, dtype=np.float32),
    )
    assert needs_met(tagged, tagged) == {name for name, need in NEEDS.items() if not need.user_given}
