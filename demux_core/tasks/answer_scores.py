"""SQuAD scores of predicted answers, in percent (Rajpurkar et al., 2016).

Scripts written without spaces are compared by character, as in MLQA (Lewis et al., 2020).
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np

from demux_core.tasks.metric import Metric, Scores
from demux_core.tasks.text_pieces import SPACELESS

_ARTICLES = re.compile(r"\b(a|an|the)\b")


def answer_scores(gold: Sequence[Sequence[str]], predicted: Sequence[str]) -> Scores:
    """Word F1 and exact match against the best of several answers."""
    exact, f1 = [], []
    for answers, text in zip(gold, predicted, strict=True):
        exact.append(max(float(answer_words(answer) == answer_words(text)) for answer in answers))
        f1.append(best_f1(answers, text))
    return {"f1": 100 * float(np.mean(f1)), "em": 100 * float(np.mean(exact))}


def best_f1(answers: Sequence[str], text: str) -> float:
    """The word F1 (0 to 1) of ``text`` against the answer that it fits best."""
    return max(_word_f1(answer_words(answer), answer_words(text)) for answer in answers)


def answer_words(text: str) -> list[str]:
    """Lower-case words without punctuation and English articles; characters where a script has no spaces.

    Punctuation is deleted as in SQuAD, that of all scripts as in MLQA: ``U.S.`` is the word ``us``.
    """
    text = "".join(c for c in text.lower() if not _is_punctuation(c))
    return SPACELESS.sub(r" \g<0> ", _ARTICLES.sub(" ", text)).split()


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def _word_f1(gold: list[str], predicted: list[str]) -> float:
    if not gold or not predicted:
        return float(gold == predicted)
    same = sum((Counter(gold) & Counter(predicted)).values())
    return 2 * same / (len(gold) + len(predicted))


def _row_parts(answers: Sequence[str], text: str) -> tuple[float, float]:
    return best_f1(answers, text), 1.0


ANSWER_METRIC = Metric("f1", answer_scores, _row_parts)
