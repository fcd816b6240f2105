"""The points of a map as arrays of bytes, which a browser receives once and keeps."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

STEPS = 65_535  # of each axis: below a hundredth of a pixel on a whole map


@dataclass(frozen=True, eq=False)
class PackedArray:
    """Numbers or texts as a browser receives them.

    Args:
        key: hash of the content; messages name the array by it.
        data: length of the header (4 bytes, little endian), header (JSON: key, type, deflated), content.
    """

    key: str
    data: bytes


@dataclass(frozen=True, eq=False)
class PackedPoints:
    """Coordinates as whole numbers.

    Args:
        array: uint16, all x before all y, each from 0 to ``STEPS``.
        low: (2,) the coordinates of step 0.
        span: (2,) the distance from step 0 to the last.
    """

    array: PackedArray
    low: tuple[float, float]
    span: tuple[float, float]


def pack(numbers: NDArray[np.uint8] | NDArray[np.uint16], *, deflate: bool) -> PackedArray:
    """Pack numbers of one or two bytes; deflating pays where few are in use or they repeat, as codes do."""
    plain = np.ascontiguousarray(numbers).astype(numbers.dtype.newbyteorder("<"), copy=False).tobytes()
    # Codes come in runs or at random, so a search for longer repetitions costs time and gains nothing.
    return _packed(plain, numbers.dtype.name, zlib.Z_RLE if deflate else None)


def pack_lines(lines: Sequence[Sequence[tuple[str, str]]]) -> PackedArray:
    """Pack what points say, a list of lines for each point (``explain.map_points.point_lines``)."""
    plain = json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode()
    return _packed(plain, "json", zlib.Z_DEFAULT_STRATEGY)


def _packed(plain: bytes, kind: str, deflate: int | None) -> PackedArray:
    """``deflate`` is a strategy of zlib; None leaves the content as it is."""
    key = hashlib.blake2b(plain, digest_size=12, person=kind.encode()).hexdigest()
    header = json.dumps({"key": key, "type": kind, "deflated": deflate is not None}).encode()
    content = plain
    if deflate is not None:
        packer = zlib.compressobj(strategy=deflate)
        content = packer.compress(plain) + packer.flush()
    return PackedArray(key, b"".join([len(header).to_bytes(4, "little"), header, content]))


def quantise(
    points: NDArray[np.float32],
) -> tuple[NDArray[np.uint16], NDArray[np.float64], NDArray[np.float64]]:
    """Return points (n, 2) as steps (2, n), and the (2,) coordinates of step 0 and distance to the last step.

    A point lies within half a step of where it was.
    """
    coordinates = np.asarray(points, dtype=np.float64)
    low, span = np.zeros(2), np.ones(2)
    if len(coordinates):
        low, reach = coordinates.min(axis=0), np.ptp(coordinates, axis=0)
        span = np.where(reach > 0, reach, 1.0)
    steps = np.rint((coordinates - low) / span * STEPS).astype(np.uint16)
    return steps.T, low, span


def pack_points(points: NDArray[np.float32]) -> PackedPoints:
    """Pack the coordinates (n, 2) of a map."""
    steps, low, span = quantise(points)
    ends = [(float(pair[0]), float(pair[1])) for pair in (low, span)]
    return PackedPoints(pack(steps, deflate=False), *ends)


def codes(values: Sequence[str]) -> tuple[NDArray[np.uint16], list[str]]:
    """Return the place of each value in a sorted list of the different ones, and that list."""
    numbers, names = pd.factorize(np.asarray(values, dtype=object), sort=True)
    return numbers.astype(np.uint16), [str(name) for name in names]


def narrow(numbers: NDArray[np.integer]) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Return the same whole numbers in as few bytes as they need."""
    if not len(numbers) or numbers.max() < 256:
        return numbers.astype(np.uint8)
    return numbers.astype(np.uint16)
