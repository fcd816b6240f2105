"""Texts that several pages share, and texts as Markdown."""

import re
from datetime import datetime

from demux_core.base.durations import duration as duration
from demux_core.base.languages import is_rtl_text
from demux_core.explain.glossary import explain
from demux_core.jobs import Job
from demux_core.workspace.project import Role

ROLES: dict[Role, tuple[str, str]] = {
    "pool": ("Source pool", explain("Pool")),
    "target": ("Target sample", explain("Target sample")),
    "train": (
        "Labelled English data",
        "Enables experiments and the strategies that use the model's uncertainty.",
    ),
    "test": (
        "Test",
        "Labelled texts of the target language. Enables experiments, which measure what labels gain.",
    ),
    "gold": (
        "Labelled target data",
        "Enables GOLD, the ceiling: the score that labels in the target language itself would bring.",
    ),
}
SHORT: dict[Role, str] = {
    "pool": "pool",
    "target": "target sample",
    "train": "English",
    "test": "test",
    "gold": "labelled target",
}


def escape(text: str) -> str:
    """Escape ``text`` so that Markdown shows it unchanged; a file's texts must not become links or images."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", " ".join(text.split()))
    # Bare addresses become links even when escaped; a word joiner, which nobody sees, keeps them apart.
    return re.sub(r"(https?(?=\\:)|www(?=\\\.)|@)", "\\1\u2060", escaped, flags=re.IGNORECASE)


def directed(text: str, language: str | None = None) -> str:
    """Escape ``text`` and set it in the direction of its letters; None means that of its first letter."""
    if language is None:
        return f"\u2068{escape(text)}\u2069"
    return f"\u2067{escape(text)}\u2069" if is_rtl_text(text, language) else escape(text)


def page_remedy(message: str) -> str:
    """Return an error of the core with the page's remedy in place of the command line's."""
    message = re.sub(r"(?<=[;,] )set it with --column .*$", "choose its columns below", message)
    return re.sub(r"(name another|or name its encoding) with --encoding", r"\1 below", message)


def rows(n: int) -> str:
    """Return ``n`` rows, such as ``1 row``."""
    return f"{n:,} row" if n == 1 else f"{n:,} rows"


def moment(created: str) -> str:
    """Return a stored time as it reads on every page: ``29 November 2026, 15:31 UTC``."""
    return datetime.fromisoformat(created).strftime("%-d %B %Y, %H:%M UTC")


def lower_first(text: str) -> str:
    """Return ``text`` as it reads inside a sentence."""
    return text[:1].lower() + text[1:]


def role_in_sentence(role: Role) -> str:
    """Return the name of a role as it reads inside a sentence."""
    return lower_first(ROLES[role][0])


def count(n: int, what: str) -> str:
    """Return ``n`` things, such as ``1 model`` or ``2 models``."""
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def progress_text(job: Job, title: str) -> str:
    """Return a job's title and progress."""
    return f"**{title}** · {step_text(job)}"


def step_text(job: Job) -> str:
    """Return a job's phase, how much of the whole is done, and the time left where known."""
    progress = job.progress
    if job.state == "queued":
        return "waiting for its turn"
    if progress is None:
        return "starting"
    left = "" if progress.seconds_left is None else f", {duration(progress.seconds_left)} left"
    return f"{escape(progress.step)} ({job.share:.0%}{left})"
