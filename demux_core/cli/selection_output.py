"""What ``select`` prints and writes."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from demux_core.base.plurals import counted
from demux_core.cli.shared import Options
from demux_core.cli.table_output import write_table

if TYPE_CHECKING:
    import pandas as pd

    from demux_core.strategies import Selection


def show_selections(selections: Sequence["Selection"], costs: Sequence[str | None], options: Options) -> None:
    """Write the texts to a file, or print them; one line for each selection says what is in it.

    Args:
        selections: what was chosen.
        costs: what the limits cost each of them, in words; None where there is nothing to say.
        options: of ``select``.
    """
    import pandas as pd

    frame = pd.concat([_table(selection) for selection in selections], ignore_index=True)
    for selection, cost in zip(selections, costs, strict=True):
        lines = [_summary(selection, options.words), *([f"  {cost}"] if cost else [])]
        print("\n".join(lines), file=sys.stdout if options.out else sys.stderr)
    write_table(frame, options.out, options)


def _table(selection: "Selection") -> "pd.DataFrame":
    from demux_core.modelling.presentation import insert_glosses

    table, texts = selection.frame(), selection.pool.texts
    table["text"] = [None if texts is None else texts[row] for row in selection.rows]
    insert_glosses(table, selection.pool, selection.rows.tolist())
    return table


def _summary(selection: "Selection", with_words: bool) -> str:
    from demux_core.strategies.checks import word_counts
    from demux_core.strategies.limits import point_costs

    mix = ", ".join(f"{language} {count:,}" for language, count in selection.language_counts().items())
    points = counted(len(selection.rows), "text")
    if with_words:
        points += f" of {word_counts(selection.pool)[selection.rows].sum():,} words"
    notes, limits = "", selection.constraints
    if limits and limits.spend is not None:
        notes += f"; cost {point_costs(limits, selection.pool)[selection.rows].sum():,.2f}"
    if limits and not limits.near_duplicates:
        notes += f"; {counted(selection.avoided, 'near-duplicate')} left out"
    return f"{selection.strategy}: {points}: {mix}{notes}"
