"""The tour of the demo: the page of each step, and what is said there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TourStep:
    """A step of the tour.

    Args:
        page: title of the page that it is about.
        path: of that page.
        title: what to see there, in a few words.
        text: two sentences about it.
    """

    page: str
    path: str
    title: str
    text: str


STEPS = (
    TourStep(
        "Map",
        "pages/map.py",
        "Where the texts lie",
        "Every dot is a text of the pool, every red diamond one of the target sample; within a language, "
        "close together means close in meaning. The rings are the texts that a strategy chose.",
    ),
    TourStep(
        "Selection",
        "pages/selection.py",
        "Which texts, and why",
        "A strategy is a way to choose, and RANDOM is always there to compare with. Further down are the "
        "chosen texts, one a row, each with the reason why it was taken.",
    ),
    TourStep(
        "Annotate",
        "pages/annotate.py",
        "Labelling them",
        "The chosen texts come one after the other, and each label is saved at once. A model trained on "
        "the labels of a round helps to choose the texts of the next one.",
    ),
    TourStep(
        "Curves",
        "pages/curves.py",
        "What the labels buy",
        "The chart shows the score that a model reaches with chosen labels and with random ones, with "
        "intervals. Where neither is clearly better, the page says so.",
    ),
    TourStep(
        "Report",
        "pages/report.py",
        "What to tell those who decide",
        "Here the findings are a document for readers who do not know machine learning. Send it as one HTML "
        "file, or as slides.",
    ),
)
