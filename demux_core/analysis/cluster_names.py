"""Names of clusters: the words that tell the texts of one from those of the others.

Words are ranked by class-based TF-IDF (Grootendorst, 2022, BERTopic, arXiv:2203.05794): tf log(1 + A / f),
with tf the word's share of the cluster's words, f its number in all clusters and A the mean number of words
of a cluster; a word counts once a text. That alone still ranks words such as "the" high. So a word must be
three times as frequent in the cluster as by chance, given the languages of its texts, and the score is
weighted with the logarithm of that ratio.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.base.languages import UNKNOWN, is_rtl_text
from demux_core.base.text_search import fold
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import gloss_of, languages_of, text_of
from demux_core.tasks.word_splitting import split_words

_WORDS = 3  # in a name
_TIMES = 3.0  # as frequent as by chance
_TEXTS = 2  # a word of one text of the cluster says little about the others
_READ = 20_000  # texts: enough to name a dozen clusters
_ENGLISH = "en"
# English words that tell nothing about a topic. Those of other languages stand evenly in all clusters.
_ENGLISH_WORDS = """
a about above after again all already also always am an and another any are as at back be because been
before being below between both but by can cannot could did do does doing done down during each either
else enough even ever every few first for from further get gets getting give go goes going got had has
have having he her here hers him his how however i if in into is it its itself just keep last let like
made make many may me might mine more most much must my myself need never next no nor not nothing now of
off often on once one only onto or other our ours out over own per perhaps please put rather really same
see seem several shall she should show since so some something still such take than that the their them
themselves then there these they thing this those though through to today together too toward two under
until up upon us use very via want was we well were what when where whether which while who whole whom
whose why will with within without would yes yet you your yours
"""
_FUNCTION_WORDS = frozenset(_ENGLISH_WORDS.split())


def cluster_names(encodings: Sequence[Encoding], clusters: NDArray[np.int64]) -> tuple[str, ...]:
    """Name each cluster by its three most telling words, in English where texts have glosses.

    Args:
        encodings: of pool and target sample.
        clusters: (n + m,) the cluster of every text, from 0 on.

    Returns:
        A name each, no two the same: a word names one cluster only. "Cluster 3" where no word is telling.
    """
    texts = [text for encoding in encodings for text in _texts(encoding)]
    rows = np.unique(np.linspace(0, len(texts) - 1, _READ).astype(np.int64)).tolist()
    split = split_words([texts[row][1] for row in rows])
    read = pd.DataFrame(
        {
            "cluster": clusters[rows],
            "language": [texts[row][0] for row in rows],
            "word": [_telling(words) for words in split],
        }
    )
    scores = _scores(read, int(clusters.max()) + 1)
    best = scores.loc[scores.groupby("word")["score"].idxmax()]  # a word names one cluster only
    best = best.sort_values(["score", "word"], ascending=[False, True])
    named = best.groupby("cluster")["word"].agg(_joined).to_dict() if len(best) else {}
    return tuple(named.get(cluster, f"Cluster {cluster + 1}") for cluster in range(int(clusters.max()) + 1))


def _texts(encoding: Encoding) -> list[tuple[str, str]]:
    """Language and text of each row: the gloss where texts have glosses, nothing for a row without one."""
    own = [(code, text_of(encoding, row)) for row, code in enumerate(languages_of(encoding))]
    if encoding.glosses is None:
        return own
    glosses = [(_ENGLISH, gloss_of(encoding, row) or "") for row in range(len(encoding))]
    return [text if text[0] == _ENGLISH else gloss for text, gloss in zip(own, glosses, strict=True)]


def _telling(words: Iterable[str]) -> list[str]:
    """The words without numbers, single characters and English words such as "please", each once."""
    folded = {fold(word) for word in words if len(word) > 1 and not any(map(str.isdigit, word))}
    return sorted(word for word in folded - _FUNCTION_WORDS if any(map(str.isalpha, word)))


def _scores(read: pd.DataFrame, count: int) -> pd.DataFrame:
    """cluster, word and score of the words that tell a cluster from the others.

    Args:
        read: cluster, language and words of each text.
        count: number of clusters.
    """
    texts = read.groupby(["cluster", "language"]).size().rename("texts").reset_index()
    texts["share"] = texts["texts"] / texts.groupby("language")["texts"].transform("sum")
    words = read.explode("word").dropna(subset="word")
    of_language = words.groupby(["language", "word"]).size().rename("of_language").reset_index()
    # By chance a cluster has of a language's texts with a word the share that it has of all its texts.
    spread = of_language.merge(texts[["cluster", "language", "share"]], on="language")
    spread["chance"] = spread["of_language"] * spread["share"]
    table = spread.groupby(["cluster", "word"])["chance"].sum().reset_index()
    counts = words.groupby(["cluster", "word"]).size().rename("n").reset_index()
    table = counts.merge(table, on=["cluster", "word"])
    in_cluster = table.groupby("cluster")["n"].transform("sum")
    in_all = table.groupby("word")["n"].transform("sum")
    idf, times = np.log1p(len(words) / count / in_all), table["n"] / table["chance"]
    table["score"] = table["n"] / in_cluster * idf * np.log(times)
    least = min(_TIMES, (count + 1) / 2)  # of two clusters, one has at most twice its share
    return table[(table["n"] >= _TEXTS) & (times >= least)]


def _joined(words: Iterable[str]) -> str:
    """The first three words, without further forms of one: ``doctor``, not ``doctors``."""
    chosen: list[str] = []
    for word in words:
        if not any(word.startswith(other) or other.startswith(word) for other in chosen):
            chosen.append(word)
        if len(chosen) == _WORDS:
            break
    # Words of several directions would otherwise swap places, and swap them with a number that follows.
    return " · ".join(f"\u2068{word}\u2069" if is_rtl_text(word, UNKNOWN) else word for word in chosen)
