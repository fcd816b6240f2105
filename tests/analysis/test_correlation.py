import numpy as np
import pytest

from demux_core.analysis.correlation import uncertainty_correlation
from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding


def line(positions: list[float], uncertainty: list[float] | None) -> Encoding:
    """Points on a line."""
    vectors = np.array([[x, 0] for x in positions], dtype=np.float32)
    values = None if uncertainty is None else np.array(uncertainty, dtype=np.float32)
    return Encoding([str(x) for x in positions], vectors, values)


def test_the_correlation_is_that_of_the_means_of_the_k_nearest() -> None:
    source = line([0, 1, 10, 11, 20, 21], [1, 3, 4, 8, 2, 2])
    target = line([0.4, 10.4, 20.4], [1, 4, 3])
    table = uncertainty_correlation(source, target, ks=(1, 2)).set_index("k")
    # Nearest: 1, 4, 2. Of two: 2, 6, 2.
    assert table.loc[1, "r"] == pytest.approx(np.corrcoef([1, 4, 2], [1, 4, 3])[0, 1])
    assert table.loc[2, "r"] == pytest.approx(np.corrcoef([2, 6, 2], [1, 4, 3])[0, 1])
    # Three points leave one degree of freedom, where p = 1 - 2/pi * arcsin |r|.
    assert table["p"].tolist() == pytest.approx((1 - 2 / np.pi * np.arcsin(table["r"])).tolist())
    assert table["n"].tolist() == [3, 3]


def test_what_does_not_vary_has_no_correlation() -> None:
    source, target = line([0, 1, 2, 3], [5, 5, 5, 5]), line([0, 1, 2], [1, 2, 3])
    assert uncertainty_correlation(source, target, ks=(1,))["r"].isna().all()


@pytest.mark.parametrize(
    ("source", "target", "ks", "says"),
    [
        (line([0, 1, 2], None), line([0, 1, 2], [1, 2, 3]), (1,), "fine-tuned model"),
        (line([0, 1, 2], [1, 2, 3]), line([0, 1, 2], [1, 2, 3]), (4,), "from 1 to the 3 pool texts"),
        (line([0, 1, 2], [1, 2, 3]), line([0, 1, 2], [1, 2, 3]), (), "from 1 to the 3 pool texts"),
        (line([0, 1, 2], [1, 2, 3]), line([0, 1], [1, 2]), (1,), "at least 3 target texts"),
    ],
)
def test_what_cannot_be_correlated_is_an_error(
    source: Encoding, target: Encoding, ks: tuple[int, ...], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        uncertainty_correlation(source, target, ks=ks)
