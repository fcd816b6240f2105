"""The first page of a report: five answers in the order in which people ask."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from demux_core.base.languages import UNKNOWN, language_name
from demux_core.base.plurals import counted
from demux_core.explain.limits import limits_phrases
from demux_core.report.answers import Recommendation
from demux_core.report.cost import Cost
from demux_core.report.data_section import listed
from demux_core.strategies import RANDOM, STRATEGIES, Constraints

_MOST_NAMED = 5  # languages
_MOST_DOUBTS = 3


@dataclass(frozen=True)
class Answer:
    """One of the five answers.

    Args:
        title: what it answers.
        lead: the answer in one sentence; empty where ``sentences`` is a list without one.
        sentences: what else there is to say.
    """

    title: str
    lead: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """What is to be labelled.

    Args:
        languages: of the chosen texts.
        limits: within which they are chosen.
        currency: of money in the limits.
    """

    languages: Sequence[str]
    limits: Constraints
    currency: str


def first_page(
    answer: Recommendation, choice: Choice, cost: Cost | None, doubts: Sequence[str]
) -> tuple[Answer, ...]:
    """Return what to label, its cost, what to expect, what random texts would do, and what could be wrong."""
    price = ("No price per label is set for this project, so the cost is unknown.",)
    count = counted(len(choice.languages), "label")
    return (
        Answer("What to label", answer.headline, _what(answer, choice)),
        Answer(
            "What it costs",
            f"{count}." if cost is None else f"{cost.headline}.",
            price if cost is None else (cost.sentence,),
        ),
        Answer("What to expect", answer.expect[0], answer.expect[1:]),
        Answer(_other_way(answer), answer.at_random[0], answer.at_random[1:]),
        Answer("What could be wrong", "", tuple(doubts[:_MOST_DOUBTS])),
    )


def _other_way(answer: Recommendation) -> str:
    return f"If texts are {'chosen' if answer.strategy == RANDOM else 'drawn at random'} instead"


def _what(answer: Recommendation, choice: Choice) -> tuple[str, ...]:
    said = [STRATEGIES[answer.strategy].summary, _languages(choice.languages)]
    if phrases := limits_phrases(choice.limits.to_json(), choice.currency):
        said.append(f"Limits: {'; '.join(phrases)}.")
    return tuple(filter(None, said))


def _languages(codes: Sequence[str]) -> str:
    """``Languages: Hindi 120, Marathi 60 and 3 others with 20.``, or empty where none is known."""
    counts = Counter(codes)
    if set(counts) <= {UNKNOWN}:
        return ""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{language_name(code)} {rows:,}" for code, rows in ordered[:_MOST_NAMED]]
    if rest := ordered[_MOST_NAMED:]:
        named.append(f"{counted(len(rest), 'other')} with {sum(rows for _, rows in rest):,}")
    return f"Languages: {listed(named)}."
