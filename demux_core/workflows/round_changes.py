"""What a round changed besides its score: agreement with labels not seen before, how sure the model is."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from demux_core.analysis.coverage import target_view
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoding import Encoding
from demux_core.workflows.annotation_rounds import Round, every_round
from demux_core.workflows.round_scores import RoundModels
from demux_core.workspace.prepared import PreparedProject


def with_agreement(work: RoundModels, labelled: Dataset, current: Round) -> Round:
    """Return a round with the score of the model before on the labels that this model had not seen.

    These labels are a test of the former model: it was trained without them.

    Args:
        work: where models come from; the model before is still there.
        labelled: the rows that the round trains on.
        current: the round, trained.
    """
    earlier = [one for one in every_round(work.project) if one.number < current.number and one.run]
    earlier = [one for one in earlier if one.start == current.start]
    seen = set(earlier[-1].ids) if earlier else set()
    new = labelled.take([row for row, name in enumerate(labelled.frame["id"]) if name not in seen])
    if current.new or not len(new):
        return current
    score = _score_before(work, earlier, new)
    return replace(current, new=len(new), agreement=score)


def target_uncertainty(target: Encoding) -> NDArray[np.float32] | None:
    """Return the model's uncertainty of each target text, (m,), in memory; None if unknown."""
    return None if target.uncertainty is None else np.array(target.uncertainty)


def with_more_certain(current: Round, before: NDArray[np.float32] | None, target: Encoding) -> Round:
    """Return a round with the number of target texts of which the model is more certain than ``before``."""
    after = target.uncertainty
    if current.more_certain is not None or before is None or after is None or len(before) != len(after):
        return current
    return replace(current, more_certain=int((after < before).sum()), sample=len(before))


def with_covered(current: Round, before: Collection[str], prepared: PreparedProject) -> Round:
    """Return a round with the number of target texts that have a labelled point near, as its model sees them.

    Args:
        current: the round.
        before: ids of the labels of the round before.
        prepared: the project as prepared with the model of ``current``.
    """
    view = target_view(prepared.source, prepared.target)
    counts = [
        view.coverage([row for row, name in enumerate(prepared.source.ids) if name in ids]).count
        for ids in (set(before), set(current.ids))
    ]
    return replace(current, covered=(counts[0], counts[1]))


def _score_before(work: RoundModels, earlier: list[Round], new: Dataset) -> float | None:
    from demux_core.modelling import network
    from demux_core.modelling.metrics import score
    from demux_core.modelling.models import find_model

    former = work.models.en_ft_network
    if earlier:
        folder = work.folder(earlier[-1])
        if not folder.exists():
            return None
        former = network.load_network(find_model(folder), new.task).eval()
    result = score(new, work.models.predictions(former, new))
    return float(result["scores"][result["main"]])
