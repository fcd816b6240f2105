"""What the documents show to be copied: blocks of commands and of code, and what stands in backticks."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (
        ROOT / "README.md",
        ROOT / "demux_core" / "exchange" / "README.md",
        *sorted((ROOT / "demux_core" / "docs").glob("*.md")),
        *sorted((ROOT / "data").rglob("*.md")),
    )
}
_FENCED = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
_INDENTED = re.compile(r"\n\n((?: {4}\S.*\n)+)")


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks in a language; indented blocks count as ``bash``."""
    text = DOCUMENTS[document]
    fenced = [code for name, code in _FENCED.findall(text) if name == language]
    return fenced + (_INDENTED.findall(_FENCED.sub("", text)) if language == "bash" else [])


def languages(document: str) -> set[str]:
    """The languages of the fenced blocks."""
    return {name for name, _ in _FENCED.findall(DOCUMENTS[document])}


def spans(document: str) -> list[str]:
    """What stands in backticks outside blocks, each on one line."""
    plain = _FENCED.sub("", DOCUMENTS[document])
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", plain)]


def commands(block: str) -> list[str]:
    """The commands of a block: one for each line, without comments; ``&&`` separates two."""
    lines = re.sub(r"\\\n\s*", " ", block).splitlines()
    plain = [re.sub(r"\s+# .*", "", line).strip() for line in lines]
    return [part.strip() for line in plain if line for part in line.split(" && ")]


def all_commands(document: str) -> list[str]:
    """The commands of the blocks, and those in the sentences, as they stand."""
    whole = re.compile(r"(demux|eval|python|pip|docker) \S")
    inline = [command for span in spans(document) if whole.match(span) for command in commands(span)]
    return [c for block in blocks(document, "bash") for c in commands(block)] + inline
