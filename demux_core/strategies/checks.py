"""Checks of a strategy's inputs; every error says the rule, the value and the remedy."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding, Words
from demux_core.modelling.stored_vectors import StoredVectors
from demux_core.strategies.base import Query, Rows

_BLOCK = 65_536


def whole_number(name: str, value: object, least: int) -> int:
    """``value`` as an int of at least ``least``; a bool or a float is an error."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"{name} must be a whole number, got {value!r}")
    if value < least:
        raise InputError(f"{name} must be at least {least}, got {int(value):,}")
    return int(value)


def checked_budget(budget: object, left: int, data: str) -> int:
    """``budget`` as an int between 1 and the number of unlabelled rows, ``left``; ``data`` names the rows."""
    if budget is None:
        raise InputError("budget must be a number of texts unless money is limited, got none; give one")
    count = whole_number("budget", budget, least=1)
    if count > left:
        raise InputError(
            f"budget must be at most the {left:,} unlabelled rows, got {count:,}; lower it or add {data} data"
        )
    return count


def rows_of_pool(name: str, given: ArrayLike | None, size: int) -> Rows:
    """``given``, called ``name`` in messages, as ascending distinct rows of a pool of ``size`` rows."""
    rows = np.asarray([] if given is None else given)
    if rows.size == 0:
        return np.empty(0, dtype=np.int64)
    if rows.ndim != 1 or not np.issubdtype(rows.dtype, np.integer):
        raise InputError(f"{name} must be a list of row numbers, got {rows.ndim}-d values of {rows.dtype}")
    if rows.min() < 0 or rows.max() >= size:
        wrong = rows[(rows < 0) | (rows >= size)][0]
        raise InputError(f"{name} rows must be between 0 and {size - 1:,} (the pool's rows), got {wrong:,}")
    return np.unique(rows).astype(np.int64)


def same_width(pool: Encoding, target: Encoding | None) -> None:
    """Raise InputError if the vectors of pool and target differ in width."""
    if target is None or target.embeddings is None or pool.embeddings is None:
        return
    widths = np.shape(pool.embeddings)[1], np.shape(target.embeddings)[1]
    if widths[0] != widths[1]:
        raise InputError(
            "pool and target must be encoded by the same model, "
            f"got vectors of {widths[0]:,} and {widths[1]:,} numbers; encode both with one model"
        )


def vectors(query: Query) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The embeddings of pool (n, dim) and target (m, dim), present and finite."""
    return pool_vectors(query), target_vectors(query)


def pool_vectors(query: Query) -> NDArray[np.float32]:
    """The embeddings of the pool, (n, dim), present and finite."""
    return _finite(query, query.pool, "pool")


def target_vectors(query: Query) -> NDArray[np.float32]:
    """The embeddings of the target, (m, dim), present and finite."""
    target = _finite(query, _target(query), "target")
    if not len(target):
        raise InputError("target must have at least one row, got none; give a few unlabelled target texts")
    return target


def present_vectors(query: Query, encoding: Encoding, role: str) -> NDArray[np.float32] | StoredVectors:
    """The embeddings of an encoding, which may not be finite."""
    if encoding.embeddings is None:
        raise InputError(
            f"{query.strategy} needs the embeddings of the {role}, which are absent; encode it first"
        )
    vectors: Any = encoding.embeddings  # which are stored where no computer holds them
    return vectors if isinstance(vectors, StoredVectors) else np.asarray(vectors)


def check_finite(vectors: NDArray[np.float32], rows: Rows, role: str) -> None:
    """Raise InputError if one of the vectors, those of ``rows``, is not finite."""
    broken = ~np.isfinite(vectors).all(axis=1)
    if broken.any():
        raise InputError(
            f"embeddings must be finite, but row {rows[broken.argmax()]:,} of the {role} is not; encode the "
            f"{role} again"
        )


def uncertainty(query: Query) -> NDArray[np.float32]:
    """The pool's uncertainty, (n,), finite."""
    values = query.pool.uncertainty
    if values is None:
        raise InputError(
            f"{query.strategy} needs the uncertainty of the pool's rows, which is absent; train a model "
            "first (`python -m demux_core train`) and encode them with it, or use a strategy that needs "
            f"none, such as {_without_uncertainty()}"
        )
    values = np.asarray(values)
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise InputError(
            f"uncertainty must be finite, got {values[row]} in row {row:,}; encode the pool again"
        )
    return values


def words(query: Query) -> tuple[Words, Words]:
    """Word vectors of pool and target, each (vectors (w, dim), offsets (rows + 1,)), present and finite."""
    pool, target = query.pool.words, _target(query).words
    if pool is None or target is None:
        raise InputError(
            f"{query.strategy} needs the vectors of the words of pool and target, which are absent; encode "
            "data of a token task, or use a strategy that compares whole texts"
        )
    if pool[0].shape[1] != target[0].shape[1]:
        raise InputError(
            "the words of pool and target must be encoded by the same model, "
            f"got vectors of {pool[0].shape[1]:,} and {target[0].shape[1]:,} numbers; encode both with one"
        )
    for role, (vectors, _) in (("pool", pool), ("target", target)):
        if not len(vectors):
            raise InputError(f"the {role} must have at least one word, got none; add texts")
        if not all(
            np.isfinite(vectors[start : start + _BLOCK]).all() for start in range(0, len(vectors), _BLOCK)
        ):
            raise InputError(f"word vectors must be finite numbers, the {role}'s are not; encode it again")
    return pool, target


def target_word_uncertainty(query: Query) -> NDArray[np.float32]:
    """The uncertainty of the target's words, (w,), finite, from -1 to 0."""
    values = _target(query).word_uncertainty
    if values is None:
        raise InputError(
            f"{query.strategy} needs the uncertainty of the target's words, which is absent; encode it again "
            "with a model that has a task head (`python -m demux_core train` makes one)"
        )
    if not np.isfinite(values).all() or values.min(initial=0) < -1 or values.max(initial=-1) > 0:
        raise InputError("word_uncertainty of the target must be from -1 to 0; encode it again")
    return values


def word_counts(pool: Encoding) -> Rows:
    """The words of each row, (n,): its vectors of words where there are any, else split at spaces."""
    if pool.words is not None:
        return np.diff(pool.words[1])
    if pool.texts is None:
        raise InputError(
            "a budget of words needs the texts of the rows, which are absent; give them to the Encoding, or "
            "use a budget of texts"
        )
    return np.array([len(text.split()) for text in pool.texts], dtype=np.int64)


def _without_uncertainty() -> str:
    """Two strategies that need embeddings and a target sample only."""
    # Here, because all strategies import this module.
    from demux_core.strategies.display import ordered_strategies

    able = [one.name for one in ordered_strategies() if one.needs == {"embeddings", "target"}]
    return " or ".join(able[:2])


def languages(query: Query) -> Sequence[str]:
    """The pool's language codes, n of them."""
    if query.pool.languages is None:
        raise InputError(
            f"{query.strategy} needs the language of every pool row, which is absent; add a column `lang`"
        )
    return query.pool.languages


def _target(query: Query) -> Encoding:
    if query.target is None:
        raise InputError(
            f"{query.strategy} needs a target sample, got None; give a few unlabelled target texts"
        )
    return query.target


def _finite(query: Query, encoding: Encoding, role: str) -> NDArray[np.float32]:
    values = np.asarray(present_vectors(query, encoding, role))
    # Block by block, so that memory-mapped vectors are never copied as a whole.
    for start in range(0, len(values), _BLOCK):
        block = values[start : start + _BLOCK]
        check_finite(block, np.arange(start, start + len(block)), role)
    return values
