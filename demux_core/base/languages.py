"""Language codes: their names and writing direction."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from demux_core.base.errors import InputError

if TYPE_CHECKING:
    from langcodes import Language

UNKNOWN = "unknown"
# ISO 639: "multiple languages". As the language of a file, it has the language of each text guessed.
SEVERAL = "mul"
# Names that read better than those of the Unicode CLDR, and languages whose speakers it does not count.
_NAMES = {
    "azb": "South Azerbaijani",
    "bjn": "Banjarese",
    "bn": "Bengali",
    "bzd": "Bribri",
    "cni": "Asháninka",
    "dv": "Dhivehi",
    "gom": "Goan Konkani",
    "hch": "Wixárika",
    "lus": "Mizo",
    "mi": "Maori",
    "nah": "Nahuatl",
    "nqo": "N'Ko",
    "os": "Ossetian",
    "pnb": "Western Punjabi",
    "quy": "Ayacucho Quechua",
    "sh": "Serbo-Croatian",
    "shp": "Shipibo-Konibo",
    "tar": "Rarámuri",
    "tl": "Tagalog",
    "tw": "Twi",
}
_CODES = {name.lower(): code for code, name in _NAMES.items()}
_RTL_SCRIPTS = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
_SCRIPTS = {"azb": "Arab"}  # where CLDR names no script


@lru_cache(maxsize=4096)
def language_name(code: str) -> str:
    """The English name to show: ``hi-Latn`` is Hindi (Latin); a code of no known language stays as it is."""
    tag = _tag(code)
    name = None if tag is None else _base_name(tag)
    if tag is None or name is None:
        return code
    details = [text for part, text in tag.describe().items() if part != "language"]
    details = [text for text in details if not text.startswith("Unknown")]  # such as the XX of hi_XX
    return f"{name} ({', '.join(details)})" if details else name


@lru_cache(maxsize=4096)
def code_of_name(name: str) -> str | None:
    """The code of an English language name in any case, such as ``bengali``; None if it names no language."""
    import langcodes

    if name.lower() in _CODES:
        return _CODES[name.lower()]
    try:
        code = langcodes.find(name, "en").to_tag()
    except LookupError:
        return None
    # The library matches parts of names and rare languages called "Label" or "En" as well.
    return code if language_name(code).lower() == name.lower() else None


def language_code(text: str) -> str:
    """The code that a person means by a code, such as ``rw``, or an English name, such as ``Kinyarwanda``.

    Raises:
        InputError: it is neither.
    """
    given = text.strip()
    code = code_of_name(given) or normalise(given)
    if code not in (SEVERAL, UNKNOWN) and language_name(code) == code:
        raise InputError(
            f"a language must be a code such as rw or an English name such as Kinyarwanda, got "
            f"{given[:40]!r}; {SEVERAL} stands for several languages"
        )
    return code


@lru_cache(maxsize=4096)
def is_rtl(code: str) -> bool:
    """Whether the language, or the script that the code names, is written from right to left."""
    tag = _tag(code)
    if tag is None:
        return False
    script = tag.script or _SCRIPTS.get(tag.language or "") or tag.maximize().script
    return script in _RTL_SCRIPTS


def is_rtl_text(text: str, code: str) -> bool:
    """Whether a text is written from right to left: as its language, unless no letter of it is.

    Arabic, for example, is often typed in Latin letters.
    """
    kinds = set(map(unicodedata.bidirectional, text))
    left, right = "L" in kinds, not kinds.isdisjoint({"R", "AL"})
    return is_rtl(code) if left == right else right


@lru_cache(maxsize=4096)
def normalise(code: str) -> str:
    """The code as a file gives it, but a bare code in lower case: ``EN`` is ``en``, ``hi_IN`` stays."""
    return code.lower() if re.fullmatch("[A-Za-z]{2,3}", code) else code


def _tag(code: str) -> "Language | None":
    """The language tag that a code stands for, None if it is not well-formed."""
    import langcodes
    from langcodes.tag_parser import LanguageTagError

    try:
        tag = langcodes.Language.get(code, normalize=False)
        # Three-letter codes become the usual ones: hin is hi, arb is ar.
        return tag if tag.language in _NAMES else langcodes.Language.get(code).prefer_macrolanguage()
    except LanguageTagError:
        return None


def _base_name(tag: "Language") -> str | None:
    """The name without script and territory; None for codes that no speakers are counted of.

    Those are more often words of a file ("all", "mix", "dev") than languages.
    """
    import langcodes

    if tag.language in _NAMES:
        return _NAMES[tag.language]
    language = langcodes.Language.make(language=tag.language)
    return language.language_name() if language.speaking_population() else None
