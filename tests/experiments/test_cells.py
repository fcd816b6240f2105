import pytest

from demux_core.experiments.cells import Cell, CellRecord, Environment, ScoreParts


def test_a_cell_is_named_by_strategy_seed_round_and_budget() -> None:
    assert Cell("random", 2, 1, 50).name == "random-seed2-round1-budget50"


def test_a_record_keeps_all_that_was_stored() -> None:
    stored = {
        "strategy": "random",
        "seed": 2,
        "round": 1,
        "budget": 5,
        "manifest": "0f",
        "main": "f1",
        "scores": {"hi": {"f1": 50.0}, "all": {"f1": 50.0}},
        "items": {"numerator": [1, 0.5], "denominator": [2, 1]},
        "ids": ["a", "b"],
        "languages": {"hi": 2},
        "seconds": {"train": 1.5},
        "data_hash": "1e",
        "versions": {"torch": "2"},
        "machine": {"threads": 1},
        "fingerprint": "2d",
        "a key of a later version": [1],
    }
    record = CellRecord.from_json(stored)
    assert record == CellRecord(
        Cell("random", 2, 1, 5),
        {"hi": {"f1": 50.0}, "all": {"f1": 50.0}},
        metric="f1",
        items=ScoreParts([1, 0.5], [2, 1]),
        ids=["a", "b"],
        languages={"hi": 2},
        seconds={"train": 1.5},
        environment=Environment({"torch": "2"}, {"threads": 1}),
        fingerprint="2d",
        data_hash="1e",
        manifest="0f",
        extra={"a key of a later version": [1]},
    )
    assert list(record.to_json().items()) == list(stored.items())
    assert record.main_score == 50.0


def test_a_record_of_scores_alone_has_neither_main_metric_nor_test_rows() -> None:
    record = CellRecord(Cell("random", 2, 1, 5), {"all": {"f1": 50.0}})
    assert record.to_json() == {
        "strategy": "random",
        "seed": 2,
        "round": 1,
        "budget": 5,
        "scores": {"all": {"f1": 50.0}},
        "ids": [],
        "languages": {},
        "seconds": {},
    }
    assert CellRecord.from_json(record.to_json()) == record.__class__(record.cell, record.scores, ids=[])
    with pytest.raises(ValueError, match="main metric of random-seed2-round1-budget5 is not known"):
        _ = record.main_score


@pytest.mark.parametrize("stored", [{"strategy": "random"}, ["random"], {"scores": {}}])
def test_what_is_no_record_is_refused(stored: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        CellRecord.from_json(stored)  # type: ignore[arg-type]
