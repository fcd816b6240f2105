"""What the map shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from demux_core.analysis.clusters import Clusters
from demux_core.charts.point_colors import PointColors
from demux_core.explain.map_points import PointRows
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project


@dataclass(frozen=True, eq=False)
class Scene:
    """A prepared project, the rows that each strategy chose of it by a plan, and how it is drawn.

    ``dark`` says whether the page is; ``languages`` are the codes of the pool's languages that are shown,
    empty for all.
    """

    project: Project
    prepared: PreparedProject
    picked: Mapping[str, list[int]]
    plan: SelectionPlan
    dark: bool
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matches:
    """What a search matches.

    Args:
        points: the first of them.
        focus: whether the point to zoom in on is one of the pool, and its row; None where there is none.
        by_meaning: whether they are nearest in meaning, instead of containing the words.
    """

    points: PointRows = field(default_factory=PointRows)
    focus: tuple[bool, int] | None = None
    by_meaning: bool = False


@dataclass(frozen=True, eq=False)
class Drawing:
    """One map of a scene.

    Args:
        view: its name among the maps of the page.
        color_by: what its colours mean.
        colors: of the pool's points.
        matches: what a search found.
        picked: title of a strategy -> the pool rows that are marked, best first.
        left_out: target rows that no chosen text is near; None where they are not marked.
        clusters: whose names the points tell.
    """

    view: str
    color_by: str
    colors: PointColors
    matches: Matches
    picked: Mapping[str, Sequence[int]] = field(default_factory=dict)
    left_out: Sequence[int] | None = None
    clusters: Clusters | None = None
