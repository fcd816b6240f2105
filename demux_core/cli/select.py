"""``select``: the points to annotate."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.cli.shared import (
    Options,
    add_command,
    add_data,
    add_model,
    add_strategies,
    add_strategy_options,
    encoded,
    load_data,
    say,
)

if TYPE_CHECKING:
    from demux_core.modelling.encoding import Encoding
    from demux_core.strategies import Selection, Strategy

AUTO = "auto"


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "select",
        _run,
        "choose the points to annotate",
        "--source pool.csv --target sample.txt --model models/en-ft \\\n"
        "      --strategy knn_uncertainty,random --budget 100 --out picked.csv",
    )
    add_data(command, "source", "target", optional=("gold",))
    add_model(command)
    add_strategies(
        command,
        "--strategy",
        "one or more strategies, or auto: the one that `preflight` recommends",
        required=True,
    )
    command.add_argument("--budget", type=int, required=True, help="number of new points to annotate")
    command.add_argument(
        "--words", action="store_true", help="the budget is a number of words, not of points"
    )
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of random draws (42)")
    command.add_argument("--measure", help="uncertainty measure; by default that of the task")
    command.add_argument("--labelled", type=Path, help="file of ids that are annotated already, one a line")
    add_strategy_options(command)
    command.add_argument("--out", type=Path, help=".csv, .jsonl or .parquet file; by default standard output")


def _run(options: Options) -> None:
    import pandas as pd

    from demux_core.base.exports import check_suffix, to_csv, write
    from demux_core.strategies import find_strategy, select, select_words

    if options.out:
        check_suffix(options.out)
    names = [name.strip() for name in options.strategy.split(",")]
    strategies = [find_strategy(name) for name in names if name.casefold() != AUTO]
    automatic = len(strategies) < len(names)
    like = [find_strategy(options.like)] if options.like else []
    # A strategy that needs no encodings must not wait for a model.
    needs_model = automatic or any(s.needs_encodings for s in (*strategies, *like))
    model = options.model if needs_model else None
    pool = load_data(options, "source")
    source = encoded(pool, model, options.measure)
    target = encoded(load_data(options, "target"), model, options.measure)
    if automatic:
        chosen = _automatic(source, target, pool.task.name, options)
        strategies = [chosen, *(strategy for strategy in strategies if strategy != chosen)]
    given = _given_options(options, model)
    labelled = _rows_of(source, options.labelled) if options.labelled else []
    choose = select_words if options.words else select
    selections = [
        choose(
            strategy.name,
            source,
            target,
            options.budget,
            seed=options.seed,
            labelled=[] if strategy.uses_gold else labelled,  # labelled ids are rows of the pool
            **{name: value for name, value in given.items() if name in strategy.options},
        )
        for strategy in strategies
    ]
    frame = pd.concat([selection.frame() for selection in selections], ignore_index=True)
    frame["text"] = [text for selection in selections for text in _texts(selection)]
    for selection in selections:
        print(_mix(selection, options.words), file=sys.stdout if options.out else sys.stderr)
    if options.out:
        write(frame, options.out)
    else:
        print(to_csv(frame), end="")


def _automatic(source: "Encoding", target: "Encoding", task: str, options: Options) -> "Strategy":
    """The strategy that the preflight recommends; its reason is printed."""
    from demux_core.cli.preflight import sentence
    from demux_core.strategies import find_strategy
    from demux_core.strategies.checks import word_counts
    from demux_core.workflows.preflight import preflight

    per_point = float(word_counts(source).mean()) if options.words else 1.0
    advice = preflight(source, target, task, max(1, round(options.budget / per_point)))
    say(f"AUTO takes {sentence(advice)}")
    return find_strategy(advice.strategy)


def _given_options(options: Options, model: str | None) -> dict[str, Any]:
    """The options of strategies that the command line gives, by name."""
    given: dict[str, Any] = {}
    if options.gold:
        given["gold"] = encoded(load_data(options, "gold"), model, options.measure)
    if options.allocation:
        given["allocation"] = read_allocation(options.allocation)
    if options.like:
        given["like"] = options.like
    return given


def read_allocation(path: Path) -> dict[str, int]:
    """Points per language from a CSV file with the header ``lang,count``.

    Raises:
        InputError: the header is another, a count is not a whole number, or a language is repeated.
    """
    from demux_core.data.formats.delimited import read

    table = read(path)
    if not {"lang", "count"} <= set(table):
        raise InputError(
            f"{path.name} must have the header `lang,count`, got {list(table)}; rename its columns"
        )
    counts: dict[str, int] = {}
    for language, count in zip(table["lang"].str.strip(), table["count"].str.strip(), strict=True):
        if not count.isdecimal():
            raise InputError(
                f"{path.name}: count must be a whole number of at least 0, got {count!r} for {language!r}; "
                f"correct it"
            )
        if language in counts:
            raise InputError(
                f"{path.name} must name every language once, got {language!r} twice; add their counts up"
            )
        counts[language] = int(count)
    return counts


def _rows_of(source: "Encoding", path: Path) -> list[int]:
    from demux_core.base.csv_safety import unescape
    from demux_core.data.formats.base import numbered_lines

    place = {name: row for row, name in enumerate(source.ids)}
    names = [unescape(line.strip()) for _, line in numbered_lines(path) if line.strip()]
    if unknown := [name for name in names if name not in place]:
        raise InputError(
            f"labelled ids must be ids of the pool, but {path.name} has {len(unknown):,} others, the first "
            f"of them {unknown[0]!r}; take the ids from the column `id` of an earlier selection"
        )
    return [place[name] for name in names]


def _texts(selection: "Selection") -> list[str | None]:
    texts = selection.pool.texts
    return [None if texts is None else texts[row] for row in selection.rows]


def _mix(selection: "Selection", with_words: bool) -> str:
    from demux_core.strategies.checks import word_counts

    counts = selection.language_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = ", ".join(f"{language} {count:,}" for language, count in ordered)
    points = f"{len(selection.rows):,} points"
    if with_words:
        points += f" of {word_counts(selection.pool)[selection.rows].sum():,} words"
    return f"{selection.strategy}: {points}: {parts}"
