from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(autouse=True)
def own_workspace(workspace: Path) -> None:
    """Every test has a workspace of its own."""


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """``visit("map", budget="5")`` opens a page through the router, with ``?budget=5`` in the address.

    A mapping after the page's name are choices of the visitor: key of a widget -> value.
    """

    def open_page(
        page: str = "data", chosen: Mapping[str, object] | None = None, **address: str | list[str]
    ) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        for key, value in (chosen or {}).items():
            app.session_state[key] = value
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        return app

    return open_page
