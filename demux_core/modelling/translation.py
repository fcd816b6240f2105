"""English glosses by a local translation model: Marian, M2M100, NLLB or another sequence-to-sequence model.

The operator names it in ``DEMUX_TRANSLATION_MODEL``, a directory or a name on the hub; visitors cannot.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from demux_core.base.errors import InputError

SETTING = "DEMUX_TRANSLATION_MODEL"
_BATCH = 16
_MOST_TOKENS = 256  # of a text and of its translation: a gloss is short
_LOCAL_CODE = {"trust_remote_code": False}


def translation_model() -> str | None:
    """The name of the model; None where none is configured."""
    return os.environ.get(SETTING, "").strip() or None


class Translator:
    """A model that translates into English; loaded with its first text.

    Args:
        name: a directory or a name on the hub.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def version(self) -> str:
        """Names the model and, of a directory, the state of its files."""
        folder = Path(self.name)
        if not folder.is_dir():
            return self.name
        files = sorted((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir())
        return f"{self.name} {files}"

    def translate(self, texts: Sequence[str], language: str) -> Iterator[tuple[int, str]]:
        """Yield the position and the English translation of each text, the shortest texts first.

        Args:
            texts: all in one language.
            language: its code; a model for many languages reads an unknown one as it reads any text.

        Raises:
            InputError: the model cannot be loaded.
        """
        import torch

        model, tokenizer = self._loaded
        if hasattr(tokenizer, "src_lang") and (code := _language_token(tokenizer, language)):
            tokenizer.src_lang = code.strip("_")
        english = _language_token(tokenizer, "en")
        start = {} if english is None else {"forced_bos_token_id": tokenizer.convert_tokens_to_ids(english)}
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for first in range(0, len(order), _BATCH):
            places = order[first : first + _BATCH]
            batch = tokenizer(
                [texts[place] for place in places],
                return_tensors="pt",
                padding=True,
                truncation=True,
                max_length=_MOST_TOKENS,
                return_token_type_ids=False,
            )
            with torch.inference_mode():
                found = model.generate(**batch, **start, num_beams=1, max_length=_MOST_TOKENS)
            written = tokenizer.batch_decode(found, skip_special_tokens=True)
            yield from zip(places, (" ".join(text.split()) for text in written), strict=True)

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        import torch
        import transformers

        try:
            tokenizer = transformers.AutoTokenizer.from_pretrained(self.name, **_LOCAL_CODE)
            model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                self.name, dtype=torch.float32, **_LOCAL_CODE
            )
        except (OSError, ValueError, ImportError, KeyError) as error:
            raise InputError(
                f"{SETTING} must name a sequence-to-sequence model of transformers, such as Marian, M2M100 "
                f"or NLLB, as a directory or on the hub, but {self.name!r} cannot be loaded "
                f"({str(error).splitlines()[0][:200]}); name another, or none"
            ) from error
        return model.eval(), tokenizer


def _language_token(tokenizer: Any, code: str) -> str | None:
    """The model's token for a language, such as ``__hi__``, ``hin_Deva`` or ``hi_IN``; None without one."""
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        language = Language.get(code).maximize()
        names = [f"__{language.language}__", f"{language.to_alpha3()}_{language.script}"]
    except (LanguageTagError, LookupError):
        return None
    known: list[str] = sorted(set(tokenizer.all_special_tokens) | set(tokenizer.get_added_vocab()))
    exact = [name for name in names if name in known]
    return next(iter([*exact, *(name for name in known if name[:3] == f"{language.language}_")]), None)
