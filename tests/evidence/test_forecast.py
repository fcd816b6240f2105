"""The account of the forecasts says what the table says, and the command gives this table."""

import pandas as pd

from tests.evidence.forecast import TABLE, account, checked, demo_curves, errors
from tests.evidence.plans import RESULTS


def test_the_table_of_the_page_matches_the_results() -> None:
    assert account() in (RESULTS / "appendix.md").read_text(encoding="utf-8")


def test_the_recorded_errors_are_those_of_the_forecast() -> None:
    again = errors(pd.DataFrame([row for curve in demo_curves() for row in checked(curve)]))
    known = pd.read_csv(TABLE).query("results == 'demo'").reset_index(drop=True)
    pd.testing.assert_frame_equal(again, known, check_dtype=False, atol=0.02)
