"""Plain text is split into words and punctuation in every script."""

import pytest

from demux_core.tasks.word_splitting import split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It isn't e-mail... 3.5%!", "It isn't e-mail ... 3.5 % !"),
        ("@meno #doma (www.x.sk)", "@meno #doma ( www.x.sk )"),
        ("नमस्ते, तपाईंलाई कस्तो छ?", "नमस्ते , तपाईंलाई कस्तो छ ?"),
        ("می\u200cخواهم بروم؟", "می\u200cخواهم بروم ؟"),
        ("我喜欢ABC。", "我 喜 欢 ABC 。"),
        (" \u00a0\n", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert split_words([text]) == [words.split()]
