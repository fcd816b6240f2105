"""The picture of the demo is read from its shipped files."""

import json

import pytest

from demux_core.demo.catalog import DEMO, DEMOS, SHIPPED, STORY
from demux_core.demo.story import CHOSEN, FILE, POOL, TARGET, compute, tell


def test_counts_and_chosen_points_are_those_of_the_files() -> None:
    story = tell(DEMOS[STORY])
    assert story is not None
    files = DEMOS[STORY].files
    for part, role in ((POOL, "pool"), (TARGET, "target")):
        lines = [line for name in files[role] for line in (DEMO / name).read_text("utf-8").splitlines()]
        assert story.count(part) == len(lines)
    assert story.count(CHOSEN) == story.bought.budget
    pool = [json.loads(line) for line in (DEMO / files["pool"][0]).read_text("utf-8").splitlines()]
    assert story.pool_languages == len({row["lang"] for row in pool})


def test_the_demo_that_newcomers_see_is_one_where_chosen_labels_clearly_pay() -> None:
    story = tell(DEMOS[STORY])
    assert story is not None
    assert story.bought.chosen.low > 0


def test_a_demo_that_is_not_computed_has_no_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demux_core.demo.story.SHIPPED", SHIPPED / "nowhere")
    assert tell(DEMOS[STORY]) is None


@pytest.mark.parametrize("name", DEMOS)
def test_the_shipped_story_is_that_of_the_shipped_experiment(name: str) -> None:
    assert json.loads((SHIPPED / name / FILE).read_text("utf-8")) == compute(DEMOS[name])
