"""Encoding, separator, packing and sheet are recognised and said, and a person can correct them."""

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demux_core.base.errors import InputError
from demux_core.base.workbooks import to_xlsx
from demux_core.data.formats import limits
from demux_core.data.formats.encodings import ENCODINGS, codec_of, find_encoding
from demux_core.data.formats.reading import Reading, find_delimiter
from demux_core.data.formats.tables import RawTable, choices, read_table
from demux_core.data.loading import load

# Written for these tests: a few plain sentences in each of the languages.
SENTENCES = {
    (
        "windows-1250",
        "pl",
    ): "Gdzie jest najbliższa apteka? / Źle się czuję i mam gorączkę. / Dziękuję, już wiem.",
    (
        "windows-1250",
        "hu",
    ): "Fáj a fejem és lázas vagyok. / Hol van a következő buszmegálló? / Köszönöm szépen, jól vagyok.",
    ("windows-1251", "ru"): "Где находится больница? / У меня болит голова. / Спасибо, мне уже лучше.",
    (
        "windows-1252",
        "fr",
    ): "Où est la pharmacie la plus proche ? / J’ai mal à la tête depuis hier. / Merci, ça va déjà mieux.",
    (
        "windows-1252",
        "de",
    ): "Ich möchte einen Termin für morgen. / Die Straße ist gesperrt. / Können Sie mir bitte helfen?",
    ("windows-1253", "el"): "Πού είναι το νοσοκομείο; / Πονάει το κεφάλι μου. / Ευχαριστώ πολύ.",
    (
        "windows-1254",
        "tr",
    ): "Başım ağrıyor ve ateşim var. / En yakın eczane nerede? / Teşekkür ederim, iyiyim şimdi.",
    (
        "windows-1257",
        "lt",
    ): "Kur yra artimiausia vaistinė? / Man skauda galvą nuo vakar. / Ačiū, jau geriau jaučiuosi.",
    ("windows-932", "ja"): "一番近い薬局はどこですか。 / 昨日から頭が痛いです。 / ありがとうございます。",
    ("gb18030", "zh"): "最近的药店在哪里？ / 我从昨天开始头疼。 / 谢谢，我好多了。",
}


def read(folder: Path, name: str, content: bytes | str, **said: str) -> RawTable:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, Reading(**said))


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def packed(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", ".", 1), text)
    return content.getvalue()


# Encodings


@pytest.mark.parametrize(("page", "language"), SENTENCES)
def test_a_code_page_is_recognised_by_its_letters_and_said(tmp_path: Path, page: str, language: str) -> None:
    texts = SENTENCES[page, language].split(" / ")
    table = read(tmp_path, "a.txt", "\n".join(texts).encode(codec_of(page)))
    assert table.frame["text"].tolist() == texts
    assert table.reading.encoding == page
    assert table.notes == (f"read as {ENCODINGS[page]}, guessed from its letters (99% sure)",)


def test_utf8_needs_no_word(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "text,label\nżółć,x\n").notes == ()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_unicode_is_recognised(tmp_path: Path, codec: str) -> None:
    table = read(tmp_path, "a.jsonl", '{"text": "कहाँ"}\n{"text": "b"}\n'.encode(codec))
    assert table.frame["text"].tolist() == ["कहाँ", "b"]
    assert table.notes[0].startswith("read as UTF-")


def test_a_named_encoding_counts_and_is_not_called_a_guess(tmp_path: Path) -> None:
    table = read(tmp_path, "a.txt", "Où ça ?\n".encode("cp1252"), encoding="windows-1250")
    assert (table.frame["text"].tolist(), table.notes) == (["Oů ça ?"], ())


def test_a_named_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must be in the encoding gb18030, but some of it is not"):
        read(tmp_path, "a.txt", b"a\n\xff\xff\n", encoding="gb18030")


@pytest.mark.parametrize("given", ["latin1", "ISO-8859-1", "cp1252", "Windows-1252", "windows_1252"])
def test_encodings_have_other_names(given: str) -> None:
    assert find_encoding(given) == "windows-1252"


@pytest.mark.parametrize("given", ["", "klingon", "rot13", "idna", "unicode_escape"])
def test_an_unknown_encoding_lists_the_choices(given: str) -> None:
    with pytest.raises(InputError, match="must be one of utf-8, utf-16"):
        find_encoding(given)


# Separators


@pytest.mark.parametrize(("name", "character"), [("semicolon", ";"), ("tab", "\t"), ("pipe", "|")])
def test_another_separator_is_recognised_and_said(tmp_path: Path, name: str, character: str) -> None:
    table = read(tmp_path, "a.csv", f"text{character}label\nhello, you{character}x\nbye{character}y\n")
    assert table.frame["text"].tolist() == ["hello, you", "bye"]
    assert table.notes == (f"cells are separated by {name}s, not commas",)


def test_the_first_line_of_excel_names_the_separator(tmp_path: Path) -> None:
    table = read(tmp_path, "a.csv", "sep=;\ntext;label\na,b;x\n")
    assert table.frame.to_dict("list") == {"text": ["a,b"], "label": ["x"]}


@pytest.mark.parametrize("content", ["text\nhello; you\nbye\n", "text,label\na;b,x\nc;d,y\n"])
def test_the_usual_separator_counts_where_it_fits(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, "a.csv", content).notes == ()


def test_a_named_separator_counts(tmp_path: Path) -> None:
    table = read(tmp_path, "a.csv", "text,x;label\na,b;y\n", delimiter="semicolon")
    assert table.frame.to_dict("list") == {"text,x": ["a,b"], "label": ["y"]}


def test_separators_have_names_and_signs() -> None:
    assert [find_delimiter(given) for given in (";", "Tab", "\\t", "|")] == [
        "semicolon",
        "tab",
        "tab",
        "pipe",
    ]
    with pytest.raises(InputError, match="comma, semicolon, tab, pipe"):
        find_delimiter("x")


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(
    cells=st.lists(
        st.tuples(st.text("ab ,;|é", min_size=1), st.text("xy", min_size=1)), min_size=1, max_size=5
    ),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_a_csv_writer_quotes_is_read_back_whatever_separates_it(
    cells: list[tuple[str, str]], separator: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import csv

    content = io.StringIO()
    csv.writer(content, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([("text", "label"), *cells])
    folder = tmp_path_factory.mktemp("csv")
    table = read(folder, "a.csv", content.getvalue())
    assert list(zip(table.frame["text"], table.frame["label"], strict=True)) == cells


# Packing


def test_a_packed_file_is_read_as_its_content(tmp_path: Path) -> None:
    (tmp_path / "plain.csv").write_text("text,label\na,x\n")
    plain = read_table(tmp_path / "plain.csv").frame
    assert read(tmp_path, "a.csv.gz", gzip.compress(b"text,label\na,x\n")).frame.equals(plain)
    extras = {"_DS_Store": "x", "a_tsv": "text\tlabel\na\tx\n"}  # macOS adds .DS_Store
    assert read(tmp_path, "b.zip", packed(**extras)).frame.equals(plain)
    book = gzip.compress(workbook(Sheet=[["text", "label"], ["a", "x"]]))
    assert read(tmp_path, "c.xlsx.gz", book).frame.equals(plain)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", packed(a_csv="text\na\n", b_csv="text\n"), "one file in it, got a.csv, b.csv"),
        ("a.zip", packed(), "got none"),
        ("a.zip", packed(a_exe="x"), "must be one of .csv, .tsv, .xlsx"),
        ("a.zip", b"PK not a zip", "cannot be unpacked"),
        ("a.csv.gz", b"text\na\n", "cannot be unpacked"),
        ("a.csv.gz", gzip.compress(b"text,label\n" + b"a,x\n" * 1_000)[:40], "cannot be unpacked"),
        ("a.gz", gzip.compress(b"text\na\n"), "suffix must be one of"),
    ],
    ids=["two files", "no file", "a program", "no zip", "no gzip", "cut off", "no format"],
)
def test_a_damaged_or_unclear_packing_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


def test_a_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1_000_000)
    text = "text\n" + "a\n" * 1_000_000
    for name, content in (
        ("a.txt.gz", gzip.compress(text.encode())),
        ("a.zip", packed(a_txt=text)),
        ("a.xlsx", packed(xl_xml="a" * 2_000_000)),
    ):
        assert len(content) < 20_000
        with pytest.raises(InputError, match="at most 1 MB of data"):
            read(tmp_path, name, content)


def test_a_zip_file_that_lies_about_its_size_is_cut_off_and_refused(tmp_path: Path) -> None:
    content = bytearray(packed(a_txt="text\n" * 100_000))
    size = (500_000).to_bytes(4, "little")
    assert content.count(size) == 2
    lying = bytes(content).replace(size, (10).to_bytes(4, "little"))
    with pytest.raises(InputError, match="cannot be unpacked"):
        read(tmp_path, "a.zip", lying)


# Workbooks

TWO_SHEETS = workbook(
    Notes=[], Pool=[["text", "label"], ["a", 3.0], [None, None], ["=1+1", True]], Old=[["text"], ["b"]]
)


def test_the_first_sheet_with_rows_is_read_and_said(tmp_path: Path) -> None:
    table = read(
        tmp_path, "a.xlsx", workbook(Notes=[], Pool=[["text", "n"], ["a", 3.0]], Old=[["text"], ["b"]])
    )
    assert table.frame.to_dict("list") == {"text": ["a"], "n": ["3"]}
    assert table.notes == ("the sheet 'Pool' is read, not Notes, Old",)


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(TWO_SHEETS)
    assert choices(tmp_path / "a.xlsx") == {"sheet": ["Notes", "Pool", "Old"]}
    dataset = load(f"{tmp_path}/a.xlsx@Old", guess_languages=False)
    assert (dataset.texts, dataset.name) == (["b"], "a.xlsx@Old")
    with pytest.raises(InputError, match="no sheet 'New'; sheets: Notes, Pool, Old"):
        load(f"{tmp_path}/a.xlsx@New")


def test_in_a_workbook_with_one_sheet_a_split_is_chosen_as_in_any_file(tmp_path: Path) -> None:
    rows: list[list[object]] = [["text", "split"], ["a", "train"], ["b", "test"]]
    (tmp_path / "a.xlsx").write_bytes(workbook(All=rows))
    assert load(f"{tmp_path}/a.xlsx@test", guess_languages=False).texts == ["b"]
    assert load(f"{tmp_path}/a.xlsx@All@train[:1]", guess_languages=False).texts == ["a"]


@pytest.mark.parametrize(
    "content", [b"PK", b"\xd0\xcf\x11\xe0 old", packed(xl_workbook="<a"), b""], ids=range(4)
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match="must be an Excel workbook"):
        read(tmp_path, "a.xlsx", content)


cell_texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
)


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    texts=st.lists(
        cell_texts | st.sampled_from(["=1+1", "@a", "+1", "'=1", "_x0041_", "007", "1e5"]), min_size=1
    )
)
def test_every_text_comes_back_from_a_workbook_as_it_was(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    import pandas as pd

    content = to_xlsx(pd.DataFrame({"text": texts, "n": range(len(texts))}))
    table = read(tmp_path_factory.mktemp("xlsx"), "a.xlsx", content)
    assert table.frame["text"].tolist() == texts
    assert table.frame["n"].tolist() == [str(n) for n in range(len(texts))]
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)]
    assert {(cell.data_type, cell.number_format, cell.quotePrefix) for cell in cells} == {("s", "@", True)}


def test_a_text_that_a_workbook_would_cut_off_is_refused() -> None:
    import pandas as pd

    with pytest.raises(InputError, match=r"at most 32,767 characters, but row 2 has 40,000 in 'text'"):
        to_xlsx(pd.DataFrame({"text": ["a", "b" * 40_000]}))
