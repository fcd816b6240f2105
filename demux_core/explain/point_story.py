"""Why a point: where it lies, how sure the model is of it, and what every strategy makes of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import displayed_uncertainty, gloss_of, languages_of, text_of
from demux_core.strategies import STRATEGIES, Selection
from demux_core.strategies.cosine import rows_alike
from demux_core.strategies.near_duplicates import NearDuplicates
from demux_core.strategies.neighbors import nearest
from demux_core.strategies.reach import Reach

_TARGETS = 3
MOST_ALIKE = 10
_LOOKED_AT = 1_000


@dataclass(frozen=True)
class NearText:
    """A text near a point.

    Args:
        row: of its own dataset.
        id: its id.
        text: itself.
        language: its code.
        nearness: its Euclidean distance for a target text, its cosine for a text of the pool.
        gloss: its English gloss, if it has one.
    """

    row: int
    id: str
    text: str
    language: str
    nearness: float
    gloss: str | None = None


@dataclass(frozen=True)
class Certainty:
    """How certain the model is of a point.

    Args:
        name: of the measure, ``margin`` (low = unsure) or ``uncertainty``.
        value: of the measure.
        more_certain: the share of the pool that the model is more certain of.
        less_certain: the share of the pool that the model is less certain of.
    """

    name: str
    value: float
    more_certain: float
    less_certain: float


@dataclass(frozen=True)
class Standing:
    """What a strategy makes of a point.

    Args:
        strategy: its name.
        chosen: whether it chooses the point at the budget.
        rank: its place in the order in which the strategy chooses, from 1; None where it is not among those
            that were looked at.
        looked_at: how many places were looked at: the budget, or more where more choices leave the first as
            they are.
        reached: how the strategy came to the point; None where that is not known.
    """

    strategy: str
    chosen: bool
    rank: int | None
    looked_at: int
    reached: Reach | None


@dataclass(frozen=True)
class PointStory:
    """Why a point of the pool is worth labelling, or not.

    Args:
        row: of the pool.
        id: its id.
        text: itself.
        language: its code.
        targets: the nearest target texts, the nearest first; none without embeddings.
        certainty: how certain the model is of it; None where it is not known.
        standings: what each strategy makes of it.
        alike: pool texts that say the same, the most similar first: near-duplicates and translations.
        gloss: its English gloss, if it has one.
    """

    row: int
    id: str
    text: str
    language: str
    targets: tuple[NearText, ...]
    certainty: Certainty | None
    standings: tuple[Standing, ...]
    alike: tuple[NearText, ...]
    gloss: str | None = None

    @property
    def chosen_by(self) -> list[str]:
        """The strategies that choose it at the budget."""
        return [standing.strategy for standing in self.standings if standing.chosen]

    def to_json(self) -> dict[str, Any]:
        """Return the story as the command line prints it."""
        return {**asdict(self), "chosen_by": self.chosen_by}


def point_story(
    row: int,
    pool: Encoding,
    target: Encoding,
    standings: tuple[Standing, ...] = (),
    alike_from: float | None = None,
) -> PointStory:
    """Tell the story of a row of the pool.

    Args:
        row: of ``pool``.
        pool: the pool.
        target: the target sample.
        standings: of the row (``standings``).
        alike_from: cosine of centred vectors from which two texts of the pool say the same; unless
            given, that of near-duplicates in this pool.
    """
    return PointStory(
        row,
        str(pool.ids[row]),
        text_of(pool, row),
        languages_of(pool, np.array([row]))[0],
        _nearest_targets(row, pool, target),
        certainty_of(row, pool),
        standings,
        alike(row, pool, alike_from),
        gloss_of(pool, row),
    )


def ranking_budget(strategy: str, budget: int, free: int) -> int:
    """How many of the ``free`` rows to let a strategy choose in order to rank them (``standings``).

    More than the budget where that leaves the first as they are.
    """
    return min(free, max(budget, _LOOKED_AT)) if STRATEGIES[strategy].nested else budget


def standings(
    row: int, orders: Mapping[str, Selection], budget: int, labelled: ArrayLike = ()
) -> tuple[Standing, ...]:
    """What strategies make of a row.

    Args:
        row: of the pool.
        orders: strategy -> its choice, of ``budget`` rows or more (``ranking_budget``).
        budget: number of texts to label.
        labelled: rows that were left out because they are labelled.
    """
    done = np.asarray(labelled, dtype=np.int64)
    return tuple(_standing(row, order, budget, done) for order in orders.values())


def certainty_of(row: int, pool: Encoding) -> Certainty | None:
    """How certain the model is of a row, beside all rows of the pool; None without uncertainty."""
    if pool.uncertainty is None:
        return None
    name, values = displayed_uncertainty(pool, np.array([row]))
    uncertainty = np.asarray(pool.uncertainty)
    more_certain, less_certain = (
        (uncertainty < uncertainty[row]).mean(),
        (uncertainty > uncertainty[row]).mean(),
    )
    return Certainty(name, float(values[0]), float(more_certain), float(less_certain))


def alike(row: int, pool: Encoding, least: float | None = None) -> tuple[NearText, ...]:
    """Up to 10 texts of the pool whose cosine with a row is at least ``least``, the most similar first."""
    if pool.embeddings is None:
        return ()
    least = NearDuplicates(pool.embeddings).threshold if least is None else least
    rows, cosines = rows_alike(row, pool.embeddings, least)
    found = zip(rows[:MOST_ALIKE].tolist(), cosines.tolist(), strict=False)
    return tuple(_near(pool, other, cosine) for other, cosine in found)


def _nearest_targets(row: int, pool: Encoding, target: Encoding) -> tuple[NearText, ...]:
    if pool.embeddings is None or target.embeddings is None or not len(target):
        return ()
    distances, rows = nearest(pool.embeddings[[row]], target.embeddings, _TARGETS)
    found = zip(rows[0].tolist(), distances[0].tolist(), strict=True)
    return tuple(_near(target, other, distance) for other, distance in found)


def _near(encoding: Encoding, row: int, nearness: float) -> NearText:
    language, name = languages_of(encoding, np.array([row]))[0], str(encoding.ids[row])
    text, gloss = text_of(encoding, row), gloss_of(encoding, row)
    return NearText(row, name, text, language, float(nearness), gloss)


def _standing(row: int, order: Selection, budget: int, labelled: "np.ndarray[Any, Any]") -> Standing:
    strategy, rank = STRATEGIES[order.strategy], order.place_of(row)
    reached = strategy.reached and strategy.reached(order.first(budget), row, labelled)
    return Standing(strategy.name, 0 < rank <= budget, rank or None, len(order), reached or None)
