"""What a visitor sees of a map: the part that is zoomed in on, and what the legend hides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import plotly.graph_objects as go

Range = tuple[float, float]


@dataclass(frozen=True)
class MapView:
    """A view of a map.

    Args:
        x: the part of the horizontal axis that is shown; None for all of it.
        y: of the vertical axis.
        hidden: ``meta`` of the traces that are hidden.
    """

    x: Range | None = None
    y: Range | None = None
    hidden: tuple[str, ...] = ()

    @classmethod
    def from_browser(cls, sent: Mapping[str, Any] | None) -> Self:
        """Read what a browser sent; what is no view is the whole map."""
        sent = sent or {}
        hidden = sent.get("hidden")
        names = hidden if isinstance(hidden, list) else []
        return cls(_range(sent.get("x")), _range(sent.get("y")), tuple(str(name) for name in names))

    def apply(self, figure: "go.Figure") -> None:
        """Show this view of the figure; a range that it has already stays."""
        for axis, shown in (("xaxis", self.x), ("yaxis", self.y)):
            if shown is not None and figure.layout[axis].range is None:
                figure.layout[axis].range = list(shown)
        for trace in figure.data:
            if trace.meta in self.hidden:
                trace.visible = "legendonly"


def _range(sent: object) -> Range | None:
    if not isinstance(sent, Sequence) or len(sent) != 2:
        return None
    if not all(isinstance(end, int | float) and isfinite(end) for end in sent):
        return None
    return float(sent[0]), float(sent[1])
