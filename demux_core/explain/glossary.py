"""What the words on the pages mean: one sentence each, for tooltips, the report and README."""

import re

GLOSSARY: dict[str, str] = {
    "Pool": "The texts to choose from, in languages that your annotators speak.",
    "Target sample": "A small unlabelled sample of texts in the language that the model should do well on.",
    "Strategy": "A rule that chooses texts of the pool; RANDOM, which draws by chance, is the one to beat.",
    "Budget": "The number of texts to label.",
    "Seed": "A number that fixes every random draw: the same seed draws the same texts, and other seeds show "
    "how much is chance.",
    "Uncertainty": "How little the model can tell which label is right: higher means less certain.",
    "Margin": "The probability of the model's most likely label minus that of the second: low means "
    "uncertain.",
    "Vector": "The numbers into which a model turns a text: texts with similar meanings have vectors close "
    "together.",
    "Coverage": "The share of target texts that have a chosen text near them.",
    "Cluster": "A group of texts about the same in any language, named by its most telling words.",
    "Overlap (Jaccard)": "The texts that two selections share, as a share of all that either of them has: "
    "100% if they are the same, 0% if they have none in common.",
    "EN-FT": "The model fine-tuned on the labelled English data alone, before any chosen text is labelled.",
    "Fine-tuned": "Trained further as a whole on labelled texts, as you would train the model in the end.",
    "Linear probe": "A linear head fitted to the vectors of a model that stays as it is: a quick stand-in "
    "for fine-tuning.",
    "Replay": "Mixing English examples into the training on new labels, so that the model does not forget "
    "what it learned from English.",
    "Round": "Choosing texts, labelling them and training the model on all labels so far; the next round "
    "chooses with that model.",
    "Learning curve": "The model's score against the number of labels that it was trained on.",
    "AULC": "The area under the learning curve: its mean height over the budgets that are compared, with the "
    "same weight for each doubling; a strategy that lacks one of them has none.",
    "95% interval": "A range made so that it holds the true value in 95 of 100 such measurements; if that of "
    "a difference includes 0, the difference may be chance.",
    "GOLD": "Labelled texts in the target language itself: the ceiling to compare with.",
}


def explain(term: str) -> str:
    """The sentence on a term, as a tooltip shows it."""
    return GLOSSARY[term]


def terms_in(text: str) -> dict[str, str]:
    """The terms that a text uses, in whatever case and number, with their sentences."""
    return {term: sentence for term, sentence in GLOSSARY.items() if _pattern(term).search(text)}


def _pattern(term: str) -> re.Pattern[str]:
    name = re.escape(term.partition(" (")[0])
    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return re.compile(rf"(?<!\w)(?:{name}|{plural})(?!\w)", re.IGNORECASE)


def markdown_lines() -> list[str]:
    """The whole glossary as a Markdown list, as README has it."""
    return [f"- **{term}**: {sentence}" for term, sentence in GLOSSARY.items()]
