import os
import subprocess
import sys
from pathlib import Path

import pytest

from demux_core.workspace.project import archive_project
from tests.helpers.app_pages import Visit
from tests.helpers.fabricated_project import prepared_project, project_with_files

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "transformers", "umap", "sklearn", "ray")


def test_the_sidebar_of_every_page_shows_the_project_and_its_state(visit: Visit) -> None:
    prepared_project("Greetings")
    for page in ("overview", "data", "map", "selection"):
        app = visit(page)
        assert app.sidebar.selectbox(key="project").value == "greetings"
        assert "Prepared" in app.sidebar.markdown[0].value


def test_the_address_selects_the_project_and_without_one_the_newest_is_shown(visit: Visit) -> None:
    project_with_files("older")
    project_with_files("newer")
    assert visit("data", project="older").sidebar.selectbox(key="project").value == "older"
    assert visit("data").sidebar.selectbox(key="project").value == "newer"


def test_numbers_in_the_address_that_no_field_takes_are_ignored(visit: Visit) -> None:
    prepared_project("Greetings")
    app = visit("selection", seed="9" * 5_000, budget="1e999")
    assert not app.exception
    assert app.number_input(key="seed").value == 42
    assert app.number_input(key="budget").value > 1


def test_a_token_that_came_with_the_address_stays_there_for_reloading(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_TOKEN", "a-token-that-nobody-guesses")
    prepared_project("Greetings")
    assert "Token" in [field.label for field in visit("map").text_input]
    app = visit("map", token="a-token-that-nobody-guesses")
    assert app.query_params["token"]
    app.switch_page("pages/data.py").run()
    assert app.query_params["token"]


def test_the_sidebar_switches_to_another_project(visit: Visit) -> None:
    project_with_files("older")
    prepared_project("newer")
    app = visit("map")
    app.sidebar.selectbox(key="project").set_value("older").run()
    assert "prepare the project" in app.info[0].value
    assert app.query_params["project"] == "older"


def test_an_address_of_no_project_says_so_until_one_is_chosen(visit: Visit) -> None:
    project = prepared_project("Greetings")
    app = visit("selection", project="gone")
    assert [error.value for error in app.error] == ["There is no project “gone”. Choose one in the sidebar."]
    assert app.query_params["project"] == "gone"
    assert not app.title
    app.sidebar.selectbox(key="project").set_value(project.slug).run()
    assert not app.error
    assert app.title[0].value == "Selection"
    assert app.query_params["project"] == project.slug
    assert app.run().sidebar.selectbox(key="project").value == project.slug


def test_overview_offers_the_projects_where_the_address_names_none(visit: Visit) -> None:
    project = prepared_project("Greetings")
    app = visit("overview", project="gone")
    assert "There is no project" in app.error[0].value
    app.button(key=f"choose_{project.slug}").click().run()
    assert not app.error
    assert app.query_params["project"] == project.slug


def test_an_address_of_an_archived_project_says_how_to_get_it_back(visit: Visit) -> None:
    prepared_project("Greetings")
    archived = archive_project(project_with_files("old"))
    app = visit("map", project=archived.slug)
    assert "“old” is archived. Restore it on the Overview page" in app.error[0].value


def test_a_page_without_a_prepared_project_says_what_it_will_show_and_leads_on(visit: Visit) -> None:
    project_with_files("new")
    for page in ("map", "report"):
        app = visit(page)
        assert "Here " in app.main.markdown[0].value
        assert len(app.main.get("image")) == 1
        app.button(key="empty_on").click().run()
        assert app.title[0].value == "Data"


def test_two_projects_never_have_the_same_name(visit: Visit) -> None:
    for _ in range(2):
        project_with_files("Greetings")
    app = visit("data")
    shown = app.sidebar.selectbox(key="project").options
    assert shown == ["Greetings (2)", "Greetings"]
    for slug in ("greetings", "greetings-2"):
        app.sidebar.selectbox(key="project").set_value(slug).run()
        assert app.run().query_params["project"] == slug


def test_the_pages_never_load_a_model_library(tmp_path: Path) -> None:
    """Runs in a process of its own, because other tests load them in this one."""
    visit_all = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "from tests.helpers.fabricated_project import prepared_project\n"
        "prepared_project()\n"
        "for page in ('overview', 'data', 'map', 'selection'):\n"
        f"    app = AppTest.from_file({str(ROOT / 'app.py')!r}, default_timeout=60).run()\n"
        "    app.switch_page(f'pages/{page}.py').run()\n"
        "    assert not app.exception\n"
        f"print([name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", visit_all],
        cwd=ROOT,
        env=os.environ | {"DEMUX_WORKSPACE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr
