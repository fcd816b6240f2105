import numpy as np
import pytest
from scipy.optimize import least_squares

from demux_core.analysis.power_law import OFFSET, fit_power_laws

BUDGETS = [0, 10, 50, 100, 250]


def test_points_on_a_power_law_are_continued_exactly() -> None:
    def law(n: np.ndarray) -> np.ndarray:
        return 80 - 60 * (n + OFFSET) ** -0.5

    fitted = fit_power_laws(BUDGETS, law(np.array(BUDGETS))[None])
    assert fitted.exponent == pytest.approx([0.5])
    np.testing.assert_allclose(fitted.at([500, 1000])[0], law(np.array([500, 1000])))


def test_a_straight_line_over_the_logarithm_is_one_of_the_curves() -> None:
    scores = 40 + 5 * np.log(np.array(BUDGETS) + OFFSET)
    fitted = fit_power_laws(BUDGETS, scores[None])
    assert fitted.exponent == pytest.approx([0])
    np.testing.assert_allclose(fitted.at([1000])[0], 40 + 5 * np.log(1000 + OFFSET), rtol=1e-6)


def test_the_fit_is_the_weighted_least_squares_of_scipy() -> None:
    scores = np.array([50.0, 56.1, 58.7, 62.9, 64.2])
    weights = np.arange(1, 6) / 5

    def residuals(free: np.ndarray) -> np.ndarray:
        a, b, c = free
        return np.sqrt(weights) * (a - b * (np.array(BUDGETS) + OFFSET) ** -c - scores)

    found = least_squares(residuals, [70, 50, 0.4], bounds=([0, 0, 1e-3], [200, 1000, 1]))
    fitted = fit_power_laws(BUDGETS, scores[None])
    ours = np.sqrt(weights) * (fitted.at(BUDGETS)[0] - scores)
    assert (ours**2).sum() == pytest.approx(2 * found.cost, rel=1e-3)


def test_a_falling_curve_is_flat_unless_it_may_fall() -> None:
    falling = np.array([[60.0, 58, 56, 55, 54]])
    assert fit_power_laws(BUDGETS, falling).slope == [0]
    assert fit_power_laws(BUDGETS, falling, may_fall=True).slope < 0


def test_many_curves_are_fitted_as_each_alone() -> None:
    scores = 50 + np.random.default_rng(1).random((6, 5)).cumsum(axis=1) * 4
    together = fit_power_laws(BUDGETS, scores).at([500])
    alone = [fit_power_laws(BUDGETS, row[None]).at([500])[0] for row in scores]
    np.testing.assert_allclose(together, alone)


def test_no_score_is_above_100() -> None:
    assert fit_power_laws(BUDGETS, np.array([[60.0, 70, 80, 90, 99]])).at([10_000]) == [[100]]
