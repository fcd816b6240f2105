"""The options that limit a selection: who can label what, counts, money, repeats, shares of targets."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from demux_core.base.errors import InputError
from demux_core.cli.language_tables import read_prices
from demux_core.cli.shared import Options

if TYPE_CHECKING:
    from demux_core.strategies import Constraints

_COUNTS, _WEIGHTS = "LANG=N[,LANG=N...]", "LANG=X[,LANG=X...]"
_Number = TypeVar("_Number", int, float)


def add_limits(command: argparse.ArgumentParser) -> None:
    """Add the options; every strategy but gold chooses within them."""
    group = command.add_argument_group(
        "limits", "what every strategy must respect; gold is drawn without them"
    )
    group.add_argument("--languages", metavar="LANG[,LANG...]", help="languages that annotators speak")
    for name, what in (("cap", "most"), ("floor", "fewest")):
        group.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar=_COUNTS,
            help=f"the {what} texts of a language: hi=20; can be repeated",
        )
    group.add_argument(
        "--prices", type=Path, help="CSV file with the header lang,price (of a label) or lang,price_per_word"
    )
    group.add_argument(
        "--spend",
        type=float,
        help="the most money for all chosen texts, at these prices",
    )
    group.add_argument(
        "--target-weight",
        action="append",
        default=[],
        metavar=_WEIGHTS,
        help="split the texts over target languages by weight: ne=2; 1 for those not named",
    )
    group.add_argument(
        "--fair-targets",
        action="store_true",
        help="split them so that the target language that lacks most gets the next texts",
    )
    group.add_argument(
        "--no-near-duplicates",
        action="store_true",
        help="leave out near-duplicates and translations of labelled or chosen texts",
    )


def limits_of(options: Options) -> "Constraints":
    """What the options allow.

    Raises:
        InputError: an option is not valid, or one of --prices and --spend is missing.
    """
    from demux_core.strategies import Constraints

    if options.spend is not None and options.prices is None:
        raise InputError("--spend needs the prices of labels; give --prices FILE with the header lang,price")
    prices, per_word = read_prices(options.prices) if options.prices else ({}, False)
    return Constraints(
        languages=None if options.languages is None else _codes(options.languages),
        caps=_counts("--cap", options.cap),
        floors=_counts("--floor", options.floor),
        target_weights=_pairs("--target-weight", options.target_weight, (_WEIGHTS, "ne=2"), float),
        fair_targets=options.fair_targets,
        prices=prices,
        per_word=per_word,
        spend=options.spend,
        near_duplicates=not options.no_near_duplicates,
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(","))


def _counts(flag: str, given: Sequence[str]) -> dict[str, int]:
    return _pairs(flag, given, (_COUNTS, "hi=20"), _count)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(text)
    return int(text)


def _pairs(
    flag: str, given: Sequence[str], form: tuple[str, str], read: Callable[[str], _Number]
) -> dict[str, _Number]:
    """Language -> number; ``form`` is what an option looks like, and an example."""
    numbers: dict[str, _Number] = {}
    for pair in (part for text in given for part in text.split(",")):
        code, _, text = (part.strip() for part in pair.partition("="))
        try:
            number = read(text)
        except ValueError:
            code = ""
        if not code:
            raise InputError(f"{flag} must be {form[0]}, got {pair!r}; for example {form[1]}")
        if code in numbers:
            raise InputError(f"{flag} must name every language once, got {code!r} twice; give one number")
        numbers[code] = number
    return numbers
