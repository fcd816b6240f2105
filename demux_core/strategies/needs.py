"""What a strategy may need, and what to do where it is missing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """Something that a strategy cannot choose without.

    Args:
        label: for a list of needs.
        remedy: why the strategy cannot run without it and what to do, as the end of a sentence.
        user_given: whether somebody must supply it besides the files that every project has.
    """

    label: str
    remedy: str
    user_given: bool = False


NEEDS = {
    "embeddings": Need("embeddings", "there are no embeddings; prepare the project again"),
    "target": Need("target sample", "it needs a target sample; add one on the Data page"),
    "uncertainty": Need(
        "fine-tuned model",
        "the model has no task head, so its uncertainty is not known; add labelled training data on the "
        "Data page and prepare again",
    ),
    "words": Need(
        "word vectors",
        "it needs vectors of words, which only token labelling has; prepare the project again, or choose a "
        "strategy that compares whole texts",
    ),
    "languages": Need("languages", "it needs the language of every row; add a column `lang` to the pool"),
    "gold": Need(
        "labelled target data",
        "it needs labelled data of the target language, which is not part of the pool",
        user_given=True,
    ),
    "allocation": Need(
        "a number per language",
        "it needs a number of points for each language; set them on the Selection page",
        user_given=True,
    ),
}
