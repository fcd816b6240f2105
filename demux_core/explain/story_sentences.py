"""The story of a point in words, for those who choose points and for those who label them."""

import pandas as pd

from demux_core.base.languages import UNKNOWN, language_name
from demux_core.base.plurals import counted
from demux_core.explain.number_format import true_minus
from demux_core.explain.point_story import MOST_ALIKE, Certainty, NearText, PointStory, Standing
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import text_of
from demux_core.strategies import STRATEGIES
from demux_core.strategies.display import strategy_title
from demux_core.strategies.reasons import ordinal, percent, quoted

_QUOTE, _GLOSS_QUOTE = 60, 200
_HALF = 0.5


def plain_certainty(certainty: Certainty | None) -> str:
    """How certain the model is, without a number of its own; empty where that is not known."""
    if certainty is None:
        return ""
    if certainty.more_certain >= _HALF:
        return f"The model is less certain here than on {percent(certainty.more_certain)} of the pool."
    if certainty.less_certain >= _HALF:
        return f"The model is more certain here than on {percent(certainty.less_certain)} of the pool."
    return "The model is about as sure here as on the rest of the pool."


def certainty_sentence(certainty: Certainty | None) -> str:
    """``plain_certainty`` with the value; empty where that is not known."""
    if certainty is None:
        return ""
    value = true_minus(f"{certainty.value:.3g}")
    return f"{plain_certainty(certainty)} Its {certainty.name} is {value}."


def alike_sentence(story: PointStory) -> str:
    """How many near-duplicates and likely translations of a point there are; empty where there are none."""
    others = sum(is_translation(story, text) for text in story.alike)
    counts = (
        (len(story.alike) - others, "in its language"),
        (others, "in another language" if others == 1 else "in other languages"),
    )
    parts = [f"{counted(count, 'text')} {where}" for count, where in counts if count]
    if not parts:
        return ""
    first = f" (the {MOST_ALIKE} closest)" if len(story.alike) == MOST_ALIKE else ""
    return f"Very close to it in the pool: {' and '.join(parts)}{first}."


def is_translation(story: PointStory, other: NearText) -> bool:
    """Whether a text that says the same as a point is in another language."""
    return UNKNOWN not in (story.language, other.language) and story.language != other.language


def place_words(standing: Standing) -> str:
    """Where the order of a strategy has the point: ``3rd``, ``340th, beyond the budget``."""
    if standing.rank is None:
        return f"not among the first {standing.looked_at:,}"
    place = ordinal(standing.rank)
    return place if standing.chosen else f"{place}, beyond the budget"


def reach_words(standing: Standing, target: Encoding) -> str:
    """How a strategy came to a point: ``at k = 4, near “…”``; empty where that is not known."""
    if STRATEGIES[standing.strategy].draws:
        return "drawn at random" if standing.chosen else ""
    if (reached := standing.reached) is None:
        return ""
    at = f"at k = {reached.k:,}" if reached.k else f"in step {reached.step:,}"
    return f"{at}, near {quoted(text_of(target, reached.target), _QUOTE)}"


def standings_table(story: PointStory, target: Encoding) -> pd.DataFrame:
    """What strategies make of a point, for reading: strategy (title), chosen, place, reached."""
    return pd.DataFrame(
        [
            (strategy_title(each.strategy), each.chosen, place_words(each), reach_words(each, target))
            for each in story.standings
        ],
        columns=["strategy", "chosen", "place", "reached"],
    )


def alike_table(story: PointStory) -> pd.DataFrame:
    """Texts that say the same, for reading: kind, text, gloss, language (its name), similarity, id."""
    table = pd.DataFrame(
        [
            (
                "translation" if is_translation(story, text) else "near-duplicate",
                text.text,
                language_name(text.language),
                text.nearness,
                text.id,
            )
            for text in story.alike
        ],
        columns=["kind", "text", "language", "similarity", "id"],
    )
    if any(glosses := [text.gloss for text in story.alike]):
        table.insert(2, "gloss", glosses)
    return table


def story_lines(story: PointStory, target: Encoding) -> list[str]:
    """The story as lines of text, as the command line prints it."""
    lines = [f"{story.id} ({language_name(story.language)}): {story.text}"]
    lines += [f"  in English: {quoted(story.gloss, _GLOSS_QUOTE)}"] if story.gloss else []
    lines += [f"  target text at distance {near.nearness:.3f}: {glossed(near)}" for near in story.targets]
    lines += [f"  {sentence}" for sentence in (certainty_sentence(story.certainty),) if sentence]
    for each in story.standings:
        how = reach_words(each, target)
        lines.append(f"  {strategy_title(each.strategy)}: {place_words(each)}{how and f'; {how}'}")
    lines += [
        f"  {'translation' if is_translation(story, near) else 'near-duplicate'} "
        f"({language_name(near.language)}, cosine {near.nearness:.2f}): {glossed(near)}"
        for near in story.alike
    ]
    return lines


def glossed(near: NearText) -> str:
    """Quote a text, and behind it its gloss if it has one."""
    gloss = f" ({quoted(near.gloss, _QUOTE)})" if near.gloss else ""
    return f"{quoted(near.text, _QUOTE)}{gloss}"
