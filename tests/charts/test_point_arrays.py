import json
import zlib

import numpy as np
import pytest

from demux_core.charts.point_arrays import (
    STEPS,
    PackedArray,
    codes,
    narrow,
    pack,
    pack_lines,
    pack_points,
    quantise,
)


def read(packed: PackedArray) -> np.ndarray:
    """Read an array as a browser does."""
    start = 4 + int.from_bytes(packed.data[:4], "little")
    header = json.loads(packed.data[4:start])
    assert header["key"] == packed.key
    content = packed.data[start:]
    kind = np.dtype(header["type"]).newbyteorder("<")
    return np.frombuffer(zlib.decompress(content) if header["deflated"] else content, kind)


def test_points_move_by_half_a_step_at_most() -> None:
    points = np.random.default_rng(0).normal(size=(5_000, 2)).astype(np.float32) * (3, 700)
    packed = pack_points(points)
    steps = read(packed.array).reshape(2, -1).astype(np.float64)
    back = np.array(packed.low) + steps.T / STEPS * np.array(packed.span)
    assert (np.abs(back - points) <= np.array(packed.span) / STEPS * 0.5001).all()
    assert (steps.min(), steps.max()) == (0, STEPS)


@pytest.mark.parametrize("points", [np.zeros((0, 2)), np.full((1, 2), 7.0), np.full((3, 2), -1.5)])
def test_points_without_an_extent_are_at_step_0(points: np.ndarray) -> None:
    steps, _, span = quantise(points.astype(np.float32))
    assert steps.shape == (2, len(points))
    assert not steps.any()
    assert span.tolist() == [1, 1]


@pytest.mark.parametrize("deflate", [False, True])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_packed_numbers_come_back_as_they_were(kind: type, deflate: bool) -> None:
    numbers = np.arange(250, dtype=kind)
    assert read(pack(numbers, deflate=deflate)).tolist() == numbers.tolist()


def test_lines_come_back_as_they_were_and_repetitions_take_little_room() -> None:
    lines = [[("text", f"नमस्ते {i}"), ("detail", "Hindi · margin 0.5")] for i in range(1_000)]
    packed = pack_lines(lines)
    start = 4 + int.from_bytes(packed.data[:4], "little")
    assert json.loads(packed.data[4:start]) == {"key": packed.key, "type": "json", "deflated": True}
    assert json.loads(zlib.decompress(packed.data[start:])) == [
        [list(line) for line in each] for each in lines
    ]
    assert len(packed.data) < 10_000
    assert pack_lines(lines[1:]).key != packed.key


def test_the_key_says_whether_numbers_are_the_same() -> None:
    numbers = np.array([1, 2], dtype=np.uint8)
    assert pack(numbers, deflate=True).key == pack(numbers.copy(), deflate=False).key
    assert pack(numbers, deflate=True).key != pack(numbers[::-1], deflate=True).key
    assert pack(numbers, deflate=True).key != pack(numbers.view(np.uint16), deflate=True).key


def test_codes_are_places_in_the_sorted_values() -> None:
    places, names = codes(["ur", "en", "ur", "hi"])
    assert names == ["en", "hi", "ur"]
    assert places.tolist() == [2, 0, 2, 1]


def test_numbers_take_one_byte_where_that_is_enough() -> None:
    assert narrow(np.array([0, 255])).dtype == np.uint8
    assert narrow(np.array([0, 256])).dtype == np.uint16
    assert narrow(np.array([], dtype=np.int64)).dtype == np.uint8
