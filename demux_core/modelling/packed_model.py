"""Reader for the E5S1 format: a small BERT with its vocabulary, in one little-endian 4-bit file."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError

_F32 = 0


class PackedModel:
    """Reads a packed file from front to back: header, vocabulary, character map, tensors."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        self._position = 0

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self._bytes, self._position)
        self._position += struct.calcsize("<" + form)
        return values

    def _array(self, dtype: str, count: int) -> NDArray[Any]:
        array: NDArray[Any] = np.frombuffer(self._bytes, dtype, count, self._position)
        self._position += array.nbytes
        return array

    def header(self) -> tuple[int, ...]:
        """Read hidden, layers, heads, ffn, vocabulary, positions, types."""
        magic, version, *sizes = self._take("4sI7i")
        self._take("fi")  # epsilon and block size are fixed by the format
        if (magic, version) != (b"E5S1", 1):
            raise InputError(f"the packed model must be E5S1 version 1, got {magic!r} version {version}")
        return tuple(sizes)

    def vocabulary(self) -> list[tuple[str, float]]:
        """Read the pieces with their scores, in id order."""
        count, *_special, length = self._take("5iQ")
        offsets = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        blob = bytes(self._array("u1", length))
        return [
            (blob[a:b].decode(), float(score))
            for a, b, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
        ]

    def character_map(self) -> dict[str, str]:
        """Read the replacements that the model's normalizer makes for characters."""
        count, _size = self._take("iI")
        mapping = {}
        for _ in range(count):
            point, length = self._take("IB")
            mapping[chr(point)] = "".join(map(chr, self._take(f"{length}I")))
        return mapping

    def tensors(self) -> list[tuple[str, NDArray[np.float32]]]:
        """Read name and flat float32 values of every tensor."""
        tensors = []
        (count,) = self._take("i")
        for _ in range(count):
            (length,) = self._take("H")
            name = bytes(self._array("u1", length)).decode()
            kind, elements, offset, size = self._take("BIQQ")
            raw = np.frombuffer(self._bytes, np.uint8, size, offset)
            tensors.append((name, raw.view("<f4").copy() if kind == _F32 else unpack_q4(raw, elements)))
        return tensors


def unpack_q4(raw: NDArray[np.uint8], elements: int) -> NDArray[np.float32]:
    """Unpack blocks of an fp16 scale d and 16 bytes; weight j = (low nibble - 8) d, j + 16 the high one."""
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1)[:elements]
