"""A pool of three texts and a target sample of two, small enough to check by hand."""

import numpy as np

from demux_core import Encoding

SOURCE = Encoding(
    ids=["a", "b", "c"],
    embeddings=np.array([[0, 0], [1, 0], [5, 0]], dtype=np.float32),
    uncertainty=np.array([-0.25, -0.5, -0.75], dtype=np.float32),
    languages=["hi", "en", "hi"],
    texts=["एक", "<b>two</b> & more", "x" * 300],
)
TARGET = Encoding(
    ids=["t", "u"],
    embeddings=np.array([[0, 1], [5, 1]], dtype=np.float32),
    languages=["ne"] * 2,
    texts=["दुई", "तीन"],
)
