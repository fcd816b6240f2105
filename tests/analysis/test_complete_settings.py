import pandas as pd

from demux_core.analysis.complete_settings import most_complete

COLUMNS = ("task", "model")


def results(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["task", "model", "strategy", "budget"])


def test_the_first_setting_without_a_gap_comes_first() -> None:
    gaps = [("pos", "m", "random", 5), ("pos", "m", "random", 10), ("pos", "m", "gold", 10)]
    whole = [("ner", name, strategy, 5) for name in ("m", "n") for strategy in ("random", "gold")]
    assert most_complete(results(*gaps, *whole), COLUMNS) == {"task": "ner", "model": "m"}
    assert most_complete(results(*gaps), COLUMNS) == {"task": "pos", "model": "m"}


def test_the_starting_model_has_no_budgets_to_lack() -> None:
    with_start = results(("pos", "m", "en_ft", 0), ("pos", "m", "random", 5), ("ner", "m", "random", 5))
    assert most_complete(with_start, COLUMNS) == {"task": "pos", "model": "m"}
    assert most_complete(with_start.head(1), COLUMNS) == {}
