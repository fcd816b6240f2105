"""A catalogue of public corpora on the hub: where they are, what their columns mean, their licences."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from demux_core.base.errors import InputError
from demux_core.base.languages import language_code, language_name
from demux_core.data import corpus_languages


@dataclass(frozen=True)
class Corpus:
    """A corpus.

    Args:
        name: on the command line.
        title: on pages.
        about: what it holds.
        task: name of the task.
        repository: on the hub.
        configs: language -> the configuration that holds it.
        columns: canonical column -> the corpus's column.
        licence: of the texts, for people.
        parallel: the column whose values translations share; ``position`` where they share their place in
            a split; None where the corpus is not parallel.
        prefixes: language -> how ids of its rows begin, where one configuration holds all languages.
    """

    name: str
    title: str
    about: str
    task: str
    repository: str
    configs: Mapping[str, str]
    columns: Mapping[str, str]
    licence: str
    parallel: str | Literal["position"] | None = None
    prefixes: Mapping[str, str] | None = None

    @property
    def page(self) -> str:
        """Where it is described."""
        return f"https://huggingface.co/datasets/{self.repository}"

    def find_language(self, given: str) -> str:
        """The code of one of its languages, which is given by code or English name.

        Raises:
            InputError: it has no such language.
        """
        code = given.strip()
        if code not in self.configs:
            code = language_code(code)
        if code not in self.configs:
            raise InputError(
                f"{self.name} has no texts in {language_name(code)}; languages: {', '.join(self.configs)}"
            )
        return code


def find_corpus(name: str) -> Corpus:
    """The corpus of this name.

    Raises:
        InputError: there is none.
    """
    if name not in CORPORA:
        raise InputError(f"a corpus must be one of {', '.join(CORPORA)}, got {name[:60]!r}")
    return CORPORA[name]


def _same(codes: str, form: str = "{}") -> dict[str, str]:
    return {code: form.format(code) for code in codes.split()}


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


def _locales() -> dict[str, str]:
    """The languages of MASSIVE, without the country but where two share a language."""
    return {
        ("zh-Hant" if locale == "zh-TW" else locale[:2]): locale
        for locale in corpus_languages.MASSIVE.split()
    }


_ALL = (
    Corpus(
        "udpos",
        "XTREME: parts of speech",
        "words with their parts of speech, from Universal Dependencies",
        "token",
        "google/xtreme",
        {code: f"udpos.{name}" for code, name in _pairs(corpus_languages.UD).items()},
        {"tokens": "tokens", "tags": "pos_tags"},
        "by treebank, of Universal Dependencies 2.5: CC BY-SA and others",
    ),
    Corpus(
        "panx",
        "XTREME: PAN-X",
        "persons, organisations and places in sentences of Wikipedia (WikiANN)",
        "token",
        "google/xtreme",
        _same(corpus_languages.PAN_X, "PAN-X.{}"),
        {"tokens": "tokens", "tags": "ner_tags"},
        "not stated; texts of Wikipedia: CC BY-SA",
    ),
    Corpus(
        "xnli",
        "XNLI",
        "pairs of sentences: does the second follow from the first?",
        "sequence",
        "facebook/xnli",
        _same("ar bg de el en es fr hi ru sw th tr ur vi zh"),
        {"text": "premise", "text_b": "hypothesis", "label": "label"},
        "CC BY-NC 4.0",
        parallel="position",
    ),
    Corpus(
        "tydiqa",
        "TyDi QA, gold passages",
        "questions with a passage of Wikipedia that answers them",
        "qa",
        "google-research-datasets/tydiqa",
        dict.fromkeys(_pairs(corpus_languages.TYDI), "secondary_task"),
        {"question": "question", "context": "context", "answers": "answers"},
        "Apache 2.0",
        prefixes={code: f"{name}-" for code, name in _pairs(corpus_languages.TYDI).items()},
    ),
    Corpus(
        "sib200",
        "SIB-200",
        "topics of sentences that are translations of each other",
        "sequence",
        "Davlan/sib200",
        _pairs(corpus_languages.SIB),
        {"text": "text", "label": "category"},
        "CC BY-SA 4.0",
        parallel="index_id",
    ),
    Corpus(
        "masakhaner",
        "MasakhaNER 2.0",
        "persons, organisations, places and dates in news of Africa",
        "token",
        "masakhane/masakhaner2",
        _pairs(corpus_languages.MASAKHA),
        {"tokens": "tokens", "tags": "ner_tags"},
        "CC BY-NC 4.0 by its authors, AFL 3.0 by its card",
    ),
    Corpus(
        "massive",
        "MASSIVE",
        "what people ask of an assistant: intents of utterances that are translations of each other",
        "sequence",
        "AmazonScience/massive",
        _locales(),
        {"text": "utt", "label": "intent"},
        "CC BY 4.0",
        parallel="id",
    ),
    Corpus(
        "afrisenti",
        "AfriSenti",
        "tweets: positive, neutral or negative",
        "sequence",
        "shmuhammad/AfriSenti-twitter-sentiment",
        _pairs(corpus_languages.AFRISENTI),
        {"text": "tweet", "label": "label"},
        "CC BY 4.0",
    ),
)
CORPORA: Mapping[str, Corpus] = MappingProxyType({corpus.name: corpus for corpus in _ALL})
