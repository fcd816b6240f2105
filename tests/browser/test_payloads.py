"""Texts that would run, load or link something if a page took them for markup: none does."""

import csv
import io
from pathlib import Path

import pytest

from demux_core.projects import put_file
from tests.browser.test_journeys import Page, expect, map_is_drawn
from tests.pages import fabricate

RUN = "window.ran=1"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><svg onload={RUN}>',
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<b onmouseover={RUN} style='font-size:99px'>hover</b>",
    f"<a href='javascript:{RUN}'>press</a>",
    f"[press](javascript:{RUN})",
    f"[press](data:text/html,<script>opener.{RUN}</script>)",
    "<a href='https://evil.example/a'>press</a>",
    "[press](https://evil.example/b)",
    "![picture](https://evil.example/c.png)",
    "<img src=https://evil.example/d.png>",
    "<link rel=stylesheet href=https://evil.example/e.css>",
    "<style>@import 'https://evil.example/f.css';body{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/g'>",
    "<form action=https://evil.example/h><button>press</button></form>",
    "https://evil.example/i www.evil.example/j someone@evil.example",
    "[x]: https://evil.example/k",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"\\u003cimg src=x onerror={RUN}\\u003e",
    "$\\href{javascript:window.ran=1}{x}$ $$\\url{https://evil.example/l}$$",
    "`code` **bold** # heading ~~struck~~ :red[red] :material/home: :smile:",
    "%{customdata} %{x:.99f} {{7*7}} ${7*7} #{7*7} {0} %s %n",
    f"<math><mtext></p><style><img src=x onerror={RUN}></style>",
    "=HYPERLINK(\"https://evil.example/m\",\"press\")",
    "\u202etxet desrever\u202c <b>b</b>",
]  # fmt: skip
# Elements that only a payload could have made.
MADE = (
    "[href*='evil.example'], [*|href*='evil.example'], [href^='javascript:'], [src*='evil.example'], "
    "[action*='evil.example'], [onerror], [onload], [onmouseover], [ontoggle], "
    "iframe[srcdoc], b[style], .katex"
)


@pytest.fixture
def hostile(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A prepared project whose name, files, languages and texts are payloads."""

    def table(rows: list[tuple[str, str]]) -> str:
        text = io.StringIO()
        csv.writer(text).writerows([("text", "lang"), *rows])
        return text.getvalue()

    languages = ["hi", *PAYLOADS]
    pool = [(f"{PAYLOADS[i % len(PAYLOADS)]} {i}", languages[i % len(languages)]) for i in range(60)]
    monkeypatch.setattr(fabricate, "POOL", table(pool))
    monkeypatch.setattr(fabricate, "TARGET", table([(PAYLOADS[i], PAYLOADS[-1 - i]) for i in range(8)]))
    project = fabricate.prepared_project(PAYLOADS[2])
    for role, name in (("pool", PAYLOADS[13]), ("target", PAYLOADS[2])):
        put_file(project, role, f"{name}.csv", project.path(role).read_bytes())


def nothing_ran(page: Page) -> None:
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert page.locator(MADE).evaluate_all("found => found.map(e => e.outerHTML.slice(0, 300))") == []


def test_no_payload_runs_loads_or_links_on_any_page(hostile: None, page: Page) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.on("popup", lambda popup: pytest.fail(popup.url))
    page.goto("/data")
    expect(page.get_by_test_id("stTable")).to_contain_text("<script>")
    nothing_ran(page)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Map").click()
    map_is_drawn(page)
    nothing_ran(page)
    chart = page.locator(".js-plotly-plot .nsewdrag").first
    box = chart.bounding_box()
    labels = set()
    for x in range(10, int(box["width"]), 25):
        for y in range(10, int(box["height"]), 40):
            page.mouse.move(box["x"] + x, box["y"] + y)
            labels |= set(page.locator(".hoverlayer .hovertext").all_text_contents())
    assert any("<" in label for label in labels)
    nothing_ran(page)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Selection").click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    nothing_ran(page)
    page.locator(".js-plotly-plot").first.hover()
    nothing_ran(page)


def test_an_error_that_quotes_a_payload_shows_it(hostile: None, page: Page) -> None:
    page.goto("/data")
    header = io.StringIO()
    csv.writer(header).writerows([PAYLOADS, ["a"] * len(PAYLOADS)])
    inputs = page.get_by_test_id("stFileUploader").filter(has_text="Add to the source pool")
    inputs.locator("input[type=file]").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": header.getvalue().encode()}
    )
    expect(page.get_by_test_id("stAlert")).to_contain_text("<img src=x onerror=")
    nothing_ran(page)
