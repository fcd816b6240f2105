"""The shell around every page: navigation, sign-in, and the sidebar with the project and its jobs."""

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.demo.opening import open_first_demo
from demux_core.workflows.preparation_jobs import PreparationState, preparation_state
from demux_core.workspace.project import Project, list_projects
from pages.ui.shared import job_sidebar, sign_in, state, tour_bar, wording

PAGES = (
    ("pages/overview.py", "Overview", ":material/home:"),
    ("pages/data.py", "Data", ":material/database:"),
    ("pages/map.py", "Map", ":material/scatter_plot:"),
    ("pages/selection.py", "Selection", ":material/checklist:"),
    ("pages/annotate.py", "Annotate", ":material/edit_note:"),
    ("pages/curves.py", "Curves", ":material/show_chart:"),
    ("pages/report.py", "Report", ":material/summarize:"),
)
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
    st.set_page_config(page_title="DeMuX Explorer", page_icon=str(_HERE / "icon.svg"), layout="wide")
    st.logo(str(_HERE / "logo.svg"), icon_image=str(_HERE / "icon.svg"), size="large")
    page = st.navigation([st.Page(path, title=title, icon=icon) for path, title, icon in PAGES])
    token = _shown_page.set(page.title)
    try:
        sign_in.require_sign_in()
        _sidebar()
        tour_bar.show(page.title)
        page.run()
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


def _sidebar() -> None:
    open_first_demo()
    projects = {project.slug: project for project in list_projects() if not project.archived}
    state.read_address(list(projects))
    with st.sidebar:
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
        )
        text, icon, color = _STATES[preparation_state(projects[st.session_state["project"]])]
        st.badge(text, icon=icon, color=color)  # type: ignore[arg-type]
        job_sidebar.show_jobs()
    state.write_address()


def _titles(projects: Mapping[str, Project]) -> dict[str, str]:
    """A unique title for each project, because the browser identifies the options by their titles."""
    names = Counter(project.name for project in projects.values())
    return {
        slug: project.name if names[project.name] == 1 else f"{project.name} ({slug})"
        for slug, project in projects.items()
    }
