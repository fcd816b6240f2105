import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from plotly.offline import get_plotlyjs

from demux_core.report import write_report
from demux_core.report.html import render_html
from demux_core.workspace.prepared import record_prepared
from demux_core.workspace.project import Project
from tests.helpers import fabricated_project
from tests.helpers.fabricated_report import add_experiment, findings_of, measured_project

PAYLOADS = (
    "<script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><svg onload=window.ran=1>',
    "{{ 7*7 }} {% raw %} %{customdata}",
    "<a href='https://evil.example/a'>press</a>",
    "<!--<script>",
)


class Tags(HTMLParser):
    """Elements with their attributes, and the text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._raw = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._raw = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._raw = False

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def figures(text: str) -> dict[str, dict[str, object]]:
    found = re.findall(r'<script type="application/json" id="data-(\w+)">(.*?)</script>', text, re.DOTALL)
    return {name: json.loads(data) for name, data in found}


@pytest.fixture
def measured() -> Project:
    return measured_project({"knn_uncertainty": 70, "random": 60, "egalitarian": 58, "gold": 80})


def test_its_parts_come_in_the_order_in_which_people_ask(measured: Project) -> None:
    found = Tags(render_html(findings_of(measured, title="For the board", prepared_for="the board")))
    ids = [attributes["id"] for attributes in found.named("section")]
    assert ids == [
        *("answer", "map", "mix", "curve", "coverage", "forecast", "first-texts", "comparisons", "data"),
        *("limits", "appendix", "glossary"),
    ]
    assert "Prepared for the board" in found.text
    first = found.text[: found.text.index("The texts on a map")]
    parts = (
        "Which 20 of 60",
        "Label 20 texts that KNN-UNCERTAINTY chooses.",
        "What it costs",
        "Labels pay: the accuracy is 50% without labels and 60%",
        "Choosing pays: 20 texts chosen by KNN-UNCERTAINTY",
        "What could be wrong",
    )
    places = [first.index(part) for part in parts]
    assert places == sorted(places)


def test_without_an_experiment_there_is_nothing_that_a_test_would_show() -> None:
    text = render_html(findings_of(fabricated_project.prepared_project()))
    assert set(figures(text)) == {"map", "mix", "coverage"}
    assert "What labels bring" not in text


def test_axes_of_scores_say_that_they_do_not_start_at_zero(measured: Project) -> None:
    drawn = figures(render_html(findings_of(measured)))
    for name in ("curve", "forecast"):
        title = drawn[name]["light"]["layout"]["yaxis"]["title"]["text"]  # type: ignore[index]
        assert title == "Accuracy (axis does not start at 0)"
    assert drawn["coverage"]["light"]["layout"]["yaxis"]["range"][0] == 0  # type: ignore[index]


def test_the_figures_carry_the_numbers_of_the_findings(measured: Project) -> None:
    findings = findings_of(measured)
    drawn = figures(render_html(findings))
    assert set(drawn) == {"map", "mix", "curve", "coverage", "forecast", "comparison"}
    assert findings.evidence.reading is not None
    (bars,) = drawn["comparison"]["light"]["data"]  # type: ignore[index]
    assert bars["x"] == pytest.approx(findings.evidence.reading.against_random["delta"].tolist())
    assert bars["y"] == ["KNN-UNCERTAINTY", "EGALITARIAN"]
    traces = drawn["map"]["light"]["data"]  # type: ignore[index]
    assert {trace["type"] for trace in traces} == {"scatter"}  # WebGL would not print
    assert [trace["name"] for trace in traces if trace.get("visible") == "legendonly"] == [
        "RANDOM (20)", "EGALITARIAN (20)"
    ]  # fmt: skip


def test_it_is_complete_and_loads_nothing(measured: Project) -> None:
    found = Tags(render_html(findings_of(measured)))
    assert found.named("link") == found.named("img") == found.named("iframe") == []
    assert [script for script in found.named("script") if "src" in script] == []
    for _, attributes in found.elements:
        assert not {"src", "href", "action", "srcset"} & set(attributes)
    style = re.findall(r"<style>(.*?)</style>", render_html(findings_of(measured)), re.DOTALL)
    assert not re.search(r"url\(|@import", "".join(style))
    policy = found.named("meta")[1]["content"] or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split(";")[1]


def test_plotly_is_in_it_once(measured: Project) -> None:
    text = render_html(findings_of(measured))
    assert text.count(get_plotlyjs()) == 1
    assert len(text) < len(get_plotlyjs()) + 1_500_000


def test_it_names_no_directory_or_person_of_this_machine(
    measured: Project, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_ThisIsASecretThatNobodyMayRead")
    text = render_html(findings_of(measured)).replace(get_plotlyjs(), "")
    for private in (
        str(workspace),
        str(Path.home()) + "/",
        "hf_This",
        "/tmp/",
        str(Path(__file__).parents[2]),
    ):
        assert private not in text


def hostile() -> Project:
    """A project whose name, experiment, languages and texts are payloads: as many rows as usual."""
    project = fabricated_project.prepared_project(PAYLOADS[1])
    rows = pd.read_parquet(project.prepared_folder / "source" / "rows.parquet")
    rows["language"] = [PAYLOADS[i % len(PAYLOADS)] for i in range(len(rows))]
    rows["text"] = [f"{PAYLOADS[i % len(PAYLOADS)]} {i}" for i in range(len(rows))]
    rows.to_parquet(project.prepared_folder / "source" / "rows.parquet")
    record_prepared(project, project.prepared_folder)
    return measured_project({"knn_uncertainty": 70, "random": 60}, name=PAYLOADS[0], project=project)


def test_texts_of_files_are_shown_and_never_markup() -> None:
    project = hostile()
    text = render_html(findings_of(project, title=PAYLOADS[1], prepared_for=PAYLOADS[2])).replace(
        get_plotlyjs(), ""
    )
    found = Tags(text)
    assert len(found.named("script")) == 6 + 2  # figures, plotly (taken out above), and what draws
    assert found.named("img") == found.named("svg") == found.named("a") == []
    assert "<script>window" not in text
    assert PAYLOADS[0] in found.text
    assert "{{ 7*7 }}" in found.text
    for data in figures(text).values():
        assert "<script" not in json.dumps([trace.get("name") for trace in data["light"]["data"]])  # type: ignore[index]


def test_it_is_written_as_a_whole(measured: Project, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report.html"
    write_report(findings_of(measured), out)
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in out.parent.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ({}, "fine-tuned models"),
        (
            {"experiment": "low_budget_probe", "learner": "probe"},
            "linear probe: a linear head on the frozen model",
        ),
    ],
)
def test_the_learner_is_named_at_the_curves_the_table_and_in_the_appendix(
    manifest: dict[str, str], says: str
) -> None:
    project = fabricated_project.prepared_project()
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60}, **manifest)
    text = Tags(render_html(findings_of(project))).text
    curve, evidence = text.split("What labels bring")[1].split("Every comparison with random texts")
    assert says in curve
    assert says in evidence.split("Limits")[0]
    assert f"Learner{says}" in text
