"""The limits of a project's selections: stored with the project, for all strategies and pages."""

from collections.abc import Mapping
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
    """The limits of ``project``, with its prices and what is struck out.

    Those of languages that pool or target sample lack do not count, nor does a split over target languages
    where there is none to make.
    """
    kept: Mapping[str, Any] = project.settings.get(_SETTING) or {}
    pool = set(languages_of(prepared.source))
    targets = target_languages(prepared)
    languages, prices = kept.get("languages"), project_prices(project)
    return Constraints(
        languages=None if languages is None else tuple(code for code in languages if code in pool),
        caps={code: count for code, count in kept.get("caps", {}).items() if code in pool},
        floors={code: count for code, count in kept.get("floors", {}).items() if code in pool},
        prices={code: price for code in sorted(pool) if (price := prices.of(code)) is not None},
        per_word=prices.per_word,
        spend=kept.get("spend"),
        excluded=struck_rows(project, prepared),
        near_duplicates=not kept.get("no_near_duplicates", False),
        target_weights={code: w for code, w in kept.get("target_weights", {}).items() if code in targets},
        fair_targets=bool(targets) and kept.get("fair_targets", False),
    )


def target_languages(prepared: PreparedProject) -> list[str]:
    """The languages over which points can be split: those of the target sample, if all are known and several.

    Returns an empty list where there is nothing to split.
    """
    codes = sorted(set(languages_of(prepared.target)))
    return codes if len(codes) > 1 and UNKNOWN not in codes else []


def struck_rows(project: Project, prepared: PreparedProject) -> tuple[int, ...]:
    """The rows of the prepared pool that people have struck out, ascending."""
    pool = prepared.source
    return struck_places(standing_strikes(project), pool.ids, pool.languages, pool.texts)


def change_limits(project: Project, constraints: Constraints) -> Project:
    """Store limits; prices and excluded rows are stored elsewhere."""
    kept = {name: value for name, value in constraints.to_json().items() if name in _STORED}
    return put_setting(project, _SETTING, kept or None)
