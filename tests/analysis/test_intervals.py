import pandas as pd

from demux_core.analysis.intervals import is_significant, widen_by_test_rows


def apart(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    columns = ["strategy", "delta", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(budget=10, against="random", n=3)


def drawn(*rows: tuple[str, float, float]) -> pd.DataFrame:
    columns = ["strategy", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(
        experiment="a", budget=10, difference=0.0, seeds=3, rows=400
    )


def test_a_difference_is_clear_where_its_interval_leaves_out_0() -> None:
    assert is_significant(0.1, 2.0)
    assert is_significant(-2.0, -0.1)
    assert not is_significant(-0.1, 2.0)
    assert not is_significant(float("nan"), float("nan"))


def test_a_gain_of_all_seeds_on_a_small_test_is_not_clear() -> None:
    (row,) = widen_by_test_rows(
        apart(("uncertainty", 4.7, 3.1, 6.3)), {"random": drawn(("uncertainty", -0.8, 10.0))}
    ).to_dict("records")
    assert (row["delta"], row["low"], row["high"], row["rows"]) == (4.7, -0.8, 10.0, 400)


def test_a_gain_that_seeds_do_not_share_is_not_clear_on_any_test() -> None:
    (row,) = widen_by_test_rows(
        apart(("uncertainty", 4.7, -1.0, 10.4)), {"random": drawn(("uncertainty", 3.0, 6.4))}
    ).to_dict("records")
    assert (row["low"], row["high"]) == (-1.0, 10.4)


def test_without_test_rows_the_interval_is_that_of_the_seeds() -> None:
    table = widen_by_test_rows(
        apart(("uncertainty", 4.7, 3.1, 6.3), ("gold", 9, 8, 10)), {"random": drawn(("gold", 7, 11))}
    )
    assert table.loc[0, ["low", "high"]].tolist() == [3.1, 6.3]
    assert table["rows"].isna().tolist() == [True, False]
    assert widen_by_test_rows(apart(("gold", 9, 8, 10)), {})["rows"].isna().all()


def test_one_seed_has_no_interval_however_large_the_test_is() -> None:
    nan = float("nan")
    table = widen_by_test_rows(
        apart(("uncertainty", 4.7, nan, nan)), {"random": drawn(("uncertainty", 3.0, 6.4))}
    )
    assert table[["low", "high"]].isna().all(axis=None)


def test_cells_that_have_no_rows_draw_nothing() -> None:
    assert widen_by_test_rows(apart(("gold", 9, 8, 10)), {"random": drawn()})["rows"].isna().all()
