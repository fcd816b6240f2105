"""``corpora``: the public corpora that can be used by name."""

from typing import Any

from demux_core.cli.shared import Options, add_command


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group, "corpora", _run, "list the public corpora that can be named as corpus:NAME:LANGUAGES", "panx"
    )
    command.add_argument("name", nargs="?", help="of one of them, to list its languages")


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
