"""What a strategy can need, and what to do where it is missing."""

from dataclasses import dataclass

from demux_core.base.languages import UNKNOWN
from demux_core.modelling.encoding import Encoding


@dataclass(frozen=True)
class Need:
    """Something that a strategy cannot run without.

    Args:
        label: its name in a list of needs.
        remedy: what is missing and how to supply it, to follow a colon.
        user_given: whether people must supply it in addition to the files that every project has.
    """

    label: str
    remedy: str
    user_given: bool = False


NEEDS = {
    "embeddings": Need("embeddings", "there are no embeddings; prepare the project again"),
    "target": Need("target sample", "it needs a target sample; add one on the Data page"),
    "uncertainty": Need(
        "fine-tuned model",
        "the model has no task head, so its uncertainty is unknown; add labelled training data on the "
        "Data page and prepare the project again",
    ),
    "words": Need(
        "word vectors",
        "it needs vectors of words, which only token labelling has; prepare such a project again to get them",
    ),
    "word_uncertainty": Need(
        "uncertainty of every word",
        "it needs the model's uncertainty about every word, which only token labelling with a fine-tuned "
        "model has; prepare such a project again to get it",
    ),
    "languages": Need("languages", "it needs the language of every row; add a column `lang` to the pool"),
    "gold": Need(
        "labelled target data",
        "it needs labelled data in the target language, separate from the pool; add it on the Data page",
        user_given=True,
    ),
    "allocation": Need(
        "a number per language",
        "it needs a number of texts per language; set the numbers on the Selection page",
        user_given=True,
    ),
}


def needs_met(pool: Encoding, target: Encoding) -> set[str]:
    """Return which of ``NEEDS`` a pool and a target sample meet, without those that people give."""
    met = {
        "embeddings": pool.embeddings is not None,
        "target": len(target) > 0,
        "uncertainty": pool.uncertainty is not None,
        "words": pool.words is not None and target.words is not None,
        "word_uncertainty": target.word_uncertainty is not None,
        "languages": pool.languages is not None and any(code != UNKNOWN for code in pool.languages),
    }
    return {need for need, is_met in met.items() if is_met}
