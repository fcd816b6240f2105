"""The hand-written sources of the demo corpus, read and checked."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.data.formats.base import lines, read_text
from demux_core.data.formats.raw_file import opened
from demux_core.demo.build.marks import Utterance
from demux_core.demo.build.notices import Question, parse_notice
from demux_core.demo.build.rules import check_alike, check_question, check_utterances

POOL = (
    *("hi", "bn", "mr", "gu", "pa", "ur", "ta", "te", "fa", "ar", "tr"),
    *("id", "vi", "th", "zh", "ja", "ko", "ru", "de", "fr", "es", "sw"),
)
TARGETS = ("ne", "mai", "hi-Latn")
NOTICE_POOL = ("hi", "bn", "id", "ar", "fr")
NOTICE_TARGETS = ("ne", "sw")
# The number of utterances of each intent, or of notices, in each source file.
PER_INTENT: Mapping[str, int] = {
    **{"en.train": 20, "en.dev": 5, "ne.sample": 6, "ne.test": 26},
    **{"mai.sample": 3, "mai.test": 5, "hi-Latn.sample": 3, "hi-Latn.test": 5},
    **dict.fromkeys(POOL, 6),
}
NOTICES: Mapping[str, int] = {"en": 48, **dict.fromkeys(NOTICE_POOL, 14), **dict.fromkeys(NOTICE_TARGETS, 20)}


def read_utterances(folder: Path) -> dict[str, list[Utterance]]:
    """The checked utterances of every source file, by the file's name without suffix.

    Raises:
        InputError: a file is missing or breaks a rule; with file and line.
    """
    utterances: dict[str, list[Utterance]] = {}
    for stem, source in _lines(folder, PER_INTENT, ".tsv").items():
        utterances[stem] = [_utterance(stem, number, line) for number, line in enumerate(source, start=1)]
        check_utterances(f"{stem}.tsv", utterances[stem], PER_INTENT[stem])
    for language in dict.fromkeys(map(_language, utterances)):
        same = [u for stem, rows in utterances.items() if _language(stem) == language for u in rows]
        check_alike([(u.place, u.text) for u in same], language)
    return utterances


def _utterance(stem: str, number: int, line: str) -> Utterance:
    place, cells = f"{stem}.tsv line {number}", line.split("\t")
    if len(cells) != 2:
        raise InputError(f"{place}: every line must be an intent, a tab and an utterance; fix {line[:40]!r}")
    return Utterance(f"{stem.replace('.', '-')}-{number:03}", _language(stem), cells[0], cells[1], place)


def read_questions(folder: Path) -> dict[str, list[Question]]:
    """The checked questions of every language.

    Raises:
        InputError: a file is missing or breaks a rule; with file and line.
    """
    questions: dict[str, list[Question]] = {}
    for language, source in _lines(folder, NOTICES, ".jsonl").items():
        if len(source) != NOTICES[language]:
            raise InputError(
                f"{language}.jsonl: there must be {NOTICES[language]} notices, but there are {len(source)}; "
                f"write or remove some"
            )
        rows = [
            question
            for number, line in enumerate(source, start=1)
            for question in parse_notice(line, language, number, f"{language}.jsonl line {number}")
        ]
        for question in rows:
            check_question(question)
        check_alike({q.place: q.context for q in rows}.items(), language)
        check_alike([(q.place, q.question) for q in rows], language)
        questions[language] = rows
    return questions


def _lines(folder: Path, expected: Iterable[str], suffix: str) -> dict[str, list[str]]:
    """The lines of every expected file, in order; any other file is an error."""
    names = [stem + suffix for stem in expected]
    for name in sorted({*names} ^ {path.name for path in folder.glob("*")}):
        problem = "is missing; write it" if name in names else "is not planned; plan for it or remove it"
        raise InputError(f"the sources must be the planned ones, but {folder.name}/{name} {problem}")
    return {
        name.removesuffix(suffix): lines(read_text(opened(folder / name)).removesuffix("\n"))
        for name in names
    }


def _language(stem: str) -> str:
    return stem.split(".")[0]
