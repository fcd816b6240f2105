"""``preflight``: which strategy to take, before any label."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.files import atomic_write
from demux_core.cli.shared import Options, add_command, add_data, add_model, encoded, load_data, say

if TYPE_CHECKING:
    from demux_core.workflows.preflight import Advice

_BUDGET = 100


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "preflight",
        _run,
        "before any label: the strategy to take, its expected gain over random texts, labels saved",
        "--source pool.csv --target sample.txt --task sequence --model models/en-ft --budget 100",
    )
    add_data(command, "source", "target")
    add_model(command)
    command.add_argument("--budget", type=int, default=_BUDGET, help=f"number of texts ({_BUDGET})")
    command.add_argument("--measure", help="uncertainty measure; by default that of the task")
    command.add_argument("--out", type=Path, help="JSON file; by default standard output")


def _run(options: Options) -> None:
    from demux_core.workflows.preflight import preflight

    source, target = load_data(options, "source"), load_data(options, "target")
    pool, sample = (encoded(data, options.model, options.measure) for data in (source, target))
    advice = preflight(pool, sample, source.task.name, options.budget)
    say(sentence(advice))
    text = json.dumps(advice.to_json(), ensure_ascii=False, indent=1) + "\n"
    if options.out:
        atomic_write(options.out, text)
    else:
        print(text, end="")


def sentence(advice: "Advice") -> str:
    """Return the advice in words."""
    from demux_core.explain.advice_sentences import advice_sentences
    from demux_core.strategies.display import strategy_title

    return f"{strategy_title(advice.strategy)}. {advice_sentences(advice.to_json())}"
