"""The encodings of text files: their names, and the names that people use for them."""

import codecs
from collections.abc import Mapping
from types import MappingProxyType

from demux_core.base.errors import InputError

ENCODINGS: Mapping[str, str] = MappingProxyType(
    {
        "utf-8": "UTF-8",
        "utf-16": "UTF-16",
        "utf-16-le": "UTF-16 LE",
        "utf-16-be": "UTF-16 BE",
        "utf-32": "UTF-32",
        "windows-1252": "Windows-1252 (Western European)",
        "windows-1250": "Windows-1250 (Central European)",
        "windows-1251": "Windows-1251 (Cyrillic)",
        "windows-1253": "Windows-1253 (Greek)",
        "windows-1254": "Windows-1254 (Turkish)",
        "windows-1255": "Windows-1255 (Hebrew)",
        "windows-1256": "Windows-1256 (Arabic)",
        "windows-1257": "Windows-1257 (Baltic)",
        "windows-1258": "Windows-1258 (Vietnamese)",
        "windows-874": "Windows-874 (Thai)",
        "windows-932": "Shift JIS (Japanese)",
        "euc-jp": "EUC-JP (Japanese)",
        "gb18030": "GB 18030 (Chinese)",
        "big5": "Big5 (Traditional Chinese)",
        "windows-949": "EUC-KR (Korean)",
        "koi8-r": "KOI8-R (Russian)",
        "iso-8859-2": "ISO 8859-2 (Central European)",
        "iso-8859-15": "ISO 8859-15 (Western European)",
        "mac-roman": "Mac Roman",
        "cp437": "DOS 437",
        "cp850": "DOS 850",
    }
)
# Python's names where they differ, and other names that people use.
_CODECS = {"utf-8": "utf-8-sig", "windows-874": "cp874", "windows-932": "cp932", "windows-949": "cp949"}
_ALIASES = {
    **dict.fromkeys(("ascii", "utf-8-sig", "utf8"), "utf-8"),
    **dict.fromkeys(("latin-1", "latin1", "iso-8859-1", "iso8859-1", "ansi"), "windows-1252"),
    **dict.fromkeys(("shift-jis", "shift_jis", "sjis"), "windows-932"),
    **dict.fromkeys(("gbk", "gb2312"), "gb18030"),
    **dict.fromkeys(("euc-kr", "euc_kr"), "windows-949"),
}


def find_encoding(given: str) -> str:
    """The name in ``ENCODINGS`` of an encoding that a person names.

    Raises:
        InputError: it is not known.
    """
    plain = given.strip().lower().replace("_", "-")
    plain = _ALIASES.get(plain, plain)
    if plain in ENCODINGS:
        return plain
    try:
        codec = codecs.lookup(plain).name
    except (LookupError, ValueError):
        codec = ""
    for name in ENCODINGS:
        if codecs.lookup(_CODECS.get(name, name)).name == codec:
            return name
    raise InputError(f"an encoding must be one of {', '.join(ENCODINGS)}, got {given[:40]!r}")


def codec_of(name: str) -> str:
    """Python's name of an encoding of ``ENCODINGS``."""
    return _CODECS.get(name, name)


def name_of(codec: str) -> str:
    """The name in ``ENCODINGS`` of one of Python's encodings."""
    return next(name for name in ENCODINGS if codec_of(name) == codec)
