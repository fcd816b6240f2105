"""The colours of charts: twelve that stay apart, and the grey of what has none of its own."""

# Twelve colours of middle lightness that stay apart for full, protan and deutan vision, on white and black.
PALETTE = (
    "#6D6DDB", "#F3AA18", "#00793D", "#79C2FF", "#794979", "#3DAA6D",
    "#2455B6", "#DB7918", "#79CE86", "#3D86AA", "#9E92FF", "#AA6179",
)  # fmt: skip
OTHER_COLOR = "#9CA3AF"
TARGET_COLOR = "#D61F3A"
