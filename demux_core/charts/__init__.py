"""Charts: a frame goes in, a plotly figure comes out."""
