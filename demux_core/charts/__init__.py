"""Charts: a frame goes in, a plotly figure comes out."""

from demux_core.base.palette import OTHER_COLOR, PALETTE, TARGET_COLOR
from demux_core.charts.colors import OTHER, language_colors, pool_colors
from demux_core.charts.lasso import rows_inside
from demux_core.charts.map_charts import map_figure
from demux_core.charts.mix_charts import mix_figure

__all__ = [
    "OTHER",
    "OTHER_COLOR",
    "PALETTE",
    "TARGET_COLOR",
    "language_colors",
    "map_figure",
    "mix_figure",
    "pool_colors",
    "rows_inside",
]
