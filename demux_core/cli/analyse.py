"""``analyse`` and ``correlate``: the results of experiments, and whether the method's premise holds."""

import json
from pathlib import Path
from typing import Any

from demux_core.base.files import atomic_write
from demux_core.cli.shared import Options, add_command, add_data, add_model, encoded, load_data, say


def add(group: Any) -> None:
    """Add both commands."""
    command = add_command(
        group,
        "analyse",
        _analyse,
        "analyse results: do labels pay, labels saved, differences with intervals, win rates, language mixes",
        "--results results.csv,other.csv --baseline random",
    )
    command.add_argument(
        "--results", required=True, help="tables of `experiment` with one learner, separated by commas"
    )
    command.add_argument("--metric", help="metric to analyse; by default the main one of the task")
    command.add_argument(
        "--baseline",
        default="random",
        help="name or title of the strategy to compare with (random); en_ft is the starting model",
    )
    command.add_argument("--out", type=Path, help="JSON file; by default standard output")
    command = add_command(
        group,
        "correlate",
        _correlate,
        "correlate the uncertainty of target texts with that of the nearest pool texts",
        "--source pool.csv --target sample.txt --model models/en-ft",
    )
    add_data(command, "source", "target")
    add_model(command)
    command.add_argument("--measure", help="uncertainty measure; by default that of the task")
    command.add_argument(
        "--out", type=Path, help=".csv, .xlsx, .jsonl or .parquet file; by default standard output"
    )


def _analyse(options: Options) -> None:
    from demux_core.analysis.summary import summarize
    from demux_core.explain.experiment_answers import experiment_answers
    from demux_core.explain.learner_sentences import learner_sentence

    paths = [Path(name.strip()) for name in options.results.split(",")]
    summary = summarize(paths, _baseline(options.baseline), options.metric)
    kinds = [(each["task"], each["metric"]) for each in summary["experiments"].values()]
    for sentence in dict.fromkeys(learner_sentence(summary["learner"], *kind) for kind in kinds):
        say(sentence)
    for name, answer in experiment_answers(paths, options.metric).items():
        say(f"{name}: {answer}")
    text = json.dumps(summary, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if options.out:
        atomic_write(options.out, text)
    else:
        print(text, end="")


def _baseline(text: str) -> str:
    """The name of a strategy, or of the starting model, that is given by name or title; else the text itself.

    Tables can have strategies that are not in the registry, so the analysis refuses what it does not find.
    """
    from demux_core.strategies import EN_FT, STRATEGIES
    from demux_core.strategies.display import strategy_title

    titles = {strategy_title(name).casefold(): name for name in (*STRATEGIES, EN_FT)}
    return titles.get(text.strip().casefold(), text)


def _correlate(options: Options) -> None:
    from demux_core.analysis.correlation import KS, uncertainty_correlation
    from demux_core.base.exports import to_csv, write

    source, target = (
        encoded(load_data(options, role), options.model, options.measure) for role in ("source", "target")
    )
    table = uncertainty_correlation(source, target, [k for k in KS if k <= len(source)])
    if options.out:
        write(table, options.out)
    else:
        print(to_csv(table), end="")
