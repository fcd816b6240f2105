"""The report as one HTML file that needs no network and runs only its own scripts."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.languages import is_rtl_text
from demux_core.explain import decision_sentences, forecast_sentences
from demux_core.explain.glossary import GLOSSARY
from demux_core.explain.learner_sentences import scores_of_learner
from demux_core.report.comparisons import COMPARISONS_NOTE, comparison_table, reading_sentence
from demux_core.report.figures import MAP_CAPTION, MIX_CAPTION, all_figures, comparison_caption, curve_caption
from demux_core.report.findings import Findings
from demux_core.report.reading import ExperimentReading
from demux_core.report.tables import table_at_budget

if TYPE_CHECKING:
    import jinja2
    import plotly.graph_objects as go

_HERE = Path(__file__).parent / "assets"


def render_html(findings: Findings) -> str:
    """Return the whole file."""
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    figures, reading = all_figures(findings), findings.evidence.reading
    scripts = (get_plotlyjs(), (_HERE / "report.js").read_text(encoding="utf-8"))
    return (
        _templates()
        .get_template("report.html")
        .render(
            findings=findings,
            heading=findings.heading,
            selection=findings.selection,
            reading=reading,
            map_caption=MAP_CAPTION,
            mix_caption=MIX_CAPTION,
            forecast_note=forecast_sentences.READING,
            glossary=GLOSSARY,
            **({} if reading is None else _of_experiment(reading, findings.evidence.others)),
            figures={name: Markup(_data(themes)) for name, themes in figures.items()},
            heights={name: int(themes["light"].layout.height) for name, themes in figures.items()},
            plotly=Markup(scripts[0]),
            script=Markup(scripts[1]),
            style=Markup((_HERE / "report.css").read_text(encoding="utf-8")),
            # Should a text get past the escaping, it still cannot run: the browser runs these scripts only.
            hashes=" ".join(f"'sha256-{_hash(script)}'" for script in scripts),
            is_rtl_text=is_rtl_text,
        )
    )


def _of_experiment(reading: ExperimentReading, others: Mapping[str, ExperimentReading]) -> dict[str, Any]:
    return {
        "curve_caption": curve_caption(reading),
        "ceiling": decision_sentences.ceiling_sentence(reading.drawn),
        "comparison_caption": comparison_caption(reading),
        "comparisons": comparison_table(reading),
        "others": [
            (title, reading_sentence(other), comparison_table(other)) for title, other in others.items()
        ],
        "comparisons_note": COMPARISONS_NOTE,
        "scores_of": scores_of_learner(reading.learner),
        "table_at_budget": table_at_budget(reading),
    }


@cache
def _templates() -> "jinja2.Environment":
    import jinja2

    loader = jinja2.FileSystemLoader(_HERE)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _data(themes: Mapping[str, "go.Figure"]) -> str:
    figures = {theme: _plain(json.loads(figure.to_json())) for theme, figure in themes.items()}
    if figures["light"] == figures["dark"]:
        del figures["dark"]
    text = json.dumps(figures, ensure_ascii=False, separators=(",", ":"))
    # Only these could end a script element; in JSON they occur in strings alone.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(figure: dict[str, Any]) -> dict[str, Any]:
    for trace in figure["data"]:
        # WebGL neither prints nor runs under a strict policy, and the points are few enough without it.
        if trace["type"] == "scattergl":
            trace["type"] = "scatter"
    figure["layout"].pop("template", None)
    return figure


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
