"""``select --encoded``: a pool that a cluster encoded, and that no machine holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from demux_core.base.config import EncodingConfig
from demux_core.base.errors import InputError
from demux_core.cli.choosing import Chooser, given_options, labelled_rows
from demux_core.cli.shared import Options, encoded, load_data

if TYPE_CHECKING:
    from demux_core.modelling.encoding import Encoding
    from demux_core.strategies import Constraints, Selection, Strategy


def choose_from_encoded(
    options: Options, limits: "Constraints", strategies: Sequence["Strategy"], automatic: bool
) -> "list[Selection]":
    """What the strategies choose from the folder ``--encoded``.

    Args:
        options: of ``select``.
        limits: the limits that they give.
        strategies: those that are named.
        automatic: whether AUTO is named, too.

    Raises:
        InputError: an option needs the whole pool, the folder has no finished encoding, or its model or task
            is not that of the options.
    """
    from demux_core.data.stores import full_place
    from demux_core.modelling.streaming import read_manifest
    from demux_core.strategies.streamed_pool import open_pool

    _check_options(options, limits, automatic)
    folder = full_place(options.encoded)
    manifest = read_manifest(folder)
    if options.task not in (None, manifest["task"]):
        raise InputError(
            f"--task must be that of the encoded pool, {manifest['task']}, got {options.task}; leave it out"
        )
    options.task = manifest["task"]
    needs_model = any(strategy.needs_encodings for strategy in strategies)
    target = _target(options, manifest, needs_model)
    pool = open_pool(folder, manifest, options.measure)
    labelled = labelled_rows(options, pool.rows_of)
    given = given_options(options, options.model if needs_model else None)
    chooser = Chooser(pool.encoding, target, options, given, labelled)
    selections = [chooser.choose(strategy, limits, options.budget) for strategy in strategies]
    return [pool.with_rows(each) if each.pool is pool.encoding else each for each in selections]


def _check_options(options: Options, limits: "Constraints", automatic: bool) -> None:
    if options.engine != "ray":
        raise InputError(
            "--encoded names a pool that the machines of a cluster read, but the engine is "
            f"{options.engine!r}; add --engine ray, which without a cluster uses this machine"
        )
    for name, given in {
        "--strategy auto": automatic,
        "--words": options.words,
        "--fair-targets": limits.fair_targets,
        "--no-near-duplicates": not limits.near_duplicates,
        "--prices with price_per_word": limits.per_word,
    }.items():
        if given:
            raise InputError(
                f"{name} needs all texts or vectors of a pool, and those of --encoded are never together; "
                "leave it out, or choose from files with --source"
            )


def _target(options: Options, manifest: dict[str, Any], needs_model: bool) -> "Encoding":
    """The target sample, encoded as the pool was; without a model only its ids, languages and texts."""
    from demux_core.modelling.models import find_model

    target = load_data(options, "target")
    if not needs_model:
        return encoded(target, None, options.measure)
    if find_model(options.model).fingerprint != manifest["model"]:
        raise InputError(
            f"the target must be encoded by the model that encoded the pool, {manifest['model_name']!r} as "
            f"it was then, got {options.model!r}; name that one with --model, or encode the pool again"
        )
    config = EncodingConfig(manifest["pooling"], manifest["max_length"], manifest["stride"])
    return encoded(target, options.model, options.measure, config=config)
