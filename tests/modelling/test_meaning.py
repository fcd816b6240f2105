import numpy as np

from demux_core.modelling.meaning import nearest_in_meaning


def test_the_nearest_are_those_of_the_largest_cosine_whatever_their_length() -> None:
    draw = np.random.default_rng(1)
    vectors = draw.normal(size=(50, 8)).astype(np.float32) * draw.uniform(0.1, 9, size=(50, 1)).astype(
        np.float32
    )
    query = draw.normal(size=8).astype(np.float32)
    cosines = [
        float(np.dot(row.astype(np.float64), query) / np.linalg.norm(row.astype(np.float64)))
        for row in vectors
    ]
    expected = sorted(range(50), key=lambda row: -cosines[row])[:7]
    assert nearest_in_meaning(query, vectors, 7).tolist() == expected
