"""Recognise the encoding of a text file: UTF-8 first, then Unicode with a mark, then code pages."""

import codecs
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from demux_core.base.language_guessing import best_guess
from demux_core.data.formats.encodings import ENCODINGS, codec_of
from demux_core.data.formats.raw_file import RawFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAGES = [name for name in ENCODINGS if name.startswith("windows-")] + ["euc-jp", "gb18030", "big5", "koi8-r"]
# The code page in which Windows writes a language; for the others it is 1252.
_USUAL = {
    **dict.fromkeys(["bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"], "windows-1250"),
    **dict.fromkeys(["be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"], "windows-1251"),
    **dict.fromkeys(["ar", "fa", "ps", "ug", "ur"], "windows-1256"),
    **dict.fromkeys(["et", "lt", "lv"], "windows-1257"),
    **dict.fromkeys(["az", "tr"], "windows-1254"),
    **dict.fromkeys(["he", "yi"], "windows-1255"),
    **{"el": "windows-1253", "vi": "windows-1258", "th": "windows-874"},
    **{"ja": "windows-932", "zh": "gb18030", "ko": "windows-949"},
}
_TIE = 0.05  # mean confidences in the language that differ by less do not decide
_LEAST = 0.3  # below this, no reading is in any language
# Measured on samples in 31 languages: of the guesses from three lines and more, 99% and more are right.
_SURE, _LESS_SURE, _FEW_LINES = 0.99, 0.96, 3
_MAX_LINES, _MAX_LINE, _SCANNED = 200, 2_000, 1 << 20
_JUDGED = 40
_NO_TEXT = bytes({*range(9), *range(14, 27), *range(28, 32)})


class Recognised(NamedTuple):
    """An encoding, and what is said about it: how it was recognised; None where that needs no word."""

    name: str
    note: str | None = None


def recognise(file: RawFile) -> Recognised:
    """The encoding of a file; UTF-8 where none is recognised, so that its reader names the faulty place."""
    with file.open() as content:
        start = content.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            shown = None if name == "utf-8" else f"read as {ENCODINGS[name]}, which its first bytes say"
            return Recognised(name, shown)
    is_utf8, beginning = _scan(file)
    if b"\0" in beginning:
        return _without_mark(beginning)
    return Recognised("utf-8") if is_utf8 else _code_page(_odd_lines(file))


def _scan(file: RawFile) -> tuple[bool, bytes]:
    """Whether the file is UTF-8, and its beginning."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beginning = b""
    with file.open() as content:
        while block := content.read(_SCANNED):
            beginning = beginning or block
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False, beginning
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False, beginning
    return True, beginning


def _without_mark(beginning: bytes) -> Recognised:
    """UTF-16 without a mark: zeros stand at every other place, before or behind the Latin letters."""
    beginning = beginning[: len(beginning) & ~1] if len(beginning) == _SCANNED else beginning
    zeros = (beginning[::2].count(0), beginning[1::2].count(0))
    if sum(zeros) >= 3 and max(zeros) >= 0.95 * sum(zeros):
        name = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        try:
            text = beginning.decode(name)
        except UnicodeDecodeError:
            return Recognised("utf-8")
        latin = sum(character < "\x7f" for character in text)
        if latin >= 0.05 * sum(32 <= byte < 127 or byte in b"\t\n\r" for byte in beginning):
            return Recognised(name, f"read as {ENCODINGS[name]}, guessed from its zero bytes")
    return Recognised("utf-8")


def _odd_lines(file: RawFile) -> list[bytes]:
    """The first lines with other than ASCII characters."""
    found: list[bytes] = []
    with file.open() as content:
        while len(found) < _MAX_LINES and (line := content.readline(_SCANNED)):
            if not line.isascii():
                found.append(line[:_MAX_LINE].strip(b"\r\n"))
    return found


def _code_page(lines: list[bytes]) -> Recognised:
    from charset_normalizer import from_bytes

    sample = b"\n".join(lines)
    if _is_damaged_utf8(sample) or set(sample) & set(_NO_TEXT):
        return Recognised("utf-8")
    isolated = [codecs.lookup(codec_of(name)).name.replace("-", "_") for name in _PAGES]
    plausible = {
        codecs.lookup(codec).name
        for match in from_bytes(sample, cp_isolation=isolated)
        for codec in (match.encoding, *match.could_be_from_charset)
    }
    pages = [name for name in _PAGES if codecs.lookup(codec_of(name)).name in plausible]
    return _judge(sample, pages or _PAGES, len(lines))


def _judge(sample: bytes, pages: Iterable[str], lines: int) -> Recognised:
    """The page in which the text is most clearly in a language; a tie goes to the language's usual page."""
    readings: dict[str, list[str]] = {}
    for name in pages:
        try:
            text = sample.decode(codec_of(name))
        except UnicodeDecodeError:
            continue
        if not any("\x80" <= character < "\xa0" for character in text):
            readings.setdefault(text, []).append(name)
    if not readings:
        return Recognised("utf-8")
    judged = {text: _language(text) for text in readings}
    best = max(confidence for _, confidence in judged.values())
    tied = [text for text in readings if judged[text][1] >= best - _TIE]
    usual = [text for text in tied if _USUAL.get(judged[text][0], "windows-1252") in readings[text]]
    if len(usual or tied) > 1 or best < _LEAST:
        return Recognised("utf-8")
    (text,) = usual or tied
    page = _USUAL.get(judged[text][0], "windows-1252")
    name = page if page in readings[text] else readings[text][0]
    sure = _SURE if lines >= _FEW_LINES else _LESS_SURE
    return Recognised(name, f"read as {ENCODINGS[name]}, guessed from its letters ({sure:.0%} sure)")


def _language(text: str) -> tuple[str, float]:
    """The most frequent language of a text's lines, and the mean confidence in the language of each."""
    guesses = [best_guess(line) for line in text.split("\n")[:_JUDGED]]
    weights: defaultdict[str, float] = defaultdict(float)
    for language, confidence in guesses:
        weights[language] += confidence
    return max(weights, key=weights.__getitem__), sum(confidence for _, confidence in guesses) / len(guesses)


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether most of the characters beyond ASCII are UTF-8 all the same."""
    plain = sum(byte < 128 for byte in sample)
    whole = len(sample.decode(errors="ignore").encode()) - plain
    return whole * 2 > len(sample) - plain
