import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation

from demux_core.explain.glossary import terms_in
from demux_core.report.findings import Findings
from demux_core.report.pptx import render_pptx
from demux_core.report.pptx_charts import POOL_POINTS, sheet_text
from demux_core.workspace.project import Project
from tests.helpers.fabricated_project import prepared_project
from tests.helpers.fabricated_report import add_experiment, findings_of, measured_project
from tests.report.test_html import PAYLOADS, hostile


def opened(findings: Findings) -> Any:
    return Presentation(io.BytesIO(render_pptx(findings)))


def with_examples(findings: Findings, examples: pd.DataFrame) -> Findings:
    return replace(findings, selection=replace(findings.selection, examples=examples))


def charts(presentation: Any) -> dict[str, Any]:
    """Title of the slide -> its chart."""
    return {
        slide.shapes.title.text_frame.text: shape.chart
        for slide in presentation.slides
        for shape in slide.shapes
        if shape.has_chart
    }


def words(presentation: Any) -> str:
    return "\n".join(map(slide_words, presentation.slides))


def slide_words(slide: Any) -> str:
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text_frame.text for cell in shape.table.iter_cells()]
    return "\n".join(found)


def titled(presentation: Any) -> dict[str, Any]:
    """Title -> slide."""
    return {slide.shapes.title.text_frame.text: slide for slide in presentation.slides}


def cells(slide: Any) -> list[list[str]]:
    """The rows of the slide's table."""
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    return [[cell.text_frame.text for cell in row.cells] for row in table.rows]


def text_of(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


@pytest.fixture
def measured() -> Project:
    return measured_project({"knn_uncertainty": 70, "random": 60, "egalitarian": 58, "gold": 80})


def test_the_first_slide_has_the_question_and_the_five_answers(measured: Project) -> None:
    findings = findings_of(measured, prepared_for="the board")
    first = opened(findings).slides[0]
    text = "\n".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
    assert first.shapes.title.text_frame.text == findings.heading.question
    for part in findings.first_page:
        assert part.lead in text
        assert all(sentence in text for sentence in part.sentences)
    assert "Prepared for the board" in text


def test_charts_are_native_and_have_the_numbers_of_the_findings(measured: Project) -> None:
    findings = findings_of(measured)
    presentation = opened(findings)
    found = charts(presentation)
    assert not any(shape.shape_type == 13 for slide in presentation.slides for shape in slide.shapes)
    assert findings.evidence.reading is not None
    against = findings.evidence.reading.against_random.iloc[::-1]
    bars = found["Compared with random texts"].plots[0].series[0]
    assert list(bars.values) == pytest.approx(against["delta"].tolist(), abs=1e-3)
    curve = {series.name: list(series.values) for series in found["What labels bring"].plots[0].series}
    knn = findings.evidence.reading.drawn["knn_uncertainty"]
    assert curve["KNN-UNCERTAINTY"] == pytest.approx(knn.scores.tolist(), abs=1e-3)
    assert curve["RANDOM"][0] == 50.0  # without labels
    mix = {
        series.name: list(series.values)
        for series in found["Languages of the texts to label"].plots[0].series
    }
    assert sum(values[-1] for values in mix.values()) == 60  # the pool lies on top
    assert all(sum(values[i] for values in mix.values()) == 20 for i in (1, 2, 3))


def test_intervals_are_error_bars_that_can_be_edited(measured: Project) -> None:
    findings = findings_of(measured)
    assert findings.evidence.reading is not None
    bars = charts(opened(findings))["Compared with random texts"].plots[0].series[0]._element
    namespace = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    plus = [float(v.text) for v in bars.find(f"{namespace}errBars/{namespace}plus").iter(f"{namespace}v")]
    against = findings.evidence.reading.against_random.iloc[::-1]
    assert plus == pytest.approx((against["high"] - against["delta"]).tolist(), abs=1e-3)


def test_the_map_is_a_scatter_with_a_bounded_number_of_points(measured: Project) -> None:
    findings = findings_of(measured)
    chart = charts(opened(findings))["The texts on a map"]
    sizes = {series.name: len(list(series.values)) for series in chart.plots[0].series}
    assert sizes == {
        "Hindi": 30,
        "English": 20,
        "Urdu": 10,
        "Target sample": 8,
        "KNN-UNCERTAINTY: to label": 20,
    }
    assert POOL_POINTS <= 1_000


def test_the_first_series_of_the_map_is_the_longest(measured: Project) -> None:
    """LibreOffice shows no series before one that is longer."""
    findings = findings_of(measured)
    section = findings.selection.map
    name = next(iter(section.marked))
    points = section.points.assign(language=section.points["language"].replace("en", "ur"))
    every = replace(section, points=points, marked={name: points["row"][~points["target"]].tolist()})
    many = replace(findings, selection=replace(findings.selection, map=every))
    chart = charts(opened(many))["The texts on a map"]
    sizes = [len(list(series.values)) for series in chart.plots[0].series]
    assert (sizes[0], sizes[-1]) == (60, 60)
    assert len(set(chart.plots[0].series[0].values)) <= 30


def test_the_map_slide_counts_what_it_leaves_out(measured: Project) -> None:
    findings = findings_of(measured)
    assert "Shown" not in text_of(titled(opened(findings))["The texts on a map"])
    section = findings.selection.map
    pool, target = (section.points[section.points["target"] == part] for part in (False, True))
    many = pd.concat([pool.sample(4_000, replace=True, random_state=1), target.sample(420, replace=True)])
    many["row"] = range(len(many))
    note = "The map shows 4,000 of 6,000 pool texts. Only the first 500 texts of each strategy are marked."
    findings = replace(
        findings,
        budget=30,
        data=replace(findings.data, pool_texts=6_000, target_texts=420),
        selection=replace(findings.selection, map=replace(section, points=many, note=note)),
    )
    note = text_of(titled(opened(findings))["The texts on a map"])
    found = re.search(r"Crosses: the first 20 texts to label. Shown: (8\d\d) of 6,000 pool texts", note)
    assert found
    assert f"Shown: {found[1]} of 6,000 pool texts and 300 of 420 target texts." in note
    assert "4,000" not in note


def test_the_first_texts_to_label_are_a_table(measured: Project) -> None:
    findings = findings_of(measured)
    head, *rows = cells(titled(opened(findings))["The first texts to label"])
    assert head == ["Rank", "Text", "Language", "Nearest target text"]
    columns = ["rank", "text", "language", "nearest"]
    assert rows == findings.selection.examples[columns].astype(str).to_numpy().tolist()
    bare = with_examples(findings, findings.selection.examples.drop(columns="nearest"))
    assert cells(titled(opened(bare))["The first texts to label"])[0] == ["Rank", "Text", "Language"]


@pytest.mark.parametrize(("text", "most"), [("word\nword " * 400, 110), ("長い文章" * 400, 55)])
def test_a_long_text_is_cut_to_two_lines_of_its_cell(measured: Project, text: str, most: int) -> None:
    findings = findings_of(measured)
    long = findings.selection.examples.assign(text=text, nearest=text)
    (_, *rows) = cells(titled(opened(with_examples(findings, long)))["The first texts to label"])
    for row in rows:
        assert row[1].endswith("…")
        assert most * 0.8 < len(row[1]) <= most
        assert len(row[3]) < len(row[1])


def test_languages_and_strategies_not_compared_are_listed_in_words(measured: Project) -> None:
    findings = findings_of(measured)
    unavailable = ("UNCERTAINTY: the model has no task head.",)
    findings = replace(findings, limits=replace(findings.limits, unavailable=unavailable))
    slides = titled(opened(findings))
    assert findings.selection.mix_sentences[0] in text_of(slides["Languages of the texts to label"])
    assert findings.limits.unavailable[0] in text_of(slides["Strategies not compared"])
    none = with_examples(findings, findings.selection.examples.head(0))
    none = replace(none, limits=replace(none.limits, unavailable=()))
    assert slides.keys() - titled(opened(none)).keys() == {
        "Strategies not compared", "The first texts to label"
    }  # fmt: skip


def test_without_an_experiment_there_is_nothing_that_a_test_would_show() -> None:
    assert set(charts(opened(findings_of(prepared_project())))) == {
        "Languages of the texts to label", "The texts on a map", "How much of the target the texts cover"
    }  # fmt: skip


def test_axes_of_scores_and_shares_show_zero(measured: Project) -> None:
    found = charts(opened(findings_of(measured)))
    for title in (
        *("What labels bring", "How much of the target the texts cover", "What more labels would bring"),
    ):
        assert found[title].value_axis.minimum_scale == 0


def test_the_last_slide_explains_the_words_of_the_others(measured: Project) -> None:
    *others, last = opened(findings_of(measured)).slides
    explained = {line.split(":")[0] for line in text_of(last).splitlines() if ": " in line}
    assert last.shapes.title.text_frame.text == "Words"
    assert {"Pool", "Coverage", "95% interval"} <= explained
    assert explained == terms_in("\n".join(map(slide_words, others))).keys()


def test_hashes_and_settings_are_not_on_slides(measured: Project) -> None:
    findings = findings_of(measured)
    text = words(opened(findings))
    assert dict(findings.appendix[0].rows)["Prepared project"] not in text
    assert "Software" not in text


def test_nothing_leaves_its_slide_and_no_text_its_box(measured: Project) -> None:
    presentation = opened(findings_of(measured))
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= presentation.slide_width
            assert shape.top + shape.height <= presentation.slide_height


def test_no_text_is_smaller_than_12_points(measured: Project) -> None:
    for slide in opened(findings_of(measured)).slides:
        for shape in slide.shapes:
            frames = [shape.text_frame] if shape.has_text_frame else []
            frames += [cell.text_frame for cell in shape.table.iter_cells()] if shape.has_table else []
            runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
            assert all(run.font.size.pt >= 12 for run in runs)


def test_texts_of_files_are_text_and_the_sheets_hold_no_formula_and_no_link() -> None:
    content = render_pptx(findings_of(hostile(), title="\x00\x1b=HYPERLINK(1)", prepared_for=PAYLOADS[0]))
    presentation = Presentation(io.BytesIO(content))
    assert PAYLOADS[0] in words(presentation)
    for chart in charts(presentation).values():
        with zipfile.ZipFile(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet


@pytest.mark.parametrize("text", ["=1+1", "+1", "@x", "https://evil.example", "mailto:a@b.c", "-1", "\t=1"])
def test_a_sheet_treats_formulas_and_links_as_text(text: str) -> None:
    assert sheet_text(text).startswith("'")


def test_it_names_no_directory_and_no_person(measured: Project, workspace: Path) -> None:
    content = render_pptx(findings_of(measured))
    properties = Presentation(io.BytesIO(content)).core_properties
    assert properties.author == properties.last_modified_by == "DeMuX Explorer"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            assert str(workspace).encode() not in data
            assert str(Path.home()).encode() + b"/" not in data
            assert b'TargetMode="External"' not in data


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
def test_the_learner_is_named_on_every_slide_with_scores(manifest: dict[str, str], says: str) -> None:
    project = prepared_project()
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60}, **manifest)
    presentation = opened(findings_of(project, budget=20))
    slides = [slide for slide in presentation.slides if says in slide_words(slide)]
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert titles[-4:] == [
        *("What labels bring", "What more labels would bring", "Compared with random texts", "With 20 labels")
    ]
