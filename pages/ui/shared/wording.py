"""Words for the pages."""

import re

from demux_core.base.languages import is_rtl
from demux_core.jobs import Job
from demux_core.workspace.project import Role

ROLES: dict[Role, tuple[str, str]] = {
    "pool": (
        "Source pool",
        "Unlabelled texts in the languages you can annotate: what points are chosen from.",
    ),
    "target": ("Target sample", "A small unlabelled sample of the language the model should do well on."),
    "train": (
        "Labelled English data",
        "Unlocks the strategies that ask how uncertain the model is, and experiments.",
    ),
    "test": ("Test", "Labelled texts of the target language. Unlocks experiments: what the points buy."),
    "gold": (
        "Labelled target data",
        "Unlocks GOLD, the ceiling: as if the target language itself could be annotated.",
    ),
}
SHORT: dict[Role, str] = {
    "pool": "pool",
    "target": "target sample",
    "train": "English",
    "test": "test",
    "gold": "labelled target",
}
FORMATS = "CSV, TSV, JSONL, JSON (SQuAD, TyDiQA), Parquet, CoNLL, CoNLL-U or TXT with one text a line."


def escape(text: str) -> str:
    """Escape ``text`` so that Markdown shows it as it is; texts of a file must not become links or images."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", " ".join(text.split()))
    # Bare addresses become links even when escaped; a word joiner, which nobody sees, keeps them apart.
    return re.sub(r"(https?(?=\\:)|www(?=\\\.)|@)", "\\1\u2060", escaped, flags=re.IGNORECASE)


def directed(text: str, language: str | None = None) -> str:
    """``plain`` text in the direction of its language (None: of its first letter), whatever is around it."""
    if language is None:
        return f"\u2068{escape(text)}\u2069"
    return f"\u2067{escape(text)}\u2069" if is_rtl(language) else escape(text)


def page_remedy(message: str) -> str:
    """An error of the core with the remedy that the page offers in place of the command line's."""
    return re.sub(r"(?<=[;,] )name it with --column .*$", "say below what its columns mean", message)


def rows(n: int) -> str:
    """Return ``n`` with its unit."""
    return f"{n:,} row" if n == 1 else f"{n:,} rows"


def lower_first(text: str) -> str:
    """Return ``text`` as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def count(n: int, what: str) -> str:
    """Return ``n`` things, in words."""
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def progress_text(job: Job, title: str) -> str:
    """Return how far a job is: its step, share and the time left where it is known."""
    return f"**{title}** · {step_text(job)}"


def step_text(job: Job) -> str:
    """Return the step that a job is at."""
    now = job.progress
    if job.state == "queued":
        return "waits for its turn"
    if now is None:
        return "starting"
    left = "" if now.seconds_left is None else f", {duration(now.seconds_left)} left"
    return f"{escape(now.text)}: {now.done:,} of {now.total:,} ({now.share:.0%}{left})"


def duration(seconds: float) -> str:
    """Return a time to wait in the unit that fits."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"
