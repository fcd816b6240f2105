import pandas as pd
import pytest

from demux_core.tasks import TASKS
from demux_core.tasks.bio import check_bio, entities, repaired

ROW = pd.Series({"tokens": ["Asha", "Rai", "Ilam", "sings"]})


def test_entities_are_runs_of_tags() -> None:
    assert entities(["B-PER", "I-PER", "B-PER", "O", "B-LOC"]) == [
        ("PER", 0, 2),
        ("PER", 2, 3),
        ("LOC", 4, 5),
    ]


@pytest.mark.parametrize("tags", [["I-PER", "I-PER"], ["B-PER", "I-LOC", "O", "I-LOC"], ["O"]])
def test_repaired_tags_are_valid_and_valid_ones_stay(tags: list[str]) -> None:
    valid = repaired(tags)
    check_bio(valid, 0)
    assert repaired(valid) == valid
    assert [tag[2:] for tag in valid] == [tag[2:] for tag in tags]


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        (["B-PER", "I-PER", "B-LOC", "O"], "Asha Rai = PER, Ilam = LOC"),
        (["O"] * 4, "no entity"),
        (["NOUN", "NOUN", "NOUN", "VERB"], "Asha/NOUN Rai/NOUN Ilam/NOUN sings/VERB"),
        (["NOUN", "VERB"], "NOUN VERB"),  # of an earlier text of the row
    ],
)
def test_people_read_tags_without_the_codes_of_a_file(tags: list[str], words: str) -> None:
    assert TASKS["token"].label_in_words(ROW, tags) == words
