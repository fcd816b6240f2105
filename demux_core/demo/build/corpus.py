"""From the hand-written sources of the demo corpus to files that ``demux_core.load`` reads."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from demux_core.base.files import atomic_write
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


def build(folder: str | Path) -> dict[str, int]:
    """Check ``utterances/`` and ``notices/``; write ``intents/``, ``slots/`` and ``questions/`` beside them.

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
    content = {**_intents(utterances), **_slots(utterances), **_questions(questions)}
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


def _intents(utterances: Mapping[str, list[Utterance]]) -> dict[str, Rows]:
    files: dict[str, Rows] = {
        f"intents/{name}.csv": [
            {"text": u.text, "label": u.intent, "lang": u.language, "id": u.id} for u in rows
        ]
        for name, rows in _labelled(utterances).items()
    }
    for target in TARGETS:
        files[f"intents/target_{target}.txt"] = [{"text": u.text} for u in utterances[f"{target}.sample"]]
    return files


def _slots(utterances: Mapping[str, list[Utterance]]) -> dict[str, Rows]:
    files: dict[str, Rows] = {
        f"slots/{name}.jsonl": [
            {"tokens": u.tokens, "tags": u.tags, "lang": u.language, "id": u.id} for u in rows
        ]
        for name, rows in _labelled(utterances).items()
    }
    for target in TARGETS:
        rows = utterances[f"{target}.sample"]
        files[f"slots/target_{target}.jsonl"] = [{"tokens": u.tokens} for u in rows]
    return files


def _questions(questions: Mapping[str, list[Question]]) -> dict[str, Rows]:
    pool = [question for language in NOTICE_POOL for question in questions[language]]
    files: dict[str, Rows] = {
        "questions/train_en.jsonl": list(map(_answered, questions["en"])),
        "questions/pool.jsonl": list(map(_answered, pool)),
    }
    for target in NOTICE_TARGETS:
        # The notices with odd numbers are the sample, those with even numbers the test.
        rows = questions[target]
        sample = [q for q in rows if q.notice % 2]
        files[f"questions/target_{target}.jsonl"] = [
            {"question": q.question, "context": q.context} for q in sample
        ]
        files[f"questions/test_{target}.jsonl"] = [_answered(q) for q in rows if not q.notice % 2]
        files[f"questions/gold_{target}.jsonl"] = list(map(_answered, sample))
    return files


def _answered(q: Question) -> dict[str, Any]:
    answers = [{"text": q.answer, "start": q.start}]
    return {"question": q.question, "context": q.context, "answers": answers, "lang": q.language, "id": q.id}


def _csv(rows: Rows) -> str:
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _jsonl(rows: Rows) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _txt(rows: Rows) -> str:
    return "".join(row["text"] + "\n" for row in rows)


_WRITERS = {".csv": _csv, ".jsonl": _jsonl, ".txt": _txt}
