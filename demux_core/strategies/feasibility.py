"""Whether texts can be chosen within constraints; if not, which limit is too tight, and by how much."""

from collections.abc import Mapping, Sequence

from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.strategies.constraints import Constraints
from demux_core.strategies.purse import Purse


def check_codes(constraints: Constraints, pool: Sequence[str]) -> None:
    """Raise InputError if a limit names a language that no row of the pool has.

    Args:
        constraints: the limits.
        pool: language codes of the pool.
    """
    named = {"languages": constraints.languages or (), "caps": constraints.caps, "floors": constraints.floors}
    for what, codes in named.items():
        if unknown := sorted(set(codes) - set(pool)):
            raise InputError(
                f"{what} must name languages of the pool, got {', '.join(unknown)}; "
                f"choices: {', '.join(sorted(pool))}"
            )


def check_points(
    constraints: Constraints, budget: int | None, supply: Mapping[str, int], allowed: Mapping[str, int]
) -> None:
    """Raise InputError if there are too few rows for the budget, or too few or too many for the floors.

    Args:
        constraints: the limits.
        budget: number of texts; None for as many as can be paid for.
        supply: language -> rows that are neither labelled nor excluded.
        allowed: those of them that annotators can label.
    """
    for code, floor in constraints.floors.items():
        if floor > (rows := allowed.get(code, 0)):
            raise InputError(
                f"the floor of {language_name(code)} must be at most the {rows:,} texts that can be chosen, "
                f"got {floor:,}, {floor - rows:,} too many; lower it or add pool data"
            )
    floors = sum(constraints.floors.values())
    if budget is not None and floors > budget:
        raise InputError(
            f"floors must add up to at most the budget, {budget:,}, got {floors:,}, {floors - budget:,} too "
            "many; lower them or raise the budget"
        )
    needed = 1 if budget is None else budget
    capped = {code: min(rows, constraints.caps.get(code, rows)) for code, rows in allowed.items()}
    for what, left, remedy in (
        ("the excluded rows leave", sum(supply.values()), "take some of them back"),
        ("the languages of the annotators leave", sum(allowed.values()), "add languages"),
        ("the caps leave", sum(capped.values()), "raise them"),
    ):
        if left < needed:
            raise InputError(
                f"budget must be at most the {left:,} texts that {what}, got {needed:,}, "
                f"{needed - left:,} too many; lower it or {remedy}"
            )


def check_amount(purse: Purse, cheapest: float) -> None:
    """Raise InputError if an amount does not pay for the floors, or for the ``cheapest`` text."""
    for least, kind, remedy in (
        (purse.kept, "the floors", "raise it or lower the floors"),
        (cheapest, "the cheapest text", "raise it"),
    ):
        if not purse.covers(least):
            raise InputError(
                f"{purse.name} must be at least {least:,.10g}, the cost of {kind}, got {purse.left:,.10g}, "
                f"{least - purse.left:,.10g} too little; {remedy}"
            )


def check_complete(missing: int, avoided: int) -> None:
    """Raise InputError if near-duplicates left ``missing`` texts too few."""
    if missing:
        raise InputError(
            f"near-duplicates must be allowed to choose so many texts: {avoided:,} were left out and "
            f"{missing:,} texts are missing; allow them, or lower the budget or the floors"
        )
