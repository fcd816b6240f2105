"""The files that the commands of the documents name, small and made up of the tiny models' words."""

from pathlib import Path

import pandas as pd

from tests.helpers import tiny

_WORDS = {"en": 0, "fr": 1, "hi": 2, "mr": 2, "ne": 2, "sw": 4, "ur": 3}  # a text of tests/helpers/tiny.py
_FIRST_ID = 0x4F2A  # README asks why this text is chosen


def write(folder: Path) -> None:
    """Write all of them."""
    pool = table(100, ["hi", "mr", "fr"], "pool")
    pool.insert(0, "id", [f"{_FIRST_ID + row:04x}" for row in range(len(pool))])
    split = pd.concat([pool.assign(split="train"), table(5, ["en", "ur"], "split").assign(split="train")])
    target = table(6, ["ne", "sw"], "target")[["text", "lang"]]
    for name, content in {
        "pool": pool,
        "labelled": table(40, ["hi", "fr"], "labelled"),
        "english": table(24, ["en"], "english"),
        "test": table(24, ["ne"], "test"),
        "gold": table(12, ["ne"], "gold"),
        "target": target,
        "sentences": pool.rename(columns={"text": "sentence"}),
        "glosses": target.assign(meaning=[f"meaning {row}" for row in range(len(target))]),
        "mix": pd.DataFrame({"lang": ["hi", "fr"], "count": [6, 4]}),
        "prices": pd.DataFrame({"lang": ["hi", "mr", "fr"], "price": [0.5, 0.5, 1]}),
        "words": pd.DataFrame({"lang": ["hi", "mr", "fr"], "price_per_word": [0.05, 0.05, 0.1]}),
    }.items():
        content.to_csv(folder / f"{name}.csv", index=False)
    pool.to_csv(folder / "semicolons.csv", index=False, sep=";")
    polish = pool.assign(text="zażółć gęślą jaźń " + pool["text"].where(pool["lang"] == "fr", pool["id"]))
    polish.to_csv(folder / "polish.csv", index=False, encoding="windows-1250", errors="replace")
    pool.to_excel(folder / "BOOK.xlsx", sheet_name="Sheet", index=False)
    split.to_parquet(folder / "pool.parquet")
    target["text"][target["lang"] == "ne"].to_csv(folder / "sample.txt", index=False, header=False)
    _write_papers(folder / "paper")


def table(count: int, languages: list[str], which: str) -> pd.DataFrame:
    """``count`` texts of each language with labels; no text is in two tables."""
    rows = [
        (f"{tiny.TEXTS[_WORDS[language]]} {language} {which} {row}", "ab"[row % 2], language)
        for row in range(count)
        for language in languages
    ]
    return pd.DataFrame(rows, columns=["text", "label", "lang"])


def _write_papers(folder: Path) -> None:
    """Data of the paper's experiments in miniature: entities and questions."""
    folder.mkdir()
    splits = [(split, row) for split in ("train", "dev", "test") for row in range(6)]
    entities = [
        {"tokens": f"Delhi {split} {row} {language}", "tags": "B-LOC O O O", "lang": language, "split": split}
        for language in ("en", "fr", "hi", "ur")
        for split, row in splits
    ]
    pd.DataFrame(entities).to_csv(folder / "ner.csv", index=False)
    questions = [
        {
            "question": f"where {row}",
            "context": f"the clinic {row} {split} is in {language}",
            "answers": {"text": ["clinic"], "answer_start": [4]},
            "lang": language,
            "split": split,
        }
        for language in ("en", "fi", "ar", "bn", "ru", "sw", "id", "ko", "te")
        for split, row in splits
    ]
    pd.DataFrame(questions).to_json(folder / "qa.jsonl", orient="records", lines=True, force_ascii=False)
