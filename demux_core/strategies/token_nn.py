"""TOKEN-NN: sentences with the words that are nearest to the words of the target sample."""

from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.base import Strategy
from demux_core.strategies.selection import Selection
from demux_core.strategies.word_votes import most_voted, most_voted_by_samples, nearest_words


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    drawn = reasons.drawn(seed)
    return ["its words are near to words of the target" if score else drawn for score in selection.scores]


STRATEGY = Strategy(
    name="token_nn",
    title="TOKEN-NN",
    plain_title="Words near the target's words",
    summary="Takes sentences with many words that are used like words of the target texts.",
    kind="target_aware",
    order=60,
    color=PALETTE[4],
    needs=frozenset({"target", "words"}),
    choose=most_voted,
    choose_by_samples=most_voted_by_samples,
    explain=_explain,
    reached=nearest_words,
    nested=True,
)
