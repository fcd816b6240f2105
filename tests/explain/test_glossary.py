"""The glossary: one sentence a word, the same everywhere."""

import re
from pathlib import Path

import pytest

from demux_core.explain.glossary import GLOSSARY, explain, markdown_lines, terms_in

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_word_is_explained_in_one_sentence(term: str) -> None:
    sentence = explain(term)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert ". " not in sentence


def test_readme_has_the_same_sentences() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Words\n")[1].split("\n## ")[0]
    assert [line for line in section.splitlines() if line.startswith("- ")] == markdown_lines()


def test_every_word_that_a_page_explains_is_in_the_glossary() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pages").rglob("*.py"))
    used = set(re.findall(r"""explain\(\s*["']([^"']+)""", pages))
    assert used
    assert used <= GLOSSARY.keys()


def test_the_terms_of_a_text_are_found_in_any_case_and_number() -> None:
    said = terms_in("Two strategies share 40% of the texts (overlap). Seeds: 2, 22. The poolside is no term.")
    assert list(said) == ["Strategy", "Seed", "Overlap (Jaccard)"]
