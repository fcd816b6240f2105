"""``preflight``: which strategy to take, before any label."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.files import atomic_write
from demux_core.cli.shared import Options, add_command, add_data, add_model, encoded, load_data, say

if TYPE_CHECKING:
    from demux_core.workflows.preflight import Advice

_BUDGET = 100
_MEASURES = """measures in the result (the first three show which measured targets are like yours):
  nearness              cosine of a target text to the nearest pool text, minus that of a pool text to the
                        nearest other one (medians): about 0 inside the pool, lower apart from it
  likeness              share of the pool that is as near to the middle of the target sample as nine tenths
                        of the sample are
  concentration         share of the 5 nearest pool texts that are in the 3 most frequent languages of them
  near_duplicates       share of the pool that nearly repeats another text of it
  correlation           of the model's uncertainty about target texts and about the pool texts near them,
                        -1 to 1
  relative_uncertainty  share of the pool that the model is surer of than of the median target text
  stability             share of the chosen texts that stay if the target sample is drawn again
"""


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
    command.epilog = f"{_MEASURES}\n{command.epilog}"
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
