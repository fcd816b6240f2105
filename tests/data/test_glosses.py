"""An English gloss is read beside each text where a file has one, and nothing depends on it."""

from pathlib import Path

import pytest

from demux_core import Dataset, load
from demux_core.data.column_preview import preview_columns
from demux_core.data.joining import join


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def glossed(folder: Path, header: str, *cells: str, **options: object) -> Dataset:
    rows = [f"{text},{cell}\n" for text, cell in zip(("नमस्ते", "सलाम"), cells, strict=True)]
    return load(write(folder / "pool.csv", f"text,{header}\n" + "".join(rows)), **options)  # type: ignore[arg-type]


def test_a_column_of_translations_is_recognised_by_its_name(tmp_path: Path) -> None:
    for name in ("gloss", "Translation", "english"):
        assert glossed(tmp_path, name, "hello", "").glosses == ["hello", None]


def test_without_such_a_column_and_in_an_empty_one_there_are_no_glosses(tmp_path: Path) -> None:
    assert "gloss" not in glossed(tmp_path, "lang", "hi", "ur").frame
    assert glossed(tmp_path, "gloss", "", "").glosses is None


def test_of_several_columns_the_likeliest_name_counts_unless_another_is_named(tmp_path: Path) -> None:
    cells = ("a,b", "c,d")
    assert glossed(tmp_path, "english,translation", *cells).glosses == ["b", "d"]
    named = glossed(tmp_path, "english,translation", *cells, columns={"gloss": "english"})
    assert named.glosses == ["a", "c"]
    assert glossed(tmp_path, "english,translation", *cells, columns={"gloss": ""}).glosses is None


def test_glosses_are_no_part_of_the_content_hash(tmp_path: Path) -> None:
    plain, with_glosses = (
        glossed(tmp_path, "lang", "hi", "hi"),
        glossed(tmp_path, "lang,gloss", "hi,a", "hi,b"),
    )
    other = glossed(tmp_path, "lang,gloss", "hi,c", "hi,")
    assert plain.content_hash == with_glosses.content_hash == other.content_hash
    assert plain.frame["id"].tolist() == with_glosses.frame["id"].tolist()


def test_rows_keep_their_glosses_when_they_are_taken_and_files_are_joined(tmp_path: Path) -> None:
    first = glossed(tmp_path, "gloss", "hello", "peace")
    second = load(write(tmp_path / "more.csv", "text\nوداع\n"))
    assert first.take([1]).glosses == ["peace"]
    assert join([first, second])[0].glosses == ["hello", "peace", None]


def test_the_english_text_of_a_treebank_is_its_gloss(tmp_path: Path) -> None:
    sentence = "# sent_id = s1\n# text_en = Good day\n1\tनमस्ते\t_\tINTJ\t_\t_\t0\troot\t_\t_\n\n"
    dataset = load(write(tmp_path / "hi.conllu", sentence))
    assert (dataset.glosses, dataset.frame["id"].tolist()) == (["Good day"], ["s1"])


def test_the_form_for_columns_shows_which_one_is_the_gloss(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,translation\nनमस्ते,hello\n")
    assert preview_columns(path, None, {}).used == {"text": "text", "gloss": "translation"}


@pytest.mark.parametrize("task", ["sequence", "token"])
def test_a_file_with_only_texts_has_texts_whatever_its_column_is_called(tmp_path: Path, task: str) -> None:
    dataset = load(write(tmp_path / "one.csv", "english\nhello\n"), columns={"text": "english"}, task=task)
    assert (dataset.texts, dataset.glosses) == (["hello"], None)
