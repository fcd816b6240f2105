"""The options and short commands that the documents name in their sentences: each runs as it stands.

Options that are named without a value, such as ``--seeds``, must exist.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from demux_core.cli.parser import parser
from tests.data.test_corpora import sib
from tests.docs.documents import DOCUMENTS, spans
from tests.docs.not_run import reason
from tests.docs.running import Desk
from tests.helpers.hub import local_hub

_FILES = "--source pool.csv --target sample.txt --model models/en-ft"
_SELECT = f"{_FILES} --budget 10 --out o.csv"
_EXPERIMENT = f"--train english.csv {_FILES} --test test.csv --out o.csv --seeds 2"
_COVER = f"select {_SELECT} --strategy cover"
_LIMITED = f"select {_SELECT} --strategy knn_uncertainty,random"
_COVERAGE = f"coverage {_FILES} --strategy cover --budgets 10 --out o.csv"
_PROBE = f"experiment {_EXPERIMENT} --learner probe"
_TUNED = f"experiment {_EXPERIMENT} --strategies random"
_PAPER = "reproduce --table low-budget --task ner --targets ur --data paper"
_OTHER = "--target sample.txt --model models/en-ft --budget 10 --out o.csv --strategy cover --source"
_WORKSPACE = "--workspace workspace"

# What the documents say, and the commands that say it whole; capitals stand for a word.
RUN = {
    "--help": ["select --help", "workspace --help"],
    "--no-escape": [f"{_COVER} --no-escape", f"{_COVERAGE} --no-escape"],
    "select --strategy auto": [f"select --strategy auto {_SELECT}"],
    "--encoding source=windows-1250": [f"select {_OTHER} polish.csv --encoding source=windows-1250"],
    "--delimiter source=semicolon": [f"select {_OTHER} semicolons.csv --delimiter source=semicolon"],
    "--column text=sentence": ["encode --data sentences.csv --column text=sentence --out o"],
    "--column source.text=sentence": [f"select {_OTHER} sentences.csv --column source.text=sentence"],
    "--column gloss=NAME": ["encode --data glosses.csv --column gloss=meaning --out o"],
    "--task token": ["encode --data sample.txt --task token --out o"],
    "--language target=rw": [f"{_COVER} --language target=rw"],
    "--allocation FILE": [f"select {_SELECT} --strategy litmus --allocation mix.csv"],
    "--gold FILE": [f"select {_SELECT} --strategy gold --gold gold.csv"],
    "--languages hi,mr": [
        f"{_LIMITED} --languages hi,mr",
        f"{_PROBE} --strategies random --budgets 5 --languages hi,mr --out probe.csv",
    ],
    "--cap hi=20": [f"{_LIMITED} --cap hi=20"],
    "--floor mr=5": [f"{_LIMITED} --floor mr=5"],
    "--prices FILE --spend 300": [
        f"{_LIMITED} --prices prices.csv --spend 300",
        f"{_LIMITED} --prices words.csv --spend 300",
    ],
    "select --words": [f"select --words {_SELECT} --strategy cover --budget 50"],
    "--no-near-duplicates": [f"{_LIMITED} --no-near-duplicates --budget 2"],
    "--target-weight ne=2,sw=1": [f"{_LIMITED} --target target.csv --target-weight ne=2,sw=1"],
    "--fair-targets": [f"{_LIMITED} --target target.csv --fair-targets"],
    "--texts FILE": [f"{_COVERAGE} --texts left-out.csv"],
    "--by cluster": [f"{_COVERAGE} --by cluster"],
    "--rounds 5": [f"{_PROBE} --strategies random --budgets 10 --rounds 5"],
    "--learner probe": [f"{_PROBE} --strategies cover,random --budgets 5,10"],
    "--replay": [f"{_TUNED} --budgets 5 --replay"],
    "--warm-start": [f"{_TUNED} --budgets 4 --rounds 2 --warm-start"],
    "--plan": [f"{_PAPER} --plan"],
    "--budgets 5,10,50,100": [f"{_PROBE} --strategies random --budgets 5,10,50,100"],
    "--strategies gold --gold FILE": [f"{_PROBE} --strategies gold --gold gold.csv --budgets 5"],
    "--strategies litmus --allocation FILE": [
        f"{_PROBE} --strategies litmus --allocation mix.csv --budgets 5"
    ],
    "--seeds 2,22,42": [f"{_PROBE} --strategies random --budgets 5 --seeds 2,22,42"],
    "encode --pooling first": ["encode --pooling first --data pool.csv --out o"],
    "encode --out DIR": ["encode --out folder --data pool.csv"],
    "--source FILE": [_COVER],
    "--source 'FILE[lang=hi,mr]'": [f"{_COVER} --source 'pool.csv[lang=hi,mr]'"],
    "--target FILE": [_COVER],
    "--test FILE": [f"{_PROBE} --strategies random --budgets 5"],
    "--model NAME": [_COVER],
    "--model DIR": [_COVER],
    "FILE@train": [f"select {_OTHER} pool.parquet@train"],
    "FILE[lang=hi,mr]": [f"select {_OTHER} pool.csv[lang=hi,mr]"],
    "FILE[lang!=ur]": [f"select {_OTHER} pool.parquet[lang!=ur]"],
    "FILE[:500]": [f"select {_OTHER} pool.csv[:500]"],
    "pool.parquet@train[lang!=en,ur]": [f"select {_OTHER} pool.parquet@train[lang!=en,ur]"],
    "BOOK.xlsx@Sheet": [f"select {_OTHER} BOOK.xlsx@Sheet"],
    "export --project my-project --to TOOL --out PATH": [
        f"export --project my-project --to {tool} --out exported{ending}"
        for tool, ending in {"label-studio": ".json", "argilla": ".json", "xlsx": ".xlsx", "hf": ""}.items()
    ],
    "--data FILE": ["export --data labelled.csv --to doccano --out o.jsonl"],
    "import --from TOOL --project my-project FILE": ["import --from csv --project my-project labels.csv"],
    "workspace COMMAND PROJECT": ["workspace clusters my-project"],
    "backup FILE.tar": ["workspace backup kept.tar"],
    "restore FILE.tar --workspace DIR": ["workspace restore kept.tar --workspace restored"],
    "prune --yes": ["workspace prune --yes"],
    "delete PROJECT --yes": ["workspace delete my-project --yes"],
}
NOT_RUN = {
    "--source hf:NAME:CONFIG:SPLIT": "needs the hub; tests/data/formats/test_hub_datasets.py has a local one",
    "--source corpus:sib200:hi,mr --target corpus:sib200:ne:validation": "runs below, with a local hub",
    "--engine ray": "needs a cluster; tests/test_cluster.py starts one",
    "--mlflow ADDRESS": "needs MLflow; tests/experiments/test_tracking.py",
    "--budgets 10000 --rounds 5": "the paper's size",
    "--batch-size 32": "describes an old measurement",
    "workspace add": "needs DEMUX_DATA_ROOTS; tests/workflows/test_server_files.py",
    "workspace add PROJECT --path PATH": "needs DEMUX_DATA_ROOTS; tests/workflows/test_server_files.py",
    "workspace translate": "needs a translation model; tests/workflows/test_translation.py",
    "--build-arg PIP_EXTRA_INDEX_URL=…": "Docker's; tests/test_deployment.py",
}
_COMMANDS = "select|encode|export|import|workspace|backup|restore|prune|delete|reproduce|experiment"
_SAYS_MORE = re.compile(rf"(--[a-z-]+|(?:{_COMMANDS}) \S.*|FILE\S|BOOK|pool\.parquet)")


def named() -> set[str]:
    """The spans that are options, short commands or names of files with a selector."""
    ours = [_ours(document) for document in DOCUMENTS]
    return {span for found in ours for span in found if _SAYS_MORE.match(span) and reason(span) is None}


def _ours(document: str) -> list[str]:
    """The spans of a document, without the flags of the public code."""
    if not document.endswith("public-code.md"):
        return spans(document)
    rows = [line.split("|")[2] for line in DOCUMENTS[document].splitlines() if line.startswith("| `")]
    return re.findall(r"`([^`]+)`", " ".join(rows))


def _is_bare(span: str) -> bool:
    """Whether a span names options without a value, alone or after their command."""
    return re.fullmatch(r"([a-z]+ )?--[a-z-]+", span) is not None and span not in RUN


def test_every_option_that_is_named_exists() -> None:
    known = set(re.findall(r"--[a-z][a-z-]+", _help()))
    assert {option for span in named() if _is_bare(span) for option in re.findall(r"--\S+", span)} <= known


def test_nothing_is_named_that_does_not_run_and_nothing_runs_that_is_not_named() -> None:
    assert {span for span in named() if not _is_bare(span)} == {*RUN, *NOT_RUN}


@pytest.mark.parametrize("span", list(RUN))
def test_what_a_sentence_names_runs(span: str, desk: Desk) -> None:
    whole = re.sub(r"\b[A-Z]{2,}(?!\S*xlsx)", r"[^ ']+", re.escape(span).replace(r"\ ", " "))
    for command in RUN[span]:
        assert re.search(whole, command), command
    if span.startswith("restore"):
        desk.run("python -m demux_core workspace backup kept.tar")
    if span.startswith("import"):
        desk.run("python -m demux_core export --project my-project --to csv --out labels.csv")
    for command in RUN[span]:
        desk.run(f"python -m demux_core {command}")


def test_a_public_corpus_is_chosen_from_as_readme_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (span,) = [span for span in named() if span.startswith("--source corpus:")]
    files = {
        f"{config}/{split}-00000-of-00001.parquet": sib(config, first, 12)
        for config in ("hin_Deva", "mar_Deva", "npi_Deva")
        for split, first in (("train", 0), ("validation", 50))
    }
    with local_hub({("datasets", "Davlan/sib200", "main"): files}, monkeypatch, tmp_path):
        desk.run(f"python -m demux_core select {span} --model models/en-ft --strategy random --budget 5")


def _help() -> str:
    def helps(one: argparse.ArgumentParser) -> Iterator[str]:
        yield one.format_help()
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                for command in action.choices.values():
                    yield from helps(command)

    return "\n".join(helps(parser()))
