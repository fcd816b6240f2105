import pytest

from demux_core.explain.mix_sentences import mix_sentence, round_sentence
from tests.helpers.make_results import mix_over_rounds as mix


def test_the_sentence_names_the_languages_of_half_the_points() -> None:
    pool = ["hi"] * 10 + ["mr"] * 10 + ["en"] * 80
    assert mix_sentence("KNN", ["hi"] * 4 + ["mr"] * 4 + ["en"] * 2, pool) == (
        "80% of KNN's 10 texts are in Hindi and Marathi, which make up 20% of the pool."
    )


def test_one_point_and_one_language_have_verbs_in_the_singular() -> None:
    assert mix_sentence("KNN", ["hi"], ["hi", "en"]) == (
        "100% of KNN's 1 text is in Hindi, which makes up 50% of the pool."
    )


def test_the_sentence_says_when_points_are_spread_across_many_languages() -> None:
    languages = ["hi", "en", "ur", "fr", "de", "ta", "te", "bn"]
    assert mix_sentence("RANDOM", languages, languages) == (
        "RANDOM's 8 texts are spread across 8 languages, led by Bengali, German and English with 38% "
        "(38% of the pool)."
    )


@pytest.mark.parametrize(
    ("rounds", "sentence"),
    [
        (
            [{"hi": 1, "en": 9}, {"hi": 5, "en": 5}, {"hi": 8, "en": 2}],
            "KNN-UNCERTAINTY shifts towards Hindi: 10% of its texts in round 1, 80% in round 3.",
        ),
        (
            [{"en": 2, "hi": 1, "ur": 1}, {"hi": 2, "ur": 2}],
            "shifts away from English: 50% of its texts in round 1, 0%",
        ),
        ([{"hi": 2}, {"hi": 7}], "keeps the same language mix from round 1 to round 2"),
        ([{"hi": 2}], "has chosen texts in only one round so far"),
    ],
)
def test_the_sentence_names_the_language_whose_share_changes_most(rounds: list, sentence: str) -> None:
    assert sentence in round_sentence(mix(*rounds), "knn_uncertainty")


def test_the_sentence_says_when_a_language_gains() -> None:
    sentence = round_sentence(mix({"en": 2, "hi": 1, "ur": 1}, {"hi": 4}), "knn_uncertainty")
    assert sentence.endswith("shifts towards Hindi: 25% of its texts in round 1, 100% in round 2.")
