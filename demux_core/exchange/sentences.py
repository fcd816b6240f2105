"""What came of an import, in words."""

from demux_core.base.plurals import counted
from demux_core.exchange.importing import Imported


def imported_sentences(imported: Imported) -> list[str]:
    """Say what became of the labels, the most important first."""
    merged = imported.merged
    parts = [
        (merged.new, "new"),
        (merged.corrected, "corrected"),
        (merged.agreeing, "by a second person, who agrees"),
        (merged.differing, "by a second person, who differs"),
        (merged.known, "known already"),
    ]
    told = [f"{number:,} {what}" for number, what in parts if number]
    total = sum(number for number, _ in parts)
    sentences = [f"{counted(total, 'label')} read: {', '.join(told)}." if told else "The file has no labels."]
    if merged.differing:
        sentences.append("Decide between differing labels on the Annotate page, under Disagreements.")
    if imported.unlabelled:
        sentences.append(f"{counted(imported.unlabelled, 'text')} of the file without a label.")
    if imported.named:
        sentences.append(f"The project's labels are now {', '.join(imported.named)}.")
    return sentences
