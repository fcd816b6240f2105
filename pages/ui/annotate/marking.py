"""Words to click: the component that tags words and marks answers (``marking.js``)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import streamlit as st

from demux_core.base.languages import is_rtl
from demux_core.base.palette import PALETTE
from demux_core.tasks.bio import entity_types, has_entities
from demux_core.tasks.text_pieces import pieces

_HERE = Path(__file__).parent
# One key for each label; s and u skip and undo, and c and r are Streamlit's.
KEYS = "123456789abdefghijklmnopqtvwxyz"
_words = st.components.v2.component(
    "demux_marking",
    html='<div class="marking"></div>',
    css=(_HERE / "marking.css").read_text(encoding="utf-8"),
    js=(_HERE / "marking.js").read_text(encoding="utf-8"),
)


def tags(place: str, words: Sequence[str], labels: Sequence[str], language: str) -> list[str] | None:
    """Let words be tagged; the tags of the moment they are saved, else None.

    Args:
        place: names the row, among those of all projects.
        words: its tokens.
        labels: the tag set; entity tags (BIO) are offered by type.
        language: code, for the direction.
    """
    bio = has_entities(labels)
    names = entity_types(labels) if bio else list(labels)
    data = {
        "mode": "tags",
        "title": "Words to tag",
        "bio": bio,
        "words": [{"text": word} for word in words],
        "labels": [_label(number, name) for number, name in enumerate(names)],
    }
    saved = _saved(place, data, language)
    return None if saved is None else [str(tag) for tag in saved["tags"]]


def span(place: str, context: str, language: str) -> tuple[int, int] | None:
    """Let an answer be marked; its first and last of the ``pieces`` when it is saved, else None."""
    spans = pieces(context)
    ends = [0, *(end for _, end in spans)]
    data = {
        "mode": "span",
        "title": "The context, to mark the answer in",
        "words": [
            {"text": context[start:end], "gap": context[before:start]}
            for before, (start, end) in zip(ends, spans, strict=False)
        ],
        "rest": context[ends[-1] :],
        "labels": [],
    }
    saved = _saved(place, data, language)
    return None if saved is None else (int(saved["first"]), int(saved["last"]))


def _saved(place: str, data: Mapping[str, Any], language: str) -> Mapping[str, Any] | None:
    """What the component says was saved here; a late word about other words does not count."""
    # What was marked is kept in the browser by this name: other words or labels, or an undo, begin anew.
    name = f"{place} {crc32(json.dumps(data).encode())} {st.session_state.get('marking_again', 0)}"
    shown = {"id": name, "rtl": is_rtl(language), "lang": "" if language == "unknown" else language}
    said = _words(key="marking", data={**data, **shown}, on_saved_change=lambda: None).saved
    return said if said and said.get("id") == name else None


def _label(number: int, name: str) -> dict[str, str]:
    key = KEYS[number] if number < len(KEYS) else ""
    code = f"Digit{key}" if key.isdigit() else f"Key{key.upper()}"
    return {"name": name, "color": PALETTE[number % len(PALETTE)], "key": key, "code": code}
