"""``corpora`` and ``workspace corpus``: the public corpora that can be used by name."""

import argparse
from typing import Any

from demux_core.base.errors import InputError
from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, find_project, say, set_workspace

_ROLES = {"pool": "the pool", "target": "the target sample", "test": "the test", "train": "training first"}


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group, "corpora", _run, "list the public corpora that can be named as corpus:NAME:LANGUAGES", "panx"
    )
    command.add_argument("name", nargs="?", help="of one of them, to list its languages")


def add_fetch(subcommands: Any) -> argparse.ArgumentParser:
    """Add the command of ``workspace`` that fetches a corpus for a project."""
    command = add_command(
        subcommands,
        "corpus",
        _fetch,
        "fetch parts of a public corpus as a project's files, as its Data page does",
        "my-project --corpus sib200 --pool hi,mr --target ne --test ne",
    )
    command.add_argument("--corpus", required=True, metavar="NAME", help="one of those that `corpora` lists")
    for role, purpose in _ROLES.items():
        command.add_argument(f"--{role}", metavar="CODE[,CODE...]", help=f"languages for {purpose}")
    command.add_argument("--rows", type=int, default=2_000, help="of each language at most (2,000)")
    command.add_argument(
        "--sample", type=int, default=200, help="of each target language in the target sample (200)"
    )
    return command


def _run(options: Options) -> None:
    from demux_core.base.languages import language_name
    from demux_core.data.corpora import CORPORA, find_corpus

    if options.name is None:
        for corpus in CORPORA.values():
            print(f"{corpus.name:11} {corpus.title}: {corpus.about}; {len(corpus.configs)} languages")
        return
    corpus = find_corpus(options.name)
    print(f"{corpus.title}: {corpus.about}\nlicence: {corpus.licence}\n{corpus.page}")
    for code in corpus.configs:
        print(f"  {code:8} {language_name(code)}")


def _fetch(options: Options) -> None:
    from demux_core.workflows.corpus_files import CorpusChoice, fetch

    set_workspace(options)
    if min(options.rows, options.sample) < 1:
        raise InputError("--rows and --sample must be at least 1; raise them")
    languages: dict[Any, list[str]] = {
        role: getattr(options, role).split(",") for role in _ROLES if getattr(options, role)
    }
    if not languages:
        raise InputError(f"a corpus needs languages; give one of --{', --'.join(_ROLES)}")
    choice = CorpusChoice(options.corpus, languages, options.rows, options.sample)
    for name in fetch(find_project(options.project), choice, console_progress()):
        say(f"added: {name}")
