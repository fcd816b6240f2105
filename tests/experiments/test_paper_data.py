"""The data of the paper's experiments, from a folder and from the hub."""

import io
from pathlib import Path

import pandas as pd
import pytest

from demux_core import InputError
from demux_core.experiments.paper_data import paper_data
from tests.helpers.hub import local_hub


def pairs(language: str, split: str, count: int = 4) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": [f"premise {i} {language} {split}" for i in range(count)],
            "text_b": [f"hypothesis {i} {language} {split}" for i in range(count)],
            "label": ["entailment", "neutral"] * (count // 2),
            "lang": language,
            "split": split,
        }
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    parts = [
        pairs(language, split) for language in ("en", "ur", "hi", "bg") for split in ("train", "dev", "test")
    ]
    pd.concat(parts).to_csv(tmp_path / "nli.csv", index=False)
    return tmp_path


def test_a_folder_gives_every_role_its_split_and_languages(folder: Path) -> None:
    data = paper_data("nli", "lp", folder)
    languages = {role: sorted(set(dataset.languages)) for role, dataset in data.roles.items()}
    assert languages == {
        "train": ["en"], "source": ["bg", "hi"], "target": ["ur"], "test": ["ur"], "gold": ["ur"],
    }  # fmt: skip
    assert all(text.endswith("ur dev") for text in data.roles["target"].frame["text"])
    assert all(text.endswith("train") for text in data.roles["source"].frame["text"])
    assert (data.roles["source"].name, data.roles["target"].name) == ("xnli", "lp")


def test_languages_of_the_pool_that_are_missing_are_named(folder: Path) -> None:
    missing = paper_data("nli", "lp", folder).missing
    assert len(missing) == 11
    assert "fr" in missing


def test_a_limit_holds_for_every_language(folder: Path) -> None:
    data = paper_data("nli", "lp", folder, limit=2)
    assert {role: len(dataset) for role, dataset in data.roles.items()} == {
        "train": 2, "source": 4, "target": 2, "test": 2, "gold": 2,
    }  # fmt: skip


def test_a_missing_target_or_file_is_named_with_what_to_do(folder: Path) -> None:
    with pytest.raises(InputError, match=r"nli\.csv@dev must have rows in French \(fr\); add them"):
        paper_data("nli", "hp", folder)
    with pytest.raises(
        InputError, match=r"must have one file pos\.\* with the columns lang and split, found none"
    ):
        paper_data("pos", "lp", folder)


def parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def test_tydiqa_states_languages_in_its_ids_and_lends_a_fifth_of_its_train_split_as_dev(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def questions(name: str, count: int) -> pd.DataFrame:
        answers = [{"text": ["nine"], "answer_start": [len(f"opens {i} at ")]} for i in range(count)]
        columns = {
            "id": [f"{name}-{i}" for i in range(count)],
            "question": [f"when, {name} {i}?" for i in range(count)],
            "context": [f"opens {i} at nine {name}" for i in range(count)],
            "answers": answers,
        }
        return pd.DataFrame(columns)

    train = pd.concat([questions("arabic", 60), questions("bengali", 20), questions("english", 5)])
    repositories = {
        ("datasets", "google-research-datasets/tydiqa", "refs/convert/parquet"): {
            "secondary_task/train/0000.parquet": parquet(train),
            "secondary_task/validation/0000.parquet": parquet(questions("arabic-test", 4)),
        },
        ("datasets", "rajpurkar/squad", "refs/convert/parquet"): {
            "plain_text/train/0000.parquet": parquet(questions("squad", 3)),
        },
    }
    with local_hub(repositories, monkeypatch, tmp_path):
        data = paper_data("qa", "mp", None)
    sizes = {role: len(dataset) for role, dataset in data.roles.items()}
    assert sizes["train"] == 3
    assert sizes["test"] == 4
    assert sizes["target"] + sizes["gold"] == 60
    assert 4 <= sizes["target"] <= 22
    assert set(data.roles["source"].languages) == {"bn"}
    assert set(data.roles["target"].frame["id"]).isdisjoint(data.roles["gold"].frame["id"])
    assert data.missing == ("fi", "id", "ko", "ru", "sw", "te")
