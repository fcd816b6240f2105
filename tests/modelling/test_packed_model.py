import numpy as np

from demux_core.modelling.packed_model import unpack_q4


def test_four_bit_weights_are_scale_times_nibble_minus_eight() -> None:
    scale = np.array([0.5], dtype="<f2").tobytes()
    codes = np.arange(16, dtype=np.uint8) | (np.arange(15, -1, -1, dtype=np.uint8) << 4)
    raw = np.frombuffer(scale + codes.tobytes(), np.uint8)
    expected = [(code - 8) * 0.5 for code in [*range(16), *range(15, -1, -1)]]
    assert unpack_q4(raw, 32).tolist() == expected
