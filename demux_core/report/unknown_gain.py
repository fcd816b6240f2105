"""The answers of a report where it is not known whether choosing texts pays off, in words."""

from collections.abc import Sequence

from demux_core.report.answers import Recommendation
from demux_core.report.comparisons import score
from demux_core.report.evidence import NoEvidence
from demux_core.report.published_wins import published_sentence
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import strategy_title


def no_baseline(reading: ExperimentReading, tried: Sequence[str], best: str, followed: str) -> Recommendation:
    """Answer where no strategy can be compared with RANDOM.

    Args:
        reading: the experiment.
        tried: the strategies tried.
        best: the one with the highest score.
        followed: the strategy whose points the report shows.
    """
    if reading.annotated:
        return _annotated(reading, best, followed)
    lacking, remedy = (
        (f"with {reading.budget:,} labels, only RANDOM is finished", "more strategies")
        if RANDOM in tried
        else ("the experiment does not include random texts", "RANDOM")
    )
    rank = f"the best of {len(tried)} strategies tried" if len(tried) > 1 else "the only strategy tried"
    return Recommendation(
        "no_baseline",
        followed,
        f"It is not known whether choosing texts pays off: {lacking}.",
        f"With {reading.budget:,} labels, {strategy_title(best)} reached "
        f"{score(reading, reading.means[best])}, {rank}. Continue the experiment and add {remedy}.",
    )


def _annotated(reading: ExperimentReading, best: str, followed: str) -> Recommendation:
    means = reading.means
    before = f", compared with {score(reading, means[EN_FT])} before" if EN_FT in means else ""
    return Recommendation(
        "no_baseline",
        followed,
        "It is not known whether choosing texts pays off: the rounds of annotation have no random texts to "
        "compare with.",
        f"After {reading.budget:,} labels given by people, the model reached "
        f"{score(reading, means[best])}{before}.",
        (
            "Other texts might have done as well. To find out, run an experiment that includes RANDOM on a "
            "pool that already has labels (Curves page).",
        ),
    )


def unmeasured(best: str, beats_random: bool, budget: int, missing: NoEvidence) -> Recommendation:
    """Answer where no experiment was read.

    Args:
        best: the strategy that can choose here and did best in published results; RANDOM where none did.
        beats_random: whether it beat RANDOM in most of them.
        budget: number of texts to label.
        missing: why no experiment was read.
    """
    if not beats_random:
        published = "" if best == RANDOM else f" In published results, {published_sentence(best)}."
        return Recommendation(
            "unmeasured",
            RANDOM,
            f"Choose the {budget:,} texts at random until an experiment shows something better.",
            f"{missing.reason}, and no strategy that can choose here usually beats random texts in published "
            f"results.{published}",
            (missing.remedy,),
        )
    return Recommendation(
        "unmeasured",
        best,
        f"Start with the {budget:,} texts that {strategy_title(best)} chooses. Whether they pay off here has "
        f"not been measured.",
        f"{missing.reason}, so the choice rests on published results alone: {published_sentence(best)}.",
        (
            "These results are for other tasks and languages and larger models (Khanuja et al., NAACL 2024).",
            missing.remedy,
        ),
    )
