"""The report as one HTML file: it needs no network, and only its own scripts run in it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.languages import is_rtl
from demux_core.report.figures import all_figures, answer_caption
from demux_core.report.findings import Findings
from demux_core.report.tables import table_at_budget

if TYPE_CHECKING:
    import jinja2
    import plotly.graph_objects as go

_HERE = Path(__file__).parent / "assets"


def render_html(findings: Findings) -> str:
    """Return the whole file."""
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    figures = all_figures(findings)
    scripts = (get_plotlyjs(), (_HERE / "report.js").read_text(encoding="utf-8"))
    return (
        _templates()
        .get_template("report.html")
        .render(
            findings=findings,
            answer_caption=answer_caption(findings),
            reading=None if findings.measured is None else table_at_budget(findings.measured),
            figures={name: Markup(_data(themes)) for name, themes in figures.items()},
            heights={name: int(themes["light"].layout.height) for name, themes in figures.items()},
            plotly=Markup(scripts[0]),
            script=Markup(scripts[1]),
            style=Markup((_HERE / "report.css").read_text(encoding="utf-8")),
            # A text that got past the escaping could still not run: the browser runs these two scripts only.
            hashes=" ".join(f"'sha256-{_hash(script)}'" for script in scripts),
            is_rtl=is_rtl,
        )
    )


@cache
def _templates() -> "jinja2.Environment":
    import jinja2

    loader = jinja2.FileSystemLoader(_HERE)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _data(themes: Mapping[str, "go.Figure"]) -> str:
    found = {theme: _plain(json.loads(figure.to_json())) for theme, figure in themes.items()}
    if found["light"] == found["dark"]:
        del found["dark"]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    # Inside a script element only these could end it; in JSON they stand in strings alone.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(figure: dict[str, Any]) -> dict[str, Any]:
    for trace in figure["data"]:
        # WebGL neither prints nor runs under a strict policy, and so few points do not need it.
        if trace["type"] == "scattergl":
            trace["type"] = "scatter"
    figure["layout"].pop("template", None)
    return figure


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
