from demux_core.analysis.language_mix import mix_by_round, selection_counts
from demux_core.experiments.cells import Cell, CellRecord


def test_the_language_mix_is_the_mean_over_seeds() -> None:
    records = [
        CellRecord(Cell("random", 2, 1, 4), {}, languages={"hi": 4}),
        CellRecord(Cell("random", 22, 1, 4), {}, languages={"hi": 1, "ur": 3}),
        CellRecord(Cell("en_ft", 42, 0, 0), {}),
    ]
    mix = mix_by_round(selection_counts(records))
    assert mix["language"].tolist() == ["hi", "ur"]
    assert mix["count"].tolist() == [2.5, 1.5]
    assert mix["share"].tolist() == [5 / 8, 3 / 8]


def test_every_round_has_a_mix_of_its_own() -> None:
    records = [
        CellRecord(Cell("random", 2, number, 4 * number), {}, languages={code: 4})
        for number, code in ((1, "hi"), (2, "ur"))
    ]
    mix = mix_by_round(selection_counts(records))
    assert mix[["round", "language", "share"]].values.tolist() == [[1, "hi", 1.0], [2, "ur", 1.0]]
