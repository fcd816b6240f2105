import numpy as np

from demux_core.modelling.linear_probe import LinearProbe, scores


def case(seed: int, rows: int, dim: int = 6, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    labels = generator.integers(classes, size=rows)
    features = generator.normal(size=(rows, dim)) + np.eye(classes, dim)[labels]
    return features.astype(np.float32), labels


def naive_weights(
    english: np.ndarray,
    labels: np.ndarray,
    chosen: np.ndarray,
    given: np.ndarray,
    weight: float,
    penalty: float,
) -> np.ndarray:
    """Weighted ridge regression on one-hot labels by least squares on stacked rows, in float64."""
    mean, scale = english.mean(axis=0), english.std(axis=0)
    rows = np.vstack([english, chosen]).astype(np.float64)
    inputs = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    root = np.sqrt(np.array([1.0] * len(english) + [weight] * len(chosen)))[:, None]
    ridge = np.sqrt(penalty * len(english)) * np.eye(inputs.shape[1])[:-1]
    one_hot = np.eye(3)[np.concatenate([labels, given])]
    left, right = np.vstack([root * inputs, ridge]), np.vstack([root * one_hot, np.zeros((len(ridge), 3))])
    return np.linalg.lstsq(left, right, rcond=None)[0]


def test_adding_equations_is_ridge_regression_on_all_rows() -> None:
    (english, labels), (chosen, given) = case(1, 80), case(2, 15)
    probe = LinearProbe(english, labels, 3, penalties=[0.05])
    weights = probe.fit(probe.equations(probe.inputs(chosen), given), weight=2.0)
    expected = naive_weights(english.astype(np.float64), labels, chosen, given, 2.0, 0.05)
    assert np.allclose(weights, expected, atol=1e-5)


def test_the_penalty_is_the_one_with_the_smallest_error_on_left_out_rows() -> None:
    english, labels = case(6, 40, dim=30)
    penalties, one_hot = [0.01, 0.1, 1.0, 10.0], np.eye(3)[labels]
    inputs = np.column_stack([(english - english.mean(0)) / english.std(0), np.ones(40)]).astype(np.float64)

    def left_out_error(penalty: float) -> float:
        ridge = np.diag([penalty * 40.0] * 30 + [0.0])
        errors = []
        for row in range(40):
            rest = np.delete(np.arange(40), row)
            left = inputs[rest].T @ inputs[rest] + ridge
            weights = np.linalg.solve(left, inputs[rest].T @ one_hot[rest])
            errors.append(((inputs[row] @ weights - one_hot[row]) ** 2).mean())
        return float(np.mean(errors))

    assert LinearProbe(english, labels, 3, penalties).penalty == min(penalties, key=left_out_error)


def test_english_alone_predicts_what_english_rows_say() -> None:
    english, labels = case(3, 300)
    probe = LinearProbe(english, labels, 3, penalties=[0.01])
    predicted = scores(probe.inputs(english), probe.fit()).argmax(axis=1)
    assert (predicted == labels).mean() > 0.6


def test_a_feature_that_never_varies_in_english_does_no_harm() -> None:
    english, labels = case(4, 50)
    english[:, 2] = 7.0
    probe = LinearProbe(english, labels, 3, penalties=[0.01])
    assert np.isfinite(scores(probe.inputs(english), probe.fit())).all()


def test_a_class_that_english_lacks_is_learned_from_chosen_rows() -> None:
    english, labels = case(5, 100, classes=2)
    probe = LinearProbe(english, labels, 3, penalties=[0.01])
    chosen = probe.inputs(np.full((10, 6), 5.0, dtype=np.float32))
    weights = probe.fit(probe.equations(chosen, np.full(10, 2)), weight=4.0)
    assert (scores(chosen, weights).argmax(axis=1) == 2).all()
