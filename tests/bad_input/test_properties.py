"""What holds for any file at all, tried on generated ones."""

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demux_core import Dataset, InputError
from demux_core.base.exports import write
from demux_core.data.formats import READERS
from demux_core.data.loading import load
from demux_core.data.sources import parse
from tests.bad_input.corpus import small

quick = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

SAMPLES = small()
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
# A visible letter makes it a text; its position makes it unlike the others.
words = texts.map(lambda text: f"{text} word".strip())
names = st.text("abcdefgh-_ àक😀", min_size=1, max_size=8).map(lambda text: f"n{text}".strip())
languages = st.sampled_from(["en", "hi", "ne", "hi-Latn"])


def try_load(suffix: str, content: bytes) -> Dataset | None:
    """The dataset, or None where it was refused properly; anything else fails the test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"data{suffix}"
        path.write_bytes(content)
        try:
            dataset = load(path)
        except InputError as error:
            message = str(error)
            assert message.startswith("data")
            assert message.isprintable()
            assert len(message) < 1_000
            return None
    assert len(dataset) > 0
    assert dataset.frame["id"].is_unique
    return dataset


@pytest.mark.parametrize("suffix", READERS)
@quick
@given(content=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_load_or_are_refused_in_one_line(suffix: str, content: bytes) -> None:
    try_load(suffix, content)


@pytest.mark.parametrize("suffix", SAMPLES)
@quick
@given(data=st.data())
def test_a_good_file_with_some_bytes_changed_loads_or_is_refused_in_one_line(
    suffix: str, data: st.DataObject
) -> None:
    content = SAMPLES[suffix]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 20)))
    try_load(suffix, content[:start] + data.draw(st.binary(max_size=20)) + content[end:])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
json_rows = st.dictionaries(
    st.sampled_from(["id", "lang", "text", "label", "tokens", "tags", "question", "context", "answers"]),
    json_values,
    max_size=6,
)


@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
@quick
@given(rows=st.lists(json_rows, min_size=1, max_size=4))
def test_any_values_in_known_columns_load_or_are_refused_in_one_line(
    suffix: str, rows: list[dict[str, Any]]
) -> None:
    content = json.dumps(rows) if suffix == ".json" else "\n".join(map(json.dumps, rows))
    try_load(suffix, content.encode())


@quick
@given(spec=st.text(max_size=30))
def test_any_spelling_names_a_file_or_is_refused(spec: str) -> None:
    with pytest.raises(InputError):
        load(f"/nowhere/{spec}")
    with contextlib.suppress(InputError):
        parse(spec)


sequences = st.lists(
    st.fixed_dictionaries(
        {
            "id": names,
            "lang": languages,
            "text": words,
            "text_b": st.none() | words,
            "label": st.none() | names,
        }
    ),
    min_size=1,
    max_size=6,
    unique_by=(lambda row: row["id"], lambda row: (row["text"], row["text_b"])),
)
token_rows = st.lists(
    st.tuples(names, languages, st.lists(st.tuples(names, st.sampled_from(["O", "B-A", "B-B"])), min_size=1)),
    min_size=1,
    max_size=6,
    unique_by=(lambda row: row[0], lambda row: tuple(token for token, _ in row[2])),
).map(
    lambda rows: [
        {"id": name, "lang": lang, "tokens": [t for t, _ in pairs], "tags": [tag for _, tag in pairs]}
        for name, lang, pairs in rows
    ]
)
questions = st.lists(
    st.tuples(names, languages, words, texts, words, texts),
    min_size=1,
    max_size=6,
    unique_by=(lambda row: row[0], lambda row: row[2:]),
).map(
    lambda rows: [
        {
            "id": name,
            "lang": lang,
            "question": question,
            "context": before + answer + after,
            "answers": [{"text": answer, "start": len(before)}],
        }
        for name, lang, question, before, answer, after in rows
    ]
)


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
@quick
@given(rows=sequences | token_rows | questions)
def test_a_dataset_that_is_written_is_read_back_the_same(suffix: str, rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "first.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        dataset = load(folder / "first.jsonl")
        write(dataset.frame, folder / f"second{suffix}")
        again = load(folder / f"second{suffix}", task=dataset.task.name)
    assert again.content_hash == dataset.content_hash
    assert again.frame.to_dict("records") == dataset.frame.to_dict("records")


@quick
@given(rows=sequences, order=st.randoms(use_true_random=False))
def test_ids_that_are_made_depend_on_the_content_and_not_on_the_order(
    rows: list[dict[str, Any]], order: Any
) -> None:
    nameless = [{name: value for name, value in row.items() if name != "id"} for row in rows]
    shuffled = order.sample(nameless, len(nameless))
    with tempfile.TemporaryDirectory() as name:
        found = []
        for number, part in enumerate((nameless, shuffled)):
            path = Path(name) / f"{number}.jsonl"
            path.write_text("\n".join(map(json.dumps, part)), encoding="utf-8")
            frame = load(path).frame
            found.append(
                dict(zip(frame["id"], zip(frame["text"], frame["text_b"], strict=True), strict=True))
            )
    assert found[0] == found[1]
