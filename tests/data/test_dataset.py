"""Loading a file: task and columns are recognised, content is checked and completed, never repaired."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset, language_counts
from demux_core.data.leakage import shared_rows
from demux_core.data.loading import load

HINDI = "यह दवा दिन में दो बार खाने के बाद लेनी है"
POOL = (
    "id,text,label,lang,split,parallel_id\n"
    "1,मुझे डॉक्टर चाहिए,doctor,hi,train,p1\n"
    "2,मला डॉक्टर हवा,doctor,mr,train,p1\n"
    "3,I need a doctor,doctor,en,train,p1\n"
    "4,Where is the clinic?,place,en,test,\n"
)


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def jsonl(folder: Path, *rows: dict[str, object], name: str = "data.jsonl") -> Path:
    return write(folder, name, "".join(json.dumps(row) + "\n" for row in rows))


def refusal(spec: str | Path, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        load(spec, **options)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    return write(tmp_path, "pool.csv", POOL)


# Task and columns


def test_a_sequence_file_has_every_canonical_column(pool: Path) -> None:
    dataset = load(pool)
    assert dataset.task.name == "sequence"
    assert list(dataset.frame) == ["id", "language", "confidence", "group", "text", "text_b", "label"]
    assert dataset.frame.iloc[0].to_dict() == {
        "id": "1",
        "language": "hi",
        "confidence": 1.0,
        "group": "p1",
        "text": "मुझे डॉक्टर चाहिए",
        "text_b": None,
        "label": "doctor",
    }
    assert dataset.frame["group"][3] is None


@pytest.mark.parametrize(
    ("row", "task"),
    [
        ({"Sentence": "a"}, "sequence"),
        ({"utt": "a", "intent": "x", "locale": "hi-IN"}, "sequence"),
        ({"premise": "a", "hypothesis": "b", "gold_label": "neutral"}, "sequence"),
        ({"sentence1": "a", "sentence2": "b", "guid": 7}, "sequence"),
        ({"words": ["a"], "pos_tags": ["X"]}, "token"),
        ({"tokens": ["a"], "ner_tags": ["O"], "text": "a"}, "token"),
        ({"question": "a", "context": "b", "answers": []}, "qa"),
    ],
)
def test_the_task_is_recognised_by_common_column_names(
    tmp_path: Path, row: dict[str, object], task: str
) -> None:
    assert load(jsonl(tmp_path, row)).task.name == task


def test_text_pairs_are_recognised_by_their_column_names(tmp_path: Path) -> None:
    dataset = load(jsonl(tmp_path, {"premise": "a b", "hypothesis": "c", "gold_label": "neutral"}))
    assert dataset.texts == ["a b ⟂ c"]
    assert dataset.labels == ["neutral"]


def test_a_single_column_is_read_as_the_text_and_this_is_noted(tmp_path: Path) -> None:
    dataset = load(write(tmp_path, "one.csv", "remark\nhello there\n"))
    assert dataset.texts == ["hello there"]
    assert "the only column, 'remark', is read as the text" in dataset.notes


def test_columns_can_be_set_by_name(tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"text": "no", "body": "yes", "mood": "good"})
    dataset = load(path, columns={"text": "body", "label": "mood"})
    assert (dataset.texts, dataset.labels) == (["yes"], ["good"])


def test_plain_text_is_split_into_tokens_on_request(tmp_path: Path) -> None:
    dataset = load(write(tmp_path, "target.txt", "a b\nc\n"), task="token", columns={"tokens": "text"})
    assert dataset.frame["tokens"].tolist() == [["a", "b"], ["c"]]


def test_unrecognised_columns_are_listed_with_the_remedy(tmp_path: Path) -> None:
    message = refusal(jsonl(tmp_path, {"foo": "a", "bar": "b"}))
    assert "foo, bar" in message
    assert "--column text=NAME" in message


def test_two_columns_with_the_same_meaning_are_refused(tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"tokens": ["a"], "ner_tags": ["O"], "pos_tags": ["X"]})
    assert "ner_tags and pos_tags do; set it with --column tags=NAME" in refusal(path)
    assert load(path, columns={"tags": "pos_tags"}).labels == ["X"]


def test_a_wrong_task_or_column_name_is_refused(pool: Path) -> None:
    assert "one of sequence, token, qa" in refusal(pool, task="ner")
    assert "needs a column with the words" in refusal(write(pool.parent, "b.csv", "a,b\nx,y\n"), task="token")
    assert "one of id, language" in refusal(pool, columns={"txt": "text"})
    assert "no column 'body'" in refusal(pool, columns={"text": "body"})
    assert "needs a column with the texts" in refusal(pool, columns={"text_b": "text"})


# Choosing rows


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        ("@test", ["4"]),
        ("[lang=hi,mr]", ["1", "2"]),
        ("[lang!=hi,mr]", ["3", "4"]),
        ("@train[lang!=hi][label=doctor]", ["2", "3"]),
    ],
)
def test_rows_are_chosen_by_split_and_by_any_column(pool: Path, selection: str, ids: list[str]) -> None:
    dataset = load(f"{pool}{selection}")
    assert dataset.frame["id"].tolist() == ids
    assert dataset.name == f"pool.csv{selection}"


@pytest.mark.parametrize(
    ("selection", "choices"),
    [
        ("@dev", "test, train"),
        ("[lang=ur]", "en, hi, mr"),
        ("[lang!=ur]", "en, hi, mr"),
        ("[source=x]", "id, text, label, lang"),
        ("[lang!=hi,mr,en]", "lang = hi, mr, en"),
        ("[lang]", "[column=value,...]"),
    ],
)
def test_a_condition_that_matches_nothing_lists_the_choices(pool: Path, selection: str, choices: str) -> None:
    assert choices in refusal(f"{pool}{selection}")


@pytest.mark.parametrize("name", ["a@train.csv", "a[lang=hi].csv"])
def test_an_existing_file_wins_over_conditions_in_its_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, POOL)
    assert len(load(path)) == 4
    assert len(load(f"{path}@test[lang=en]")) == 1


def test_errors_count_rows_as_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "text,lang\na,hi\n,mr\n")
    assert len(load(f"{path}[lang=hi]")) == 1
    assert "row 2" in refusal(f"{path}[lang=mr]")


# Content


def test_texts_lose_only_surrounding_white_space(tmp_path: Path) -> None:
    dataset = load(jsonl(tmp_path, {"text": "  e\u0301  NA\n", "label": " x "}))
    assert dataset.frame["text"][0] == "e\u0301  NA"
    assert dataset.labels == ["x"]


def test_numeric_labels_become_strings(tmp_path: Path) -> None:
    rows = [{"text": "a", "label": 1}, {"text": "b", "label": 2.0}, {"text": "c", "label": None}]
    assert load(jsonl(tmp_path, *rows)).frame["label"].tolist() == ["1", "2", None]


@pytest.mark.parametrize("text", ["", "  ", "\u200b\ufeff", None])
def test_empty_texts_are_refused_with_the_numbers_of_the_first_rows(tmp_path: Path, text: str | None) -> None:
    rows = [{"text": "a"}, *[{"text": text, "n": i} for i in range(7)]]
    assert "text must not be empty, but rows 2, 3, 4, 5, 6 and 2 more break this rule" in refusal(
        jsonl(tmp_path, *rows)
    )


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_texts_that_are_not_unicode_are_refused(tmp_path: Path, text: str) -> None:
    assert "Unicode" in refusal(jsonl(tmp_path, {"text": text}))
    assert "Unicode" in refusal(jsonl(tmp_path, {"tokens": [text]}))
    assert "Unicode" in refusal(jsonl(tmp_path, {"text": "a", "label": text}))


def test_an_error_is_one_printable_line_whatever_it_quotes(tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"text": "a", "split": "x\ny\ud800"})
    message = refusal(f"{path}@test")
    assert "x y\\ud800" in message


def test_a_text_that_is_a_list_is_refused(tmp_path: Path) -> None:
    assert "row 1 has type list" in refusal(jsonl(tmp_path, {"text": ["a"]}))


@pytest.mark.parametrize("words", ['["a b", "c"]', "a c"])
def test_tokens_in_a_cell_are_a_json_list_or_separated_by_spaces(tmp_path: Path, words: str) -> None:
    quoted = words.replace('"', '""')
    dataset = load(write(tmp_path, "a.csv", f'tokens,tags\n"{quoted}",B-X O\n'))
    assert dataset.frame["tokens"].tolist() == [json.loads(words) if words[0] == "[" else ["a", "c"]]
    assert dataset.frame["tags"].tolist() == [["B-X", "O"]]


def test_lists_in_python_syntax_are_refused(tmp_path: Path) -> None:
    assert "JSON list" in refusal(write(tmp_path, "a.csv", "tokens,id\n\"['a', 'b']\",1\n"))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"tokens": ["a", "b"], "tags": ["O"]}, "2 tokens and 1 tags"),
        ({"tokens": []}, "tokens must not be empty"),
        ({"tokens": ["a", " "]}, "contains an empty one"),
        ({"tokens": 3}, "has type int"),
        ({"tokens": ["a"], "tags": ["I-PER"]}, "tag 1, I-PER, does not continue B-PER"),
        ({"tokens": ["a", "b"], "tags": ["B-LOC", "I-PER"]}, "tag 2, I-PER"),
        ({"tokens": ["a", "b"], "tags": ["B-LOC", "S-PER"]}, "tag 2, S-PER, is not O"),
    ],
)
def test_invalid_tokens_and_tags_are_refused(tmp_path: Path, row: dict[str, object], problem: str) -> None:
    message = refusal(jsonl(tmp_path, {"tokens": ["x"], "tags": ["O"]}, row))
    assert problem in message
    assert "row 2" in message


def test_plain_tags_need_not_be_bio(tmp_path: Path) -> None:
    assert load(jsonl(tmp_path, {"tokens": ["a", "b"], "upos": ["NOUN", "X"]})).labels == ["NOUN", "X"]


@pytest.mark.parametrize(
    "answers",
    [
        [{"text": "दिल्ली", "start": 3}],
        [{"text": "दिल्ली", "answer_start": 3}],
        {"text": ["दिल्ली"], "answer_start": [3]},
        '[{"text": "दिल्ली", "start": 3}]',
    ],
)
def test_answers_are_read_in_several_layouts(tmp_path: Path, answers: object) -> None:
    dataset = load(jsonl(tmp_path, {"question": "?", "context": "यह दिल्ली है", "answers": answers}))
    assert dataset.frame["answers"].tolist() == [[{"text": "दिल्ली", "start": 3}]]
    assert dataset.texts == ["? ⟂ यह दिल्ली है"]
    assert dataset.labelled


def test_an_answer_that_does_not_occur_at_its_start_is_refused(tmp_path: Path) -> None:
    row = {"question": "?", "context": "in Delhi now", "answers": [{"text": "Delhi", "start": 4}]}
    assert "row 1 'Delhi' is not at 4, where 'elhi ' is" in refusal(jsonl(tmp_path, row))


@pytest.mark.parametrize(
    "answers", [["Delhi"], [{"text": "Delhi"}], "Delhi", {"text": ["a"], "start": []}, 3]
)
def test_answers_in_an_unknown_layout_are_refused(tmp_path: Path, answers: object) -> None:
    message = refusal(jsonl(tmp_path, {"question": "?", "context": "Delhi", "answers": answers}))
    assert "answers must be lists" in message


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    assert "at least one row" in refusal(write(tmp_path, "a.csv", "text,label\n"))


# Duplicates, ids, notes


def test_exact_duplicates_are_dropped_and_conflicting_labels_noted(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "text,label\na,x\na,x\na,y\nb,x\n")
    dataset = load(path)
    assert dataset.texts == ["a", "b"]
    assert "2 exact duplicates dropped (1 with a different label)" in dataset.notes


def test_a_labelled_duplicate_is_kept(tmp_path: Path) -> None:
    dataset = load(write(tmp_path, "a.csv", "text,label\na,\nb,x\na,y\na,z\n"))
    assert dataset.frame[["text", "label"]].values.tolist() == [["b", "x"], ["a", "y"]]
    assert "2 exact duplicates dropped (1 with a different label)" in dataset.notes


def test_rows_that_differ_only_in_spaces_or_unicode_form_are_shared(tmp_path: Path) -> None:
    pool = load(write(tmp_path, "a.csv", "text\nCafe\u0301 ouvert\nCafé  ouvert\nCafé fermé\n"))
    test = load(write(tmp_path, "b.csv", "text\nCafé ouvert\nautre\n"))
    assert shared_rows(pool, test).tolist() == [True, True, False]


def test_pairs_with_the_same_first_text_are_not_duplicates(tmp_path: Path) -> None:
    assert len(load(write(tmp_path, "a.csv", "text,text_b\na,b\na,c\na,\n"))) == 3


def test_generated_ids_do_not_depend_on_order_or_file(tmp_path: Path) -> None:
    first = load(write(tmp_path, "a.txt", "one\ntwo\n"))
    second = load(jsonl(tmp_path, {"text": "two", "label": "x"}, {"text": "one", "label": "y"}))
    assert first.frame["id"].tolist() == second.frame["id"].tolist()[::-1]


def test_an_id_used_for_different_contents_is_refused(tmp_path: Path) -> None:
    assert "share '7'" in refusal(write(tmp_path, "a.csv", "id,text\n7,a\n8,b\n7,c\n"))


def test_unusual_content_is_noted(tmp_path: Path) -> None:
    rows = [{"text": "a " * 1_001, "label": "x"}, {"text": HINDI, "label": ""}]
    notes = load(jsonl(tmp_path, *rows)).notes
    assert "1 text longer than 2,000 characters: models read the start" in notes
    assert "1 row of 2 without a label" in notes
    assert "language guessed for 1 row" in notes
    assert "language unknown for 1 row" in notes


def test_languages_are_guessed_only_where_they_are_missing(tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"text": HINDI, "lang": "MR"}, {"text": HINDI + "।"})
    frame = load(path).frame
    assert frame["language"].tolist() == ["mr", "hi"]
    assert frame["confidence"][0] == 1.0
    assert frame["confidence"][1] < 1.0
    unguessed = load(path, guess_languages=False).frame
    assert unguessed[["language", "confidence"]].values.tolist() == [["mr", 1.0], ["unknown", 0.0]]


# Plain text for a task that labels words


def test_plain_text_of_a_token_task_is_split_into_words_and_that_is_said(tmp_path: Path) -> None:
    sample = load(write(tmp_path, "sample.txt", "Kde je lekáreň?\nJe 3.5 km odtiaľto.\n"), task="token")
    words = [["Kde", "je", "lekáreň", "?"], ["Je", "3.5", "km", "odtiaľto", "."]]
    assert sample.frame["tokens"].tolist() == words
    assert not sample.labelled
    assert any("split into words" in note for note in sample.notes)
    table = load(write(tmp_path, "sample.csv", "sentence,lang\nKde je?,sk\n"), task="token")
    assert table.frame["tokens"].tolist() == [["Kde", "je", "?"]]


def test_words_take_precedence_over_text_and_text_does_not_make_a_file_one_of_words(tmp_path: Path) -> None:
    both = jsonl(tmp_path, {"text": "Kde je?", "tokens": ["Kde", "je?"]})
    assert load(both).frame["tokens"].tolist() == [["Kde", "je?"]]
    assert not any("split into words" in note for note in load(both).notes)
    assert load(write(tmp_path, "plain.txt", "Kde je?\n")).task.name == "sequence"


def test_tags_without_words_and_tables_with_neither_words_nor_text_are_refused(tmp_path: Path) -> None:
    assert "tags must belong to words" in refusal(
        jsonl(tmp_path, {"text": "a b", "tags": ["O", "O"]}), task="token"
    )
    assert "needs a column with the words" in refusal(write(tmp_path, "a.csv", "x,y\na,b\n"), task="token")


def test_the_language_of_a_file_can_be_named(tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"text": HINDI, "lang": "mr"}, {"text": HINDI + "।"}, {"text": "12"})
    named = load(path, language="rw")
    assert named.frame[["language", "confidence"]].values.tolist() == [["rw", 1.0]] * 3
    assert load(path, language="one").languages == ["mr", "hi", "hi"]
    assert load(path, language="mul").languages == ["mr", "hi", "unknown"]


# A dataset


def test_the_hash_depends_on_the_content_not_the_file(pool: Path, tmp_path: Path) -> None:
    as_csv = load(pool)
    table = pd.read_csv(pool, dtype=str)
    table.to_parquet(tmp_path / "other.parquet")
    table.to_json(tmp_path / "more.jsonl", orient="records", lines=True)
    assert load(tmp_path / "other.parquet").content_hash == as_csv.content_hash
    assert load(tmp_path / "more.jsonl").content_hash == as_csv.content_hash
    assert load(write(tmp_path, "b.csv", POOL.replace("place", "doctor"))).content_hash != as_csv.content_hash


def test_taking_rows_keeps_their_order(pool: Path) -> None:
    part = load(pool).take(np.array([2, 0]))
    assert part.frame["id"].tolist() == ["3", "1"]
    assert part.languages == ["en", "hi"]
    assert part.frame.index.tolist() == [0, 1]
    assert len(load(pool).take([])) == 0


@pytest.mark.parametrize(
    "row",
    [
        {"text": "a", "label": "x"},
        {"tokens": ["a"], "tags": ["X"]},
        {"question": "?", "context": "a", "answers": [{"text": "a", "start": 0}]},
    ],
)
def test_labels_can_be_removed(tmp_path: Path, row: dict[str, object]) -> None:
    dataset = load(jsonl(tmp_path, row))
    bare = dataset.without_labels()
    assert (dataset.labelled, bare.labelled) == (True, False)
    assert bare.labels == []
    assert dataset.labelled
    assert bare.content_hash != dataset.content_hash


def test_language_counts_start_with_the_most_frequent(pool: Path) -> None:
    table = language_counts(load(pool))
    assert list(table) == ["language", "rows", "share", "confidence"]
    assert table["language"].tolist() == ["en", "hi", "mr"]
    assert table["rows"].tolist() == [2, 1, 1]
    assert table["share"].sum() == 1.0


def test_rows_with_the_same_content_or_group_are_shared(pool: Path, tmp_path: Path) -> None:
    target = load(write(tmp_path, "t.csv", "text,parallel_id\nमला डॉक्टर हवा आहे,p1\nWhere is the clinic?,\n"))
    source = load(pool)
    assert shared_rows(source, target).sum() == 4
    assert shared_rows(target, source).sum() == 2
    assert not shared_rows(source, load(write(tmp_path, "u.txt", "something else\n"))).any()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "task", "labels"),
    [
        ("topic", "sequence", 7),
        ("sentiment", "sequence", 3),
        ("nli", "sequence", 3),
        ("pos", "token", 17),
        ("ner", "token", 7),
        ("qa", "qa", 0),
    ],
)
def test_real_corpora_load_unchanged(
    shared_data: Callable[[str], Path], name: str, task: str, labels: int
) -> None:
    dataset: Dataset = load(shared_data(f"{name}.parquet"))
    assert (dataset.task.name, len(dataset.labels), dataset.labelled) == (task, labels, True)
    assert dataset.frame["id"].is_unique
    assert (dataset.frame["confidence"] == 1.0).all()
