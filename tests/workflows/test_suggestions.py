import numpy as np

from demux_core.modelling.encoding import Encoding
from demux_core.tasks import TASKS
from demux_core.workflows.suggestions import FEWEST, suggest

TWO_GROUPS = np.array([[1, 0], [0, 1]] * 5, dtype=np.float32) + np.linspace(0, 0.1, 20).reshape(10, 2)
NAMES = [str(row) for row in range(10)]
TEXTS = {name: name for name in NAMES}


def test_a_text_is_suggested_the_label_of_the_texts_most_alike() -> None:
    source = Encoding(NAMES, TWO_GROUPS.astype(np.float32))
    given = {name: "ab"[int(name) % 2] for name in NAMES[:7]}
    assert suggest(TASKS["sequence"], source, given, ["8", "9", "0", "gone"], TEXTS) == {"8": "a", "9": "b"}


def test_few_labels_suggest_nothing() -> None:
    source = Encoding(NAMES, TWO_GROUPS.astype(np.float32))
    given = dict.fromkeys(NAMES[: FEWEST - 1], "a")
    assert suggest(TASKS["sequence"], source, given, ["8"], TEXTS) == {}


def test_words_are_suggested_the_tags_of_the_words_most_alike_as_valid_entities() -> None:
    words = np.tile(np.eye(3, dtype=np.float16), (10, 1))
    words[24:27] = np.eye(3)[[1, 1, 2]]  # the ninth sentence begins with the second word of the others
    source = Encoding(NAMES, None, words=(words, np.arange(0, 33, 3)))
    given = {name: ["B-PER", "I-PER", "O"] for name in NAMES[:6]}
    assert suggest(TASKS["token"], source, given, ["7", "8"], TEXTS) == {
        "7": ["B-PER", "I-PER", "O"],
        "8": ["B-PER", "I-PER", "O"],
    }


def test_answers_in_texts_are_not_suggested() -> None:
    source = Encoding(NAMES, TWO_GROUPS.astype(np.float32))
    answers = {name: {"text": "x", "start": 0} for name in NAMES[:7]}
    assert suggest(TASKS["qa"], source, answers, ["8"], TEXTS) == {}


def test_texts_that_have_changed_since_the_model_saw_them_are_left_out() -> None:
    words = np.tile(np.eye(3, dtype=np.float16), (10, 1))
    source = Encoding(NAMES, None, words=(words, np.arange(0, 33, 3)))
    given = {name: ["B-PER", "I-PER", "O"] for name in NAMES[:6]} | {"6": ["O"]}
    found = suggest(TASKS["token"], source, given, ["7", "8"], TEXTS | {"6": "shorter", "7": "longer"})
    assert found == {"8": ["B-PER", "I-PER", "O"]}
