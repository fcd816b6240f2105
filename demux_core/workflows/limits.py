"""The limits of a project's selections: stored with the project, for all strategies and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from demux_core.base.languages import UNKNOWN
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import Constraints
from demux_core.workflows.prices import project_prices
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.strikes import standing_strikes, struck_places

_SETTING = "limits"
_STORED = (
    "languages",
    "caps",
    "floors",
    "spend",
    "no_near_duplicates",
    "target_weights",
    "fair_targets",
)


def project_constraints(project: Project, prepared: PreparedProject) -> Constraints:
    """The limits of ``project``, with its prices and what is struck out of the prepared pool."""
    limits = limits_within(project, languages_of(prepared.source), languages_of(prepared.target))
    return replace(limits, excluded=struck_rows(project, prepared))


def limits_within(project: Project, pool: Sequence[str], target: Sequence[str]) -> Constraints:
    """The limits of ``project`` as they apply to a pool and a target sample, with its prices.

    Those of languages that pool or target sample lack do not count, nor does a split over target languages
    where there is none to make.

    Args:
        project: with the limits.
        pool: the language of every row of the pool.
        target: the language of every row of the target sample.
    """
    kept: Mapping[str, Any] = project.settings.get(_SETTING) or {}
    known, targets = set(pool), _split(target)
    languages, prices = kept.get("languages"), project_prices(project)
    return Constraints(
        languages=None if languages is None else tuple(code for code in languages if code in known),
        caps={code: count for code, count in kept.get("caps", {}).items() if code in known},
        floors={code: count for code, count in kept.get("floors", {}).items() if code in known},
        prices={code: price for code in sorted(known) if (price := prices.of(code)) is not None},
        per_word=prices.per_word,
        spend=kept.get("spend"),
        near_duplicates=not kept.get("no_near_duplicates", False),
        target_weights={code: w for code, w in kept.get("target_weights", {}).items() if code in targets},
        fair_targets=bool(targets) and kept.get("fair_targets", False),
    )


def target_languages(prepared: PreparedProject) -> list[str]:
    """The languages over which points can be split: those of the target sample, if all are known and several.

    Returns an empty list where there is nothing to split.
    """
    return _split(languages_of(prepared.target))


def _split(languages: Sequence[str]) -> list[str]:
    codes = sorted(set(languages))
    return codes if len(codes) > 1 and UNKNOWN not in codes else []


def struck_rows(project: Project, prepared: PreparedProject) -> tuple[int, ...]:
    """The rows of the prepared pool that people have struck out, ascending."""
    pool = prepared.source
    return struck_places(standing_strikes(project), pool.ids, pool.languages, pool.texts)


def change_limits(project: Project, constraints: Constraints) -> Project:
    """Store limits; prices and excluded rows are stored elsewhere."""
    kept = {name: value for name, value in constraints.to_json().items() if name in _STORED}
    return put_setting(project, _SETTING, kept or None)
