"""The catalogue of public corpora, read from a local hub with the layouts and columns of the real one."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demux_core.base.errors import InputError
from demux_core.base.languages import normalise
from demux_core.cli import main
from demux_core.data.corpora import CORPORA
from demux_core.data.formats.hub_listing import CONVERTED
from demux_core.data.loading import load
from demux_core.tasks import TASKS
from demux_core.workflows.corpus_files import CorpusChoice, fetch
from demux_core.workspace.project import create_project, reload_project
from demux_core.workspace.project_files import load_file
from tests.helpers.hub import Request, local_hub


def parquet(**columns: list[object]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())


def sib(language: str, first: int, rows: int) -> bytes:
    numbers: list[object] = list(range(first, first + rows))
    return parquet(
        index_id=numbers,
        category=["health" if n % 2 else "travel" for n in range(rows)],
        text=[f"text {n} of {language}" for n in numbers],
    )


def answers(text: str, start: int) -> dict[str, list[object]]:
    return {"text": [text], "answer_start": [start]}


QUESTIONS = parquet(
    id=["bengali-1", "telugu-1", "telugu-2"],
    title=["t"] * 3,
    context=["Delhi is big.", "Pune is warm.", "Agra is old."],
    question=["What is big?", "What is warm?", "What is old?"],
    answers=[answers("Delhi", 0), answers("Pune", 0), answers("Agra", 0)],
)
TAGGED = parquet(id=["0"], tokens=[["Lagos", "ni"]], ner_tags=[["B-LOC", "O"]])


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Request]]:
    sib_files = {
        f"{config}/{split}-00000-of-00001.parquet": sib(config, first, rows)
        for config in ("hin_Deva", "npi_Deva", "eng_Latn")
        for split, first, rows in (("train", 0, 30), ("validation", 50, 8), ("test", 80, 12))
    }
    repositories = {
        ("datasets", "Davlan/sib200", "main"): sib_files,
        ("datasets", "google-research-datasets/tydiqa", CONVERTED): {
            "secondary_task/train/0000.parquet": QUESTIONS,
            "secondary_task/validation/0000.parquet": QUESTIONS,
        },
        ("datasets", "masakhane/masakhaner2", CONVERTED): {"yor/masakhaner2-train.parquet": TAGGED},
        ("datasets", "AmazonScience/massive", CONVERTED): {"hi-IN/massive-train.parquet": TAGGED},
    }
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    with local_hub(repositories, monkeypatch, tmp_path / "hub") as requests:
        yield requests


@pytest.mark.parametrize("name", CORPORA)
def test_the_catalogue_is_complete(name: str) -> None:
    corpus = CORPORA[name]
    assert set(corpus.columns) <= {column.name for column in TASKS[corpus.task].columns}
    assert all(normalise(code) == code for code in corpus.configs)
    assert len(corpus.configs) >= 9
    assert corpus.licence


def test_languages_of_a_corpus_become_one_dataset_that_knows_its_translations() -> None:
    dataset = load("corpus:sib200:hi,Nepali:test")
    assert dataset.frame["language"].value_counts().to_dict() == {"hi": 12, "ne": 12}
    assert dataset.labels == ["health", "travel"]
    assert dataset.frame["group"].nunique() == 12
    assert dataset.frame["id"][0] == "hi-test-0"


def test_one_configuration_with_all_languages_is_split_by_its_ids() -> None:
    assert load("corpus:tydiqa:te:train").texts[0].startswith("What is warm?")
    assert len(load("corpus:tydiqa:te,bn:validation")) == 3


def test_rows_are_taken_and_filtered_as_from_a_file() -> None:
    assert len(load("corpus:sib200:hi[label=health][:3]")) == 3
    assert load("corpus:masakhaner:yo").frame["tags"].tolist() == [["B-LOC", "O"]]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("corpus:sib", "a corpus must be one of udpos, panx"),
        ("corpus:sib200", "a corpus needs languages, as in corpus:sib200:"),
        ("corpus:sib200:qq", "a language must be a code"),
        ("corpus:xnli:ne", "xnli has no texts in Nepali; languages: ar, bg"),
        ("corpus:sib200:hi:dev", "must be one of train, validation, test"),
        ("corpus:masakhaner:yo:test", "has no test split in 'yo', only train"),
        ("corpus:massive:hi", "must have the columns utt, intent, but lacks intent, utt"),
    ],
)
def test_what_the_catalogue_does_not_have_is_refused_with_the_choices(spec: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(spec)


def test_a_corpus_becomes_the_files_of_a_project() -> None:
    project = create_project("Topics")
    choice = CorpusChoice(
        "sib200", {"pool": ["hi"], "target": ["ne"], "test": ["ne"], "train": ["en"]}, 20, 5
    )
    names = fetch(project, choice)
    assert names[0] == "sib200-hi-train-pool.parquet"
    now = reload_project(project.slug)
    assert {role: upload.rows for role, upload in now.uploads.items()} == {
        **{"pool": 20, "target": 5},
        **{"train": 20, "test": 12},
    }


def test_where_target_sample_and_test_share_a_split_they_share_no_row() -> None:
    project = create_project("Questions")
    fetch(project, CorpusChoice("tydiqa", {"target": ["te"], "test": ["te"]}, rows=5, sample=1))
    again = reload_project(project.slug)
    sample, test = load_file(again, "target"), load_file(again, "test")
    assert not set(sample.frame["id"]) & set(test.frame["id"])
    assert len(test) == 1


def test_the_command_line_lists_and_fetches_corpora(capsys: pytest.CaptureFixture[str]) -> None:
    project = create_project("Topics")
    assert main(["corpora"]) == 0
    assert main(["corpora", "sib200"]) == 0
    assert "licence: CC BY-SA 4.0" in capsys.readouterr().out
    arguments = ["workspace", "corpus", project.slug, "--corpus", "sib200", "--pool", "hi,en", "--rows", "4"]
    assert main(arguments) == 0
    assert "added: sib200-en-train-pool.parquet" in capsys.readouterr().err
    assert main(["workspace", "corpus", project.slug, "--corpus", "sib200"]) == 2
