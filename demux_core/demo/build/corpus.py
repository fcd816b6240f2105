"""From the hand-written sources of the demo corpus to files that ``demux_core.load`` reads."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from demux_core.base.files import atomic_write
from demux_core.demo.build.glosses import read_glosses
from demux_core.demo.build.marks import Utterance
from demux_core.demo.build.notices import Question
from demux_core.demo.build.sources import (
    NOTICE_POOL,
    NOTICE_TARGETS,
    POOL,
    TARGETS,
    read_questions,
    read_utterances,
)

Rows = Sequence[Mapping[str, Any]]
Glosses = Mapping[str, str]  # by id


def build(folder: str | Path) -> dict[str, int]:
    """Check ``utterances/``, ``notices/`` and ``glosses/``; write the files of the tasks beside them.

    The same sources give the same bytes; nothing is written unless all rules are kept.

    Args:
        folder: the corpus, such as ``data/demo``.

    Returns:
        The rows of every file written, by its name within ``folder``.

    Raises:
        InputError: a source breaks a rule; the message names file and line.
    """
    folder = Path(folder)
    utterances = read_utterances(folder / "utterances")
    questions = read_questions(folder / "notices")
    ids = {u.id: u.language for u in _glossed(utterances)}
    ids |= {q.id: q.language for q in _glossed_questions(questions)}
    glosses = read_glosses(folder / "glosses", ids)
    content = {
        **_intents(utterances, glosses),
        **_slots(utterances, glosses),
        **_questions(questions, glosses),
    }
    for name, rows in content.items():
        atomic_write(folder / name, _WRITERS[Path(name).suffix](rows))
    return {name: len(rows) for name, rows in content.items()}


def _labelled(utterances: Mapping[str, list[Utterance]]) -> dict[str, list[Utterance]]:
    files = {"train_en": utterances["en.train"], "dev_en": utterances["en.dev"]}
    files["pool"] = [utterance for language in POOL for utterance in utterances[language]]
    for target in TARGETS:
        files[f"test_{target}"] = utterances[f"{target}.test"]
        files[f"gold_{target}"] = utterances[f"{target}.sample"]
    return files


def _glossed(utterances: Mapping[str, list[Utterance]]) -> list[Utterance]:
    """The utterances of the pool and the samples, which pages show."""
    return [u for stem in (*POOL, *(f"{target}.sample" for target in TARGETS)) for u in utterances[stem]]


def _glossed_questions(questions: Mapping[str, list[Question]]) -> list[Question]:
    """The questions of the pool and the samples, likewise."""
    pool = [question for language in NOTICE_POOL for question in questions[language]]
    return pool + [q for target in NOTICE_TARGETS for q in _sample(questions[target])]


def _intents(utterances: Mapping[str, list[Utterance]], glosses: Glosses) -> dict[str, Rows]:
    files: dict[str, Rows] = {
        f"intents/{name}.csv": [
            {"text": u.text, "label": u.intent, "lang": u.language, "id": u.id} | _gloss(u, glosses)
            for u in rows
        ]
        for name, rows in _labelled(utterances).items()
    }
    for target in TARGETS:
        rows = utterances[f"{target}.sample"]
        files[f"intents/target_{target}.csv"] = [{"text": u.text} | _gloss(u, glosses) for u in rows]
    return files


def _slots(utterances: Mapping[str, list[Utterance]], glosses: Glosses) -> dict[str, Rows]:
    files: dict[str, Rows] = {
        f"slots/{name}.jsonl": [
            {"tokens": u.tokens, "tags": u.tags, "lang": u.language, "id": u.id} | _gloss(u, glosses)
            for u in rows
        ]
        for name, rows in _labelled(utterances).items()
    }
    for target in TARGETS:
        rows = utterances[f"{target}.sample"]
        files[f"slots/target_{target}.jsonl"] = [{"tokens": u.tokens} | _gloss(u, glosses) for u in rows]
    return files


def _questions(questions: Mapping[str, list[Question]], glosses: Glosses) -> dict[str, Rows]:
    pool = [question for language in NOTICE_POOL for question in questions[language]]
    files: dict[str, Rows] = {
        "questions/train_en.jsonl": [_answered(q, glosses) for q in questions["en"]],
        "questions/pool.jsonl": [_answered(q, glosses) for q in pool],
    }
    for target in NOTICE_TARGETS:
        rows, sample = questions[target], _sample(questions[target])
        files[f"questions/target_{target}.jsonl"] = [
            {"question": q.question, "context": q.context} | _gloss(q, glosses) for q in sample
        ]
        files[f"questions/test_{target}.jsonl"] = [_answered(q, glosses) for q in rows if q not in sample]
        files[f"questions/gold_{target}.jsonl"] = [_answered(q, glosses) for q in sample]
    return files


def _sample(questions: Sequence[Question]) -> list[Question]:
    """Those of the notices with odd numbers; the others are the test."""
    return [q for q in questions if q.notice % 2]


def _answered(q: Question, glosses: Glosses) -> dict[str, Any]:
    answers = [{"text": q.answer, "start": q.start}]
    row = {"question": q.question, "context": q.context, "answers": answers, "lang": q.language, "id": q.id}
    return row | _gloss(q, glosses)


def _gloss(row: Utterance | Question, glosses: Glosses) -> dict[str, str]:
    return {"gloss": glosses[row.id]} if row.id in glosses else {}


def _csv(rows: Rows) -> str:
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _jsonl(rows: Rows) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


_WRITERS = {".csv": _csv, ".jsonl": _jsonl}
