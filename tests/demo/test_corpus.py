"""The shipped corpus is built from its sources, and the product's readers load it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from demux_core import InputError, load
from demux_core.demo.build.corpus import build
from demux_core.demo.build.glosses import read_glosses
from demux_core.demo.build.rules import INTENTS, SLOTS
from demux_core.demo.build.sources import (
    NOTICE_POOL,
    NOTICE_TARGETS,
    POOL,
    TARGETS,
    read_questions,
    read_utterances,
)

DEMO = Path(__file__).parents[2] / "data" / "demo"
BUILT = ("intents", "slots", "questions")
POOL_ROWS = 1584
TARGET_ROWS = {"ne": (72, 312), "mai": (36, 60), "hi-Latn": (36, 60)}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name in ("utterances", "notices", "glosses"):
        shutil.copytree(DEMO / name, tmp_path / name)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for name in BUILT for path in sorted((folder / name).glob("*"))]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def change(path: Path, edit: Callable[[list[str]], list[str]]) -> None:
    path.write_text("\n".join(edit(path.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")


def test_a_new_build_has_the_shipped_bytes_and_the_row_counts_of_the_readme(sources: Path) -> None:
    rows = build(sources)
    assert contents(sources) == contents(DEMO)
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    assert [name for name, n in rows.items() if f"| `{name}` | {n:,} |" not in readme] == []


@pytest.mark.parametrize(
    ("folder", "suffix", "task"), [("intents", "csv", "sequence"), ("slots", "jsonl", "token")]
)
def test_labelled_utterances_load_with_their_languages_and_labels(
    folder: str, suffix: str, task: str
) -> None:
    expected = {"train_en": (240, {"en"}), "dev_en": (60, {"en"}), "pool": (POOL_ROWS, set(POOL))}
    for target, (sample, test) in TARGET_ROWS.items():
        expected |= {f"test_{target}": (test, {target}), f"gold_{target}": (sample, {target})}
    labels = (
        set(INTENTS) if task == "sequence" else {"O", *(f"{part}-{slot}" for part in "BI" for slot in SLOTS)}
    )
    for name, (rows, languages) in expected.items():
        data = load(DEMO / folder / f"{name}.{suffix}")
        assert (data.task.name, len(data), set(data.languages)) == (task, rows, languages)
        assert data.labelled
        assert set(data.labels) <= labels
        assert data.notes == ()
        assert name.startswith(("test", "gold")) or set(data.labels) == labels


def test_every_pool_language_has_the_same_number_of_utterances_of_each_intent() -> None:
    counts = load(DEMO / "intents" / "pool.csv").frame.groupby(["language", "label"]).size()
    assert len(counts) == len(POOL) * len(INTENTS)
    assert set(counts) == {6}


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_sample_has_texts_with_glosses_and_nothing_else(target: str) -> None:
    texts = load(DEMO / "intents" / f"target_{target}.csv", guess_languages=False)
    words = load(DEMO / "slots" / f"target_{target}.jsonl", guess_languages=False)
    for data, task in ((texts, "sequence"), (words, "token")):
        assert (data.task.name, len(data), data.labels) == (task, TARGET_ROWS[target][0], [])
        assert set(data.languages) == {"unknown"}
    assert [text.replace(" ", "") for text in texts.texts] == [text.replace(" ", "") for text in words.texts]
    assert texts.glosses == words.glosses


def test_the_questions_load_with_their_answers_and_the_targets_without() -> None:
    expected = {"train_en": (144, {"en"}), "pool": (210, set(NOTICE_POOL))}
    for target in NOTICE_TARGETS:
        expected |= {f"{role}_{target}": (30, {target}) for role in ("test", "gold")}
    for name, (rows, languages) in expected.items():
        data = load(DEMO / "questions" / f"{name}.jsonl")
        assert (data.task.name, len(data), set(data.languages)) == ("qa", rows, languages)
        assert data.labelled
        assert data.notes == ()
    for target in NOTICE_TARGETS:
        sample = load(DEMO / "questions" / f"target_{target}.jsonl", guess_languages=False)
        test = load(DEMO / "questions" / f"test_{target}.jsonl")
        assert (len(sample), sample.labelled, set(sample.languages)) == (30, False, {"unknown"})
        gold = load(DEMO / "questions" / f"gold_{target}.jsonl")
        assert not set(sample.frame["context"]) & set(test.frame["context"])
        assert gold.frame["question"].tolist() == sample.frame["question"].tolist()


def test_every_text_of_the_pools_and_samples_has_a_gloss() -> None:
    names = [path for part in BUILT for path in (DEMO / part).glob("*") if "test" not in path.stem]
    shown = [path for path in names if not path.stem.endswith("_en")]
    assert len(shown) == 2 * 7 + 5
    for path in shown:
        assert all(load(path, guess_languages=False).glosses or [None]), path


@pytest.mark.parametrize(
    ("second", "refusal"),
    [
        ("hi-001\tHello", r"gu.tsv line 2: every line must begin with the id of a text of gu in the pool"),
        ("gu-001\tAgain", r"each once, got 'gu-001'"),
        ("gu-002\tનમસ્તે", r"gu.tsv line 2: at least 60% of the letters"),
        ("", r"but 1 have none, the first of them gu-002; write it in glosses/gu.tsv"),
    ],
)
def test_a_missing_or_misplaced_gloss_is_refused(tmp_path: Path, second: str, refusal: str) -> None:
    lines = ["gu-001\tHello", *([second] if second else []), ""]
    (tmp_path / "gu.tsv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=refusal):
        read_glosses(tmp_path, {"gu-001": "gu", "gu-002": "gu"})


def test_a_test_utterance_that_repeats_one_of_the_sample_is_refused(sources: Path) -> None:
    sample = (sources / "utterances" / "ne.sample.tsv").read_text(encoding="utf-8").splitlines()
    change(sources / "utterances" / "ne.test.tsv", lambda lines: [sample[0], *lines[1:]])
    with pytest.raises(InputError, match=r"ne.test.tsv line 1: .* this and ne.sample.tsv line 1 share 100%"):
        read_utterances(sources / "utterances")


def test_a_line_without_its_tab_is_refused(sources: Path) -> None:
    change(sources / "utterances" / "en.train.tsv", lambda lines: [lines[0].replace("\t", " "), *lines[1:]])
    with pytest.raises(InputError, match=r"en.train.tsv line 1: every line must be an intent, a tab"):
        read_utterances(sources / "utterances")


def test_a_missing_or_unplanned_source_is_refused(sources: Path) -> None:
    moved = (sources / "utterances" / "hi.tsv").rename(sources / "utterances" / "xx.tsv")
    with pytest.raises(InputError, match=r"utterances/hi.tsv is missing"):
        read_utterances(moved.parent)
    shutil.copy(moved, moved.with_name("hi.tsv"))
    with pytest.raises(InputError, match=r"utterances/xx.tsv is not planned"):
        read_utterances(moved.parent)


def test_with_a_missing_notice_nothing_is_written(sources: Path) -> None:
    change(sources / "notices" / "sw.jsonl", lambda lines: lines[:-1])
    with pytest.raises(InputError, match=r"sw.jsonl: there must be 20 notices, but there are 19"):
        build(sources)
    assert contents(sources) == {}


def test_two_similar_notices_or_questions_are_refused(sources: Path) -> None:
    english = sources / "notices" / "en.jsonl"
    original = english.read_text(encoding="utf-8")
    change(english, lambda lines: [lines[0], lines[0].replace('"en-01"', '"en-02"'), *lines[2:]])
    with pytest.raises(InputError, match=r"en.jsonl line 2: .* this and en.jsonl line 1 share 100%"):
        read_questions(english.parent)
    first = read_questions(DEMO / "notices")["en"][0].question
    other = read_questions(DEMO / "notices")["en"][5].question
    english.write_text(original.replace(other, first), encoding="utf-8")
    with pytest.raises(InputError, match=r"en.jsonl line 2: .* this and en.jsonl line 1 share 100%"):
        read_questions(english.parent)
