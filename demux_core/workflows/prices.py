"""The prices of a project: read and changed, even where two people change them at once."""

from demux_core.explain.costs import Prices
from demux_core.explain.price_tables import merge_prices
from demux_core.workspace.project import Project, put_setting, reload_project

_SETTING = "prices"


def project_prices(project: Project) -> Prices:
    """The prices of ``project``; none where nothing was stored."""
    return Prices.from_json(project.settings.get(_SETTING))


def change_prices(project: Project, before: Prices, after: Prices) -> Prices:
    """Store what was changed from ``before`` to ``after``, and return the prices as they are then.

    Other changes stored in the meantime stay.
    """
    current = project_prices(reload_project(project.slug))
    merged = merge_prices(current, before, after)
    if merged != current:
        put_setting(project, _SETTING, merged.to_json())
    return merged
