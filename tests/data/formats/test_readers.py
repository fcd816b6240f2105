"""What each reader accepts and refuses; every registered suffix has a file here."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demux_core.base.errors import InputError
from demux_core.data.formats import BY_SUFFIX, limits
from demux_core.data.formats.tables import read

UD = (
    "# sent_id = s1\n# text = Vámonos al mar\n"
    "1-2\tVámonos\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "1\tVamos\tir\tVERB\t_\t_\t0\t_\t_\t_\n"
    "2\tnos\tnosotros\tPRON\t_\t_\t1\t_\t_\t_\n2.1\tir\tir\tVERB\t_\t_\t_\t_\t_\t_\n\n"
    "1\tMar\tmar\tNOUN\t_\t_\t0\t_\t_\t_\n"
)
SQUAD = {"data": [{"paragraphs": [{"context": "Delhi is big.", "qas": []}]}]}
SQUAD["data"][0]["paragraphs"][0]["qas"] = [
    {"id": "bengali-7", "question": "What is big?", "answers": [{"text": "Delhi", "answer_start": 0}]},
    {"id": "x", "question": "Who?"},
]
FILES = {
    ".csv": 'text,label\n"a, ""b""",x\nNA,y\n',
    ".tsv": 'text\tlabel\n"a" or b\tx\n"c ""d"""\ty\n',
    ".jsonl": '{"text": "a"}\n\n{"text": "b", "label": 1}\n',
    ".ndjson": '{"text": "a"}\n{"text": "b"}\n',
    ".json": '[{"text": "a"}, {"text": "b"}]',
    ".conll": "-DOCSTART- O\n\n# a remark\nDelhi X B-LOC\n# X O\n\nNice X O\n",
    ".bio": "New Delhi\tB-LOC\nis\tO\n\n\n#tag\tO\n",
    ".iob": "a O\n\nb O",
    ".conllu": UD,
    ".txt": "a\n\nb\u2028c\r\n",
}


TEXT_SUFFIXES = [suffix for suffix, kind in BY_SUFFIX.items() if "encoding" in kind.choices]


def write(folder: Path, suffix: str, content: str | bytes) -> Path:
    path = folder / f"data{suffix}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(folder: Path, suffix: str, content: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(write(folder, suffix, content))
    return str(caught.value)


@pytest.mark.parametrize("suffix", TEXT_SUFFIXES)
def test_every_format_reads_as_rows_of_plain_values(tmp_path: Path, suffix: str) -> None:
    frame = read(write(tmp_path, suffix, FILES[suffix]))
    assert len(frame) == 2
    assert set(map(str, frame.dtypes)) == {"object"}


def test_an_unknown_suffix_lists_the_choices(tmp_path: Path) -> None:
    assert ".csv, .tsv" in refusal(tmp_path, ".xls", b"PK")


def test_a_folder_and_a_missing_file_give_different_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "none.csv")


@pytest.mark.parametrize("suffix", TEXT_SUFFIXES)
def test_damaged_utf8_is_refused_with_its_line_number(tmp_path: Path, suffix: str) -> None:
    message = refusal(tmp_path, suffix, "text\nété\n".encode() + "café\n".encode("latin-1"))
    assert "byte 15 (0xe9, line 3)" in message
    assert "save the file as UTF-8" in message


def test_nul_bytes_are_refused_with_their_line_number(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, ".txt", b"a\nb\0\n")


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    assert list(read(write(tmp_path, ".csv", "\ufefftext\na\n")).columns) == ["text"]


def test_csv_cells_are_not_converted(tmp_path: Path) -> None:
    frame = read(write(tmp_path, ".csv", FILES[".csv"]))
    assert frame["text"].tolist() == ['a, "b"', "NA"]


def test_csv_cells_can_span_lines(tmp_path: Path) -> None:
    assert read(write(tmp_path, ".csv", 'text,l\n"a\nb",x\n'))["text"].tolist() == ["a\nb"]


def test_bare_quotes_in_tsv_are_text_and_enclosing_ones_are_not(tmp_path: Path) -> None:
    frame = read(write(tmp_path, ".tsv", FILES[".tsv"]))
    assert frame["text"].tolist() == ['"a" or b', 'c "d"']


def test_quoted_tsv_cells_can_span_lines(tmp_path: Path) -> None:
    assert read(write(tmp_path, ".tsv", 'text\tl\n"a\nb"\tx\n'))["text"].tolist() == ["a\nb"]


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@pytest.mark.parametrize("row", ["a", "a,x,more"])
def test_ragged_rows_are_refused_with_their_line_number(tmp_path: Path, suffix: str, row: str) -> None:
    content = f"text,label\na,x\n{row}\n".replace(",", "\t" if suffix == ".tsv" else ",")
    assert "ends in line 3" in refusal(tmp_path, suffix, content)


@pytest.mark.parametrize("content", ['text,l\n"a,x\nb,y\n', 'text,l\n"a"b,x\n'])
def test_unclosed_quotes_are_refused(tmp_path: Path, content: str) -> None:
    assert "quotes must be closed" in refusal(tmp_path, ".csv", content)


def test_a_repeated_column_name_is_refused(tmp_path: Path) -> None:
    assert "'text' occurs twice" in refusal(tmp_path, ".csv", "text,label,text\na,b,c\n")


@pytest.mark.parametrize("line", ["{", "[1]", '"a"', "{'text': 'a'}", "[" * 100_000])
def test_jsonl_lines_that_are_not_objects_are_refused_with_their_line_number(
    tmp_path: Path, line: str
) -> None:
    assert "line 2" in refusal(tmp_path, ".jsonl", f'{{"text": "a"}}\n{line}\n')


def test_squad_layout_gives_one_row_per_question_and_tydiqa_ids_give_the_language(tmp_path: Path) -> None:
    frame = read(write(tmp_path, ".json", json.dumps(SQUAD)))
    assert frame["question"].tolist() == ["What is big?", "Who?"]
    assert frame["context"].unique().tolist() == ["Delhi is big."]
    assert frame["answers"].tolist() == [[{"text": "Delhi", "answer_start": 0}], []]
    assert frame["language"].tolist() == ["bn", None]


@pytest.mark.parametrize(
    "content", ["{", '{"text": ["a"]}', "[1]", '{"data": [{"paragraphs": [{"qas": [{}]}]}]}', "[" * 100_000]
)
def test_json_with_an_unknown_layout_is_refused(tmp_path: Path, content: str) -> None:
    assert "JSON" in refusal(tmp_path, ".json", content) or "SQuAD" in refusal(tmp_path, ".json", content)


def test_conll_reads_the_first_and_the_last_column(tmp_path: Path) -> None:
    frame = read(write(tmp_path, ".conll", FILES[".conll"]))
    assert frame["tokens"].tolist() == [["Delhi", "#"], ["Nice"]]
    assert frame["tags"].tolist() == [["B-LOC", "O"], ["O"]]


def test_conll_tokens_can_contain_spaces_where_tabs_separate_columns(tmp_path: Path) -> None:
    assert read(write(tmp_path, ".bio", FILES[".bio"]))["tokens"].tolist() == [["New Delhi", "is"], ["#tag"]]


def test_conll_with_one_column_is_unlabelled_and_words_can_begin_with_a_hash(tmp_path: Path) -> None:
    frame = read(write(tmp_path, ".conll", "# text = Som #doma\nSom\n#doma\n\nKde\t\nsi\n"))
    assert frame["tokens"].tolist() == [["Som", "#doma"], ["Kde", "si"]]
    assert frame["tags"].tolist() == [None, None]


@pytest.mark.parametrize("line", ["b", "b X O", "\tO", "b\t"])
def test_conll_lines_with_a_wrong_number_of_columns_are_refused_with_their_line_number(
    tmp_path: Path, line: str
) -> None:
    assert "line 2" in refusal(tmp_path, ".conll", f"a O\n{line}\n")


def test_conllu_reads_syntactic_words_and_sentence_ids(tmp_path: Path) -> None:
    frame = read(write(tmp_path, ".conllu", UD))
    assert frame["tokens"].tolist() == [["Vamos", "nos"], ["Mar"]]
    assert frame["tags"].tolist() == [["VERB", "PRON"], ["NOUN"]]
    assert frame["id"].tolist() == ["s1", None]


def test_conllu_without_upos_is_unlabelled_and_with_partial_upos_is_refused(tmp_path: Path) -> None:
    assert read(write(tmp_path, ".conllu", "1\ta" + "\t_" * 8 + "\n"))["tags"].tolist() == [None]
    assert "1 of the sentence" in refusal(tmp_path, ".conllu", UD.replace("PRON", "_"))
    assert "10 columns" in refusal(tmp_path, ".conllu", "1\ta\tb\n")


def test_txt_files_are_split_only_at_line_breaks_that_editors_show(tmp_path: Path) -> None:
    assert read(write(tmp_path, ".txt", FILES[".txt"]))["text"].tolist() == ["a", "b\u2028c"]


def test_parquet_gives_plain_values_and_class_names(tmp_path: Path) -> None:
    names = {"names": ["no", "yes"], "_type": "ClassLabel"}
    features = {"label": names, "tags": {"feature": names, "_type": "List"}, "old": [names]}
    table = pa.table(
        {"label": [0, 1, -1], "tags": [[1], [0, 1], None], "old": [[1], [0], []], "n": [5, None, 7]}
    )
    pq.write_table(
        table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})}),
        tmp_path / "data.parquet",
    )
    frame = read(tmp_path / "data.parquet")
    assert frame["label"].tolist() == ["no", "yes", None]
    assert frame["tags"].tolist() == [["yes"], ["no", "yes"], None]
    assert frame["old"].tolist() == [["yes"], ["no"], []]
    assert frame["n"].tolist() == [5, None, 7]


def test_a_class_number_without_a_name_is_refused(tmp_path: Path) -> None:
    features = {"label": {"names": ["no"], "_type": "ClassLabel"}}
    table = pa.table({"label": [3]})
    pq.write_table(
        table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})}),
        tmp_path / "data.parquet",
    )
    with pytest.raises(InputError, match="got 3"):
        read(tmp_path / "data.parquet")


def test_a_parquet_suffix_on_other_content_is_refused(tmp_path: Path) -> None:
    assert "must be Parquet" in refusal(tmp_path, ".parquet", b"PAR1 not really")


def test_commas_in_texts_do_not_count_as_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_VALUES", 100)
    line = json.dumps({"text": "one, two, three, four, five, six, seven", "label": "a"})
    (tmp_path / "many.jsonl").write_text(f"{line}\n" * 20)
    assert len(read(tmp_path / "many.jsonl")) == 20
    (tmp_path / "many.jsonl").write_text(f"{line}\n" * 21)
    with pytest.raises(InputError, match="at most 100 values, but there are more from line 21 on"):
        read(tmp_path / "many.jsonl")
