"""Broken and odd files such as people upload, made on the fly: name, content, and words of the error."""

import gzip
import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from demux_core.base.workbooks import to_xlsx
from demux_core.data.formats import limits

LOADS = ""
Content = str | bytes | Callable[[], str | bytes]
Entry = tuple[str, Content, str]


@dataclass(frozen=True)
class Case:
    """A file and words of its error message; ``LOADS`` for a file that is only unusual.

    Args:
        name: unique; its suffix chooses the reader.
        error: words of the message.
        make: writes the file.
    """

    name: str
    error: str
    make: Callable[[Path], object]


def cases() -> Iterator[Case]:
    """Every case of the corpus."""
    for name, content, error in [*_TEXTS, *_tables(), *_json(), *_token(), *_qa(), *_HUGE]:
        yield Case(name, error, partial(_write, content))
    for name, table, error in _parquet():
        yield Case(name, error, partial(pq.write_table, table))
    yield from _PLACES


def _write(content: Content, path: Path) -> None:
    data = content() if callable(content) else content
    path.write_bytes(data.encode() if isinstance(data, str) else data)


_ROWS = "text,label\none text,x\nanother text,y\n"
_FEW = "[" + ",".join(f'{{"text": "number {i}"}}' for i in range(3)) + "]"
_UTF8 = "save the file as UTF-8"

_TEXTS = [
    # Encodings
    ("utf16-mark.csv", _ROWS.encode("utf-16"), LOADS),
    ("utf16-le.csv", _ROWS.encode("utf-16-le"), LOADS),
    ("utf16-be.jsonl", '{"text": "a"}\n'.encode("utf-16-be"), LOADS),
    ("utf16.json", _FEW.encode("utf-16"), LOADS),
    ("utf16-cut.txt", _ROWS.encode("utf-16")[:-1], "must be in the encoding utf-16"),
    ("utf32.txt", _ROWS.encode("utf-32-le"), "not UTF-16"),
    ("latin1.csv", "text,label\ncafé,x\n".encode("latin-1"), LOADS),
    ("latin1.conll", "café O\n".encode("latin-1"), LOADS),
    ("shift-jis.tsv", "text\tlabel\n日本語\tx\n".encode("shift-jis"), LOADS),
    ("gb18030.txt", "你好\n".encode("gb18030"), "line 1"),
    ("cut-in-a-character.txt", "नमस्ते".encode()[:-1], "line 1"),
    ("late-latin1.txt", b"a line of text\n" * 20_000 + b"caf\xe9\n", LOADS),
    ("overlong.txt", b"a\xc0\x80b\n", "0xc0"),
    ("surrogate-bytes.txt", b"a\xed\xa0\x80b\n", "0xed"),
    ("mark.csv", "\ufeff" + _ROWS, LOADS),
    ("two-marks.csv", "\ufeff\ufeff" + _ROWS, "columns \\ufefftext"),
    ("mark-inside.txt", "one\n\ufefftwo\n", LOADS),
    ("nul.csv", "text,label\na\0b,x\n", "NUL bytes, but line 2"),
    ("nul.json", '[{"text": "a\0"}]', "NUL bytes, but line 1"),
    ("gzip.csv", gzip.compress(_ROWS.encode(), mtime=0), _UTF8),
    ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(range(256)), _UTF8),
    # Line ends and characters that are text
    ("carriage-returns.csv", _ROWS.replace("\n", "\r"), LOADS),
    ("carriage-returns.jsonl", '{"text": "a b"}\r{"text": "c d"}\r', LOADS),
    ("carriage-returns.conll", "a O\rb O\r\rc O\r", LOADS),
    ("mixed-ends.txt", "one\r\ntwo\rthree\n", LOADS),
    ("separators.txt", "one\u2028two\u2029three\x85four\x0bfive\x1csix\n", LOADS),
    ("bidi.csv", "text,label\n\u202eevil\u202c \u2066x\u2069,x\nשלום עולם,y\nمرحبا,y\n", LOADS),
    ("combining.txt", "Z" + "\u0301\u0335" * 2_000 + "algo\ne\u0301\n\u00e9\n", LOADS),
    ("emoji.txt", "👩‍👩‍👧‍👦 family\n🇳🇵 flag\n😀😀😀\n", LOADS),
    ("private-use.txt", "\ue000\uf8ff\n\U0010ffff x\n", "row 1"),
    ("terminal.jsonl", '{"\\u001b[31mtext": "a", "b": "c"}\n', "\\x1b[31mtext"),
    ("only-spaces.txt", " \n\t\n\u00a0\n", "at least one row"),
    ("invisible.csv", "text,label\n\u200b\u200d,x\n", "text must not be empty, but row 1"),
    ("control-only.txt", "\x01\x02\n", "text must not be empty"),
    # Nothing
    ("empty.csv", "", "file is empty"),
    ("empty.tsv", "", "file is empty"),
    ("empty.jsonl", "", "at least one row"),
    ("empty.json", "", "must be JSON"),
    ("empty.parquet", "", "must be Parquet"),
    ("empty.conll", "", "at least one row"),
    ("empty.conllu", "", "at least one row"),
    ("empty.txt", "", "at least one row"),
    ("newlines.csv", "\n" * 1_000, "file is empty"),
    ("mark-only.csv", "\ufeff", "file is empty"),
    ("header-only.csv", "text,label\n", "at least one row"),
    ("header-only.tsv", "text\tlabel\n", "at least one row"),
    ("comments.conll", "# one\n# two\n", "at least one row"),
    ("comments.conllu", "# sent_id = 1\n\n# sent_id = 2\n", "at least one row"),
    ("docstart.conll", "-DOCSTART- O\n\n", "at least one row"),
]


def _tables() -> Iterator[Entry]:
    yield "ragged-short.csv", "text,label\na,x\nb\n", "ends in line 3 has 1"
    yield "ragged-long.csv", "text,label\na,x\nb,y,z\n", "ends in line 3 has 3"
    yield "ragged.tsv", "text\tlabel\na\tx\nb\n", "ends in line 3 has 1"
    yield "comma-in-text.csv", "text,label\nwell, then,x\n", "double quotes"
    yield "same-header.csv", "text,text\na,b\n", "'text' occurs twice"
    yield "same-header-spaces.csv", "text, text\na,b\n", "'text' occurs twice"
    yield "two-texts.csv", "sentence,utterance\na,b\n", "only one column may match text"
    yield "no-header.csv", "hello there,x\nbye now,y\n", "needs a column with the texts"
    yield "semicolons.csv", "text;label\na;x\n", LOADS
    yield "semicolons-ragged.csv", "text;label\na;x\nb\n", "ends in line 3 has 1"
    yield "pipes.csv", "text|label\na|x\n", LOADS
    yield "tabs.csv", "text\tlabel\na\tx\n", LOADS
    yield "commas.tsv", "text,label\na,x\n", LOADS
    yield "open-quote.csv", 'text,label\n"a,x\nb,y\n', "quotes must be closed"
    yield "open-quote.tsv", 'text\tlabel\n"a\tx\nb\n', "quotes must be closed"
    yield "quote-inside.csv", 'text,label\n"a"b,x\n', "quotes must be closed"
    yield "quote-in-bare-cell.csv", 'text,label\na "quoted" word,x\n', LOADS
    yield "curly-quotes.csv", "text,label\n“a, b”,x\n", "has 3"
    yield "same-id.csv", "id,text\n7,a\n7,b\n", "ids must be unique"
    yield "same-id-zeros.csv", "id,text\n07,a\n7,b\n", LOADS
    yield "same-rows.csv", "text,label\na,x\na,x\n", LOADS
    yield "missing-cells.csv", "text,label\na,\n,y\n", "text must not be empty, but row 2"
    yield "numbers.csv", "text,label\n1,2\n3.0,4\nNaN,nan\nTrue,false\n", LOADS
    yield "formula.csv", "text,label\n=1+1,x\n@SUM(A1),y\n", LOADS
    yield "markup.csv", "text,label\n<script>alert(1)</script>,x\n", LOADS
    yield "unnamed.csv", ",text,\n0,a,x\n", LOADS
    yield "wide.csv", _names(",", 100_000) + "\n", "at most 1,000 columns, got 100,000"
    yield "wide-rows.csv", "\n".join([_names(",", 5_000)] * 50), "at most 1,000 columns"
    yield "wide.tsv", "\t".join(["c"] * 100_000) + "\n", "at most 1,000 columns"
    yield "wide-cells.csv", "text\n" + "," * 1_000_000, "has 1,000,001"
    yield "html.csv", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", LOADS  # one column of texts
    yield "workbook.csv", _zip("xl/workbook.xml"), _UTF8
    yield "workbook.xlsx", _zip("xl/workbook.xml"), "must be an Excel workbook"
    yield "old.xls", b"\xd0\xcf\x11\xe0", "the file's suffix must be one of"
    yield "laughs.xlsx", _workbook(sheet=_LAUGHS), "must be an Excel workbook"
    yield "no-sheet.xlsx", _workbook(sheet=None), "a workbook must have a sheet"
    yield "far-row.xlsx", _workbook(sheet=_cell("A99999999")), "at most 1,048,576 rows"
    yield "far-column.xlsx", _workbook(sheet=_cell("XFD1")), "at most 1,000 columns"
    yield "bomb.xlsx", lambda: _zip(*(f"xl/{i}.xml" for i in range(31))), "at most 300 MB"
    yield "bomb.txt.gz", lambda: gzip.compress(b"\n" * 310_000_000, 1), "at most 300 MB"
    yield "bomb.json.gz", lambda: gzip.compress(b" " * 70_000_000, 1), "at most 64 MB"
    yield "cut.csv.gz", gzip.compress(_ROWS.encode() * 100)[:30], "cannot be unpacked"
    yield "two.zip", _zip("a.csv", "b.csv"), "must have one file in it, got a.csv, b.csv"
    yield "zeros.zip", _zip("a.csv"), "NUL bytes, but line 1"
    yield "packed-twice.zip", _zip("a.csv.gz"), "must be one of .csv"
    yield "no-suffix", "a\n", "got 'none'"


def _json() -> Iterator[Entry]:
    yield "deep.json", "[" * 100_000, "nested too deeply"
    yield "deep-closed.json", "[" * 100_000 + "]" * 100_000, "nested too deeply"
    yield "deep-objects.jsonl", '{"text":' * 100_000, "line 1"
    yield "deep-cell.csv", "tokens,tags\n" + "[" * 100_000 + ",O\n", LOADS  # a token of brackets
    yield "deep-answers.csv", "question,context,answers\nq,c," + "[" * 100_000 + "\n", "answers must be lists"
    yield "cut.json", _FEW[:-10], "must be JSON"
    yield "cut.jsonl", '{"text": "a"}\n{"text": "b', "line 2"
    yield "lines.json", '{"text": "a"}\n{"text": "b"}\n', "call the file .jsonl"
    yield "array.jsonl", _FEW, "line 1 is a list"
    yield "pretty.jsonl", json.dumps([{"text": "a"}], indent=1), "line 1"
    yield "python.jsonl", "{'text': 'a'}\n", "line 1"
    yield "same-key.jsonl", '{"text": "a", "text": "b"}\n', "'text' appears twice"
    yield "same-key.json", '[{"text": "a", "text": "b"}]', "'text' appears twice"
    yield "nan.jsonl", '{"text": "a", "label": NaN}\n{"text": "b", "label": "x"}\n', LOADS
    yield "nan-text.jsonl", '{"text": NaN}\n', "text must not be empty"
    yield "infinity.jsonl", '{"text": "a", "label": Infinity}\n', "Infinity is not a JSON number"
    yield "infinity.json", '[{"text": 1e999}]', "infinite number"
    yield "infinite.jsonl", '{"text": "a", "more": 1e999}', "infinite number"
    yield "long-number.json", '[{"text": ' + "9" * 5_000 + "}]", "has 5,000 digits"
    yield "long-number.jsonl", '{"text": ' + "9" * 5_000 + "}", "line 1"
    yield "values.jsonl", '{"text": 1}\n{"text": true}\n{"text": 2.5}\n', LOADS
    yield "null-text.jsonl", '{"text": null}\n', "text must not be empty"
    yield "list-text.jsonl", '{"text": ["a"]}\n', "row 1 has type list"
    yield "object-text.jsonl", '{"text": {"en": "a"}}\n', "row 1 has type dict"
    yield "half-surrogate.jsonl", '{"text": "a \\ud83d b"}\n', "must be Unicode text"
    yield "escaped-nul.jsonl", '{"text": "a\\u0000b"}\n', "without NUL bytes"
    yield "no-keys.jsonl", "{}\n{}\n", "at least one row"
    yield "other-keys.jsonl", '{"foo": "a", "bar": "b"}\n', "--column text=NAME"
    yield "keys.jsonl", "".join(f'{{"k{i}": 1}}\n' for i in range(20_000)), "at most 1,000 columns"
    yield "long-key.jsonl", json.dumps({"k" * 1_000_000: 1, "b": 2}), "needs a column with the texts"
    yield "null.json", "null", "must be a list of objects"
    yield "number.json", "7", "must be a list of objects"
    yield "strings.json", '["a", "b"]', "must be a list of objects"
    yield "object.json", '{"rows": []}', "the keys rows"
    yield "empty-list.json", "[]", "at least one row"
    yield "paragraphs.json", '{"data": [{"paragraphs": {"context": 1}}]}', "not in SQuAD's layout"
    yield "no-context.json", '{"data": [{"paragraphs": [{"qas": [{}]}]}]}', "not in SQuAD's layout"
    yield "half-squad.json", '[{"paragraphs": []}, {"text": "a"}]', "not in SQuAD's layout"


def _token() -> Iterator[Entry]:
    yield "columns.conll", "a X O\nb O\n", "line 2 has 2"
    yield "one-column.conll", "a\nb\n", LOADS
    yield "tag-in-one-line.conll", "a\nb O\n", "or no tag in the whole file"
    yield "spaces-in-token.conll", "New York\tB-LOC\nin a b O\n", "line 2"
    yield "empty-tag.conll", "a\tO\nb\t\n", "line 2"
    yield "no-b.conll", "Delhi I-LOC\nis O\n", "tag 1, I-LOC, does not continue"
    yield "iobes.conll", "Delhi S-LOC\nNew B-LOC\n", "is not O, B-TYPE or I-TYPE"
    yield "bare-b.conll", "Delhi B-\nis O\n", "is not O, B-TYPE or I-TYPE"
    yield "other-type.conll", "New B-LOC\nDelhi I-PER\n", "does not continue"
    yield "long-tag.conll", f"a B-LOC\nb {'x' * 100_000}\n", "is not O"
    yield "nine.conllu", "\t".join(["1", *"abcdefgh"]) + "\n", "10 columns"
    yield "spaces.conllu", "1 a a X _ _ 0 _ _ _\n", "10 columns"
    yield "half-tagged.conllu", _ud("NOUN", "_"), "1 of the sentence"
    yield "no-blank-line-at-the-end.conllu", _ud("NOUN", "VERB"), LOADS
    yield "fewer-tags.jsonl", '{"tokens": ["a", "b"], "tags": ["O"]}\n', "2 tokens and 1 tags"
    yield "no-tokens.jsonl", '{"tokens": [], "tags": []}\n', "tokens must not be empty"
    yield "blank-token.jsonl", '{"tokens": ["a", " "]}\n', "contains an empty one"
    yield "null-token.jsonl", '{"tokens": ["a", null]}\n', "contains an empty one"
    yield "nested-tokens.jsonl", '{"tokens": [["a"]]}\n', "has type list"
    yield "number-tokens.jsonl", '{"tokens": 5}\n', "has type int"
    yield "python-list.csv", "tokens,tags\n\"['a', 'b']\",O O\n", "JSON list"
    yield "numpy-list.csv", "tokens,tags\n\"['a' 'b']\",O O\n", "JSON list"


def _qa() -> Iterator[Entry]:
    def qa(answers: object, context: str = "Delhi is big") -> str:
        return json.dumps({"question": "What?", "context": context, "answers": answers}) + "\n"

    yield "answer-elsewhere.jsonl", qa([{"text": "Delhi", "start": 3}]), "is not at 3"
    yield "answer-behind.jsonl", qa([{"text": "Delhi", "start": 10**9}]), "is not at 1,000,000,000"
    yield "answer-before.jsonl", qa([{"text": "Delhi", "start": -12}]), "is not at -12"
    yield "answer-in-bytes.jsonl", qa([{"text": "बड़ा", "start": 16}], "दिल्ली बड़ा है"), "not bytes"
    yield "answer-empty.jsonl", qa([{"text": "", "start": 0}]), "answers must not be empty"
    yield "answer-half.jsonl", qa([{"text": "Delhi", "start": 0.5}]), "answers must be lists"
    yield "answer-true.jsonl", qa([{"text": "elhi", "start": True}]), "answers must be lists"
    yield "answer-word.jsonl", qa([{"text": "Delhi", "start": "first"}]), "answers must be lists"
    yield "answer-huge.jsonl", qa([{"text": "Delhi", "start": 1e308}]), "is not at"
    yield "answer-strings.jsonl", qa(["Delhi"]), "answers must be lists"
    yield "answer-uneven.jsonl", qa({"text": ["a"], "answer_start": []}), "answers must be lists"
    yield "answer-none.jsonl", qa(None), LOADS
    yield "answer.csv", "question,context,answers\nq,Delhi is,Delhi\n", "answers must be lists"
    yield "no-question.jsonl", '{"question": "", "context": "a"}\n', "question must not be empty"


# Their content is made only when they are written.
_HUGE: list[Entry] = [
    ("cell.csv", lambda: f"text\na\n{'word ' * 2_000_000}\n", "at most 1,000,000 characters, but row 2"),
    (
        "cell-of-lines.csv",
        lambda: 'text,l\n"' + "word\n" * 2_000_000 + '",x\n',
        "at most 1,000,000 characters",
    ),
    ("cell-never-closed.csv", lambda: 'text\n"' + "a line of text\n" * 1_200_000, "quotes must be closed"),
    ("cell.jsonl", lambda: json.dumps({"text": "😀" * 2_500_000}, ensure_ascii=False), "at most 1,000,000"),
    ("id.csv", lambda: f"id,text\n{'7' * 10_000_000},a\n", "id must have at most 1,000 characters"),
    ("label.jsonl", lambda: json.dumps({"text": "a", "label": "x" * 5_000}), "label must have at most 1,000"),
    ("tokens.jsonl", lambda: json.dumps({"tokens": ["word"] * 1_000_000}), "tokens must have at most"),
    ("line.txt", lambda: "x" * 17_000_000, "fewer than 16,000,000 characters, but line 1"),
    ("lines.txt", lambda: b"\n" * 11_000_000, "at most 10,000,000 values"),
    ("lists.json", lambda: "[" + "[]," * 6_000_000 + "[]]", "at most 10,000,000 values"),
    ("objects.jsonl", lambda: '{"a":[' + "{}," * 3_000_000 + "{}]}", "at most 10,000,000 values"),
    ("cells.csv", lambda: _names(",", 1_000) + ("\n" + "," * 999) * 10_001, "at most 10,000,000 values"),
    ("cells.tsv", lambda: _names("\t", 1_000) + ("\n" + "\t" * 999) * 10_001, "at most 10,000,000 values"),
]


def _names(separator: str, number: int) -> str:
    return separator.join(f"c{i}" for i in range(number))


def _parquet() -> Iterator[tuple[str, pa.Table, str]]:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000), pa.array(["x" * 1_000_000]))
    yield "bomb-text.parquet", pa.table({"text": long}), "at most 300 MB of data, got 10,000 MB"
    offsets = pa.array(range(10_001), pa.int32())
    yield "bomb-list.parquet", pa.table({"tokens": pa.ListArray.from_arrays(offsets, long)}), "300 MB"
    struct = pa.StructArray.from_arrays([long], ["x"])
    yield "bomb-struct.parquet", pa.table({"text": struct}), "300 MB"
    zeros = pa.chunked_array([pa.nulls(1_000_000, pa.int8())] * 20)
    yield "bomb-numbers.parquet", pa.table({"text": zeros}), "at most 10,000,000 values"
    yield "no-rows.parquet", pa.table({"text": pa.array([], pa.string())}), "at least one row"
    yield "no-columns.parquet", pa.table({}), "at least one row"
    yield "wide.parquet", pa.table({f"c{i}": [1] for i in range(1_500)}), "at most 1,000 columns"
    yield "same-name.parquet", pa.table([["a"], ["b"]], names=["text", "text"]), "'text' occurs twice"
    yield "bytes.parquet", pa.table({"text": [b"a"]}), "row 1 has type bytes"
    yield "struct.parquet", pa.table({"text": [{"en": "a"}]}), "row 1 has type dict"
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")]
    )
    yield "not-utf8.parquet", pa.table({"text": broken}), "must be Parquet"
    yield (
        "mars.parquet",
        pa.table({"text": pa.array([1], pa.timestamp("us", tz="Mars/Olympus"))}),
        "cannot be read",
    )
    yield "far-time.parquet", pa.table({"text": pa.array([2**62], pa.timestamp("us"))}), "cannot be read"
    field = pa.field("text", pa.string(), metadata=_PICKLED)
    yield "pickled-type.parquet", pa.table([["a text"]], schema=pa.schema([field])), LOADS
    uuid = pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"a" * 16], pa.binary(16)))
    yield "uuid.parquet", pa.table({"id": uuid, "text": ["a text"]}), LOADS
    for name, names in (("names-text", "ab"), ("names-number", 5), ("names-mixed", ["a", 1])):
        yield f"{name}.parquet", _featured({"label": {"names": names, "_type": "ClassLabel"}}), LOADS
    yield "class-9.parquet", _featured({"label": {"names": ["a"], "_type": "ClassLabel"}}), "must be 0 to 0"
    deep: dict[bytes, bytes] = {b"huggingface": b'{"info":' * 50_000, b"pandas": b"{no json"}
    yield "metadata.parquet", pa.table({"text": ["a text"]}).replace_schema_metadata(deep), LOADS


class Boom:
    """Unpickling it sets a variable that the tests look for."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("import os; os.environ['DEMUX_PICKLE'] = 'ran'",))


_PICKLED = {
    "ARROW:extension:name": "arrow.py_extension_type",
    "ARROW:extension:metadata": pickle.dumps(Boom()),
}


def _featured(features: object) -> pa.Table:
    metadata = json.dumps({"info": {"features": features}})
    return pa.table({"text": ["a text"], "label": [9]}).replace_schema_metadata({"huggingface": metadata})


def _ud(*tags: str) -> str:
    return "\n".join(f"{i}\tw{i}\tw\t{tag}\t_\t_\t0\t_\t_\t_" for i, tag in enumerate(tags, start=1))


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY a0 'lol'>"
    + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
    + f"]><worksheet xmlns='{_SHEET}'><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&a9;</t></is></c>"
    "</row></sheetData></worksheet>"
)


def _cell(place: str) -> str:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (
        f"<worksheet xmlns='{_SHEET}'><sheetData><row r='{row}'><c r='{place}' t='inlineStr'>"
        "<is><t>a</t></is></c></row></sheetData></worksheet>"
    )


def _workbook(sheet: str | None) -> bytes:
    """A workbook whose first sheet is replaced."""
    plain, changed = io.BytesIO(to_xlsx(pd.DataFrame({"text": ["a"]}))), io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
            elif sheet is not None:
                new.writestr(name, sheet)
    return changed.getvalue()


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"\0" * 10_000_000)
    return buffer.getvalue()


def _truncated_parquet(path: Path) -> None:
    pq.write_table(pa.table({"text": [f"text {i}" for i in range(1_000)]}), path)
    os.truncate(path, path.stat().st_size // 2)


def _overwritten_parquet(path: Path) -> None:
    pq.write_table(pa.table({"text": [f"text {i}" for i in range(1_000)]}), path, compression="none")
    content = bytearray(path.read_bytes())
    content[40:60] = b"\xff" * 20
    path.write_bytes(content)


def _sparse(size: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


_PLACES = (
    Case("zip-bomb.parquet", "must be Parquet", lambda path: path.write_bytes(_zip("a", "b"))),
    Case("half.parquet", "must be Parquet", _truncated_parquet),
    Case("turned.parquet", "must be Parquet", _overwritten_parquet),
    Case(
        "magic.parquet", "must be Parquet", lambda path: path.write_bytes(b"PAR1" + b"\xff" * 100 + b"PAR1")
    ),
    Case("pickle.parquet", "must be Parquet", lambda path: path.write_bytes(pickle.dumps(Boom()))),
    Case("too-large.csv", "at most 300 MB", _sparse(limits.MAX_FILE_BYTES + 1)),
    Case("too-large.parquet", "at most 300 MB", _sparse(10**13)),
    Case("too-large.json", "JSON Lines (.jsonl)", _sparse(limits.MAX_JSON_BYTES + 1)),
    Case("folder.csv", "a folder must have Parquet files in it", lambda path: path.mkdir()),
    Case("pipe.csv", "is a pipe or a device", lambda path: os.mkfifo(path)),
    Case("device.txt", "is a pipe or a device", lambda path: path.symlink_to("/dev/zero")),
    Case("loop.csv", "is not (Too many levels", lambda path: path.symlink_to(path)),
    Case("dangling.csv", "does not exist", lambda path: path.symlink_to("nowhere.csv")),
    Case(f"{'long' * 60}.csv", LOADS, lambda path: path.write_text(_ROWS)),
    Case("brackets[lang=hi]@train.csv", LOADS, lambda path: path.write_text(_ROWS)),
    Case("white space & $(echo x);.csv", LOADS, lambda path: path.write_text(_ROWS)),
)


def valid_files() -> dict[str, bytes]:
    """A valid file of two rows for each suffix."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": ["one text", "another"], "label": ["x", "y"]}), buffer)
    squad = [{"context": "Delhi is big", "qas": [{"question": "What?", "answers": [_DELHI]}]}]
    tagged = "New\tB-LOC\nDelhi\tI-LOC\n\nis\tO\n"
    return {
        ".csv": _ROWS.encode(),
        ".tsv": _ROWS.replace(",", "\t").encode(),
        ".jsonl": b'{"text": "a", "label": "x"}\n{"text": "b", "label": "y"}\n',
        ".json": json.dumps({"data": [{"paragraphs": squad}]}).encode(),
        ".parquet": buffer.getvalue(),
        ".conll": tagged.encode(),
        ".conllu": f"{_ud('NOUN', 'VERB')}\n\n{_ud('X')}\n".encode(),
        ".txt": "नमस्ते\nhello\n".encode(),
        ".xlsx": _workbook_of_rows(),
        ".csv.gz": gzip.compress(_ROWS.encode(), mtime=0),
    }


def _workbook_of_rows() -> bytes:
    return to_xlsx(pd.DataFrame({"text": ["one text", "another"], "label": ["x", "y"]}))


_DELHI = {"text": "Delhi", "answer_start": 0}
