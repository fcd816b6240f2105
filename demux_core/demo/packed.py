"""Encodings as the demo ships them: small, so embeddings are in half precision and words in single bytes."""

import shutil
from pathlib import Path

import numpy as np

from demux_core.modelling import encoding as files

_WORDS = "words.npz"


def pack(encoded: Path, out: Path, with_words: bool) -> None:
    """Write the files of an encoding to ``out``, which is created; its manifest is left to the caller.

    Args:
        encoded: the folder of the encoding.
        out: the folder to write.
        with_words: whether to ship the vectors of words, if there are any.
    """
    out.mkdir(parents=True)
    for name in (files.ROWS, files.UNCERTAINTY):
        shutil.copyfile(encoded / name, out / name)
    np.save(out / files.EMBEDDINGS, np.load(encoded / files.EMBEDDINGS).astype(np.float16))
    if with_words and (encoded / files.WORDS).exists():
        vectors = np.load(encoded / files.WORDS).astype(np.float32)
        # A few axes are much longer than the others, so each has steps of its own.
        step = np.abs(vectors).max(axis=0) / 127
        np.savez_compressed(out / _WORDS, step=step, steps=np.rint(vectors / step).astype(np.int8))


def unpack(folder: Path) -> None:
    """Turn what ``pack`` wrote into the files that ``Encoding.open`` expects, in place."""
    embeddings = folder / files.EMBEDDINGS
    np.save(embeddings, np.load(embeddings).astype(np.float32))
    if (folder / _WORDS).exists():
        with np.load(folder / _WORDS) as packed:
            np.save(folder / files.WORDS, (packed["steps"] * packed["step"]).astype(np.float16))
        (folder / _WORDS).unlink()
