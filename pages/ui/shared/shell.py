"""The shell around every page: navigation, sign-in, and the sidebar with the project and its jobs."""

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from demux_core import __version__
from demux_core.base.errors import InputError
from demux_core.demo.opening import lacks_first_demo, open_first_demo
from demux_core.workflows.preparation_jobs import PreparationState, preparation_state
from demux_core.workspace.project import Project, list_projects
from pages.ui.shared import job_sidebar, sign_in, state, theme, tour_bar, wording

PAGES = (
    ("pages/overview.py", "Overview", ":material/home:"),
    ("pages/data.py", "Data", ":material/database:"),
    ("pages/map.py", "Map", ":material/scatter_plot:"),
    ("pages/selection.py", "Selection", ":material/checklist:"),
    ("pages/annotate.py", "Annotate", ":material/edit_note:"),
    ("pages/curves.py", "Curves", ":material/show_chart:"),
    ("pages/report.py", "Report", ":material/summarize:"),
)
_OVERVIEW, _OTHER_ADDRESS = PAGES[0][0], "overview"
_ABOUT = f"""**DeMuX Explorer {__version__}** chooses the texts that are worth labelling for a language with
almost no labelled data. The method is by Khanuja, Gowriraj, Dery and Neubig (*DeMuX: Data-efficient
Multilingual Learning*, NAACL 2024)."""
_HERE = Path(__file__).parent
_shown_page = ContextVar("shown_page", default="")
_STATES: dict[PreparationState, tuple[str, str, str]] = {
    "absent": ("Not prepared yet", ":material/pending:", "gray"),
    "running": ("Being prepared", ":material/progress_activity:", "blue"),
    "stale": ("Changed since it was prepared", ":material/sync_problem:", "orange"),
    "ready": ("Prepared", ":material/check_circle:", "green"),
}


def run() -> None:
    """Show the page that the address names, inside the shell."""
    st.set_page_config(
        page_title="DeMuX Explorer",
        page_icon=str(_HERE / "icon.svg"),
        layout="wide",
        menu_items={"About": _ABOUT},  # with an entry of our own, the menu also has the switch of the theme
    )
    st.logo(str(_HERE / "logo.svg"), icon_image=str(_HERE / "icon.svg"), size="large")
    page = _navigation()
    token = _shown_page.set(page.title)
    try:
        sign_in.require_sign_in()
        # The first page of a new workspace says what the product does before the demo is there.
        demo_follows = page.title == PAGES[0][1] and lacks_first_demo()
        if not demo_follows:
            open_first_demo()
        _sidebar()
        _require_known(page)
        tour_bar.show(page.title)
        page.run()
        if demo_follows:
            open_first_demo()
            st.rerun()
    except (InputError, OSError) as error:  # a full disk, a workspace that cannot be written
        st.error(wording.escape(str(error)), icon=":material/error:")
    finally:
        _shown_page.reset(token)


def require_shell() -> None:
    """Add the shell if the page runs without ``app.py``; every page calls this first.

    If the first request to a server is for ``/map``, Streamlit treats the folder ``pages`` as its old kind of
    multipage app and runs that file alone. It stops doing so once ``run`` has called st.navigation.
    """
    if not _shown_page.get():
        run()
        st.stop()


def shown_page() -> str:
    """Return the title of the page that is shown inside the shell."""
    return _shown_page.get()


def _navigation() -> Page:
    """The page that the address names. Overview is the start, ``/``, but ``/overview`` leads there, too."""
    pages = [
        st.Page(
            path,
            title=title,
            icon=icon,
            default=path == _OVERVIEW,
            url_path="start" if path == _OVERVIEW else None,
        )
        for path, title, icon in PAGES
    ]
    page = st.navigation([*pages, st.Page(_no_page, url_path=_OTHER_ADDRESS, visibility="hidden")])
    if page.url_path == _OTHER_ADDRESS:
        address = {name: st.query_params.get_all(name) for name in st.query_params}
        st.switch_page(_OVERVIEW, query_params=address)
    return page


def _no_page() -> None:
    """Stands for an address that leads to another page."""


def _sidebar() -> None:
    projects = {project.slug: project for project in list_projects() if not project.archived}
    state.read_address(list(projects))
    with st.sidebar:
        theme.follow()
        if not projects:
            st.caption("No project yet")
            return
        titles = _titles(projects)
        st.selectbox(
            "Project",
            list(projects),
            format_func=lambda slug: titles[slug],
            key="project",
            persist_state="session",
            index=0 if state.unknown_project() is None else None,
            placeholder="Choose a project",
        )
        if state.unknown_project() is not None:
            return  # the address keeps the name, so that loading the page again says the same
        text, icon, color = _STATES[preparation_state(projects[st.session_state["project"]])]
        st.badge(text, icon=icon, color=color)  # type: ignore[arg-type]
        job_sidebar.show_jobs()
    state.write_address()


def _require_known(page: Page) -> None:
    """Say that the address names no project that can be shown, and end every page but Overview there."""
    if (slug := state.unknown_project()) is None:
        return
    name = f"“{wording.escape(slug)}”"
    archived = any(project.slug == slug for project in list_projects())
    what = f"The project {name} is archived" if archived else f"There is no project {name}"
    remedy = "Restore it on the Overview page, or choose another one" if archived else "Choose one"
    st.error(f"{what}. {remedy} in the sidebar.", icon=":material/error:")
    if page.title != PAGES[0][1]:
        st.stop()


def _titles(projects: Mapping[str, Project]) -> dict[str, str]:
    """A unique title for each project, because the browser identifies the options by their titles."""
    names = Counter(project.name for project in projects.values())
    return {
        slug: project.name if names[project.name] == 1 else f"{project.name} ({slug})"
        for slug, project in projects.items()
    }
