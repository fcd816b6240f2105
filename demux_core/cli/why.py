"""``why``: why single texts are worth labelling, or not."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write
from demux_core.cli.shared import (
    Options,
    add_command,
    add_data,
    add_model,
    add_strategies,
    encoded,
    load_data,
    say,
    strategy_names,
)

if TYPE_CHECKING:
    from demux_core.explain.point_story import PointStory
    from demux_core.modelling.encoding import Encoding
    from demux_core.strategies import Selection

_BUDGET = 100
_SHOWN = 3  # of the ids that begin alike


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "why",
        _run,
        "why texts are chosen: nearest target texts, uncertainty, rank under every strategy, repetitions",
        "--source pool.csv --target sample.txt --model models/en-ft --id 4f2a,91c0 --budget 100",
    )
    add_data(command, "source", "target")
    add_model(command)
    command.add_argument(
        "--id", required=True, metavar="ID[,ID...]", help="ids of texts of the pool, or their beginnings"
    )
    command.add_argument("--budget", type=int, default=_BUDGET, help=f"number of texts ({_BUDGET})")
    add_strategies(command, "--strategy", "strategies to ask; by default all that can choose here")
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of random draws (42)")
    command.add_argument("--measure", help="uncertainty measure; by default that of the task")
    command.add_argument(
        "--alike",
        type=float,
        help="cosine of centred vectors from which two texts of the pool say the same",
    )
    command.add_argument(
        "--out", type=Path, help="JSON file; without it the answer is printed for people to read"
    )


def _run(options: Options) -> None:
    from demux_core.explain.story_sentences import story_lines

    names = strategy_names(options.strategy) if options.strategy else []
    source, target = load_data(options, "source"), load_data(options, "target")
    pool, sample = (encoded(data, options.model, options.measure) for data in (source, target))
    stories = _stories(options, names, pool, sample)
    if options.out:
        told = [story.to_json() for story in stories]
        atomic_write(options.out, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        say(f"wrote {options.out}")
    else:
        print("\n".join(line for story in stories for line in story_lines(story, sample)))


def _stories(options: Options, names: list[str], pool: "Encoding", target: "Encoding") -> "list[PointStory]":
    from demux_core.explain.point_story import point_story, standings

    rows = _rows_of([name.strip() for name in options.id.split(",")], pool)
    orders = _orders(options, names, pool, target)
    alike = {} if options.alike is None else {"alike_from": options.alike}
    return [point_story(row, pool, target, standings(row, orders, options.budget), **alike) for row in rows]


def _rows_of(names: list[str], pool: "Encoding") -> list[int]:
    """The rows of texts that are named by their ids, or by beginnings that no other id shares."""
    place = {str(name): row for row, name in enumerate(pool.ids)}
    matches = {name: [name] if name in place else _beginning_with(name, place) for name in names}
    if unknown := [name for name, ids in matches.items() if not ids]:
        raise InputError(
            f"--id must name texts of the pool, got {', '.join(unknown)}; take ids from the column `id` of "
            f"a selection"
        )
    for name, ids in matches.items():
        if len(ids) > 1:
            raise InputError(
                f"--id must be an id or a beginning of only one id, got {name}, with which {len(ids):,} ids "
                f"begin ({', '.join(ids[:_SHOWN])}{', …' if len(ids) > _SHOWN else ''}); give more of it"
            )
    return [place[matches[name][0]] for name in names]


def _beginning_with(start: str, ids: Iterable[str]) -> list[str]:
    return [name for name in ids if start and name.startswith(start)]


def _orders(
    options: Options, names: list[str], pool: "Encoding", target: "Encoding"
) -> "dict[str, Selection]":
    from demux_core.explain.point_story import ranking_budget
    from demux_core.strategies import select
    from demux_core.strategies.checks import checked_budget
    from demux_core.strategies.display import in_order
    from demux_core.workflows.preflight import available_strategies

    checked_budget(options.budget, len(pool), "pool")
    return {
        name: select(name, pool, target, ranking_budget(name, options.budget, len(pool)), seed=options.seed)
        for name in names or in_order(available_strategies(pool, target))
    }
