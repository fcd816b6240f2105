"""The prices of a project."""

from pathlib import Path

import pytest

from demux_core.explain.costs import Prices
from demux_core.workflows.prices import change_prices, project_prices
from demux_core.workspace.project import create_project, reload_project


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


def test_prices_are_stored_with_the_project() -> None:
    project = create_project("p")
    assert project_prices(project) == Prices()
    assert change_prices(project, Prices(), Prices("EUR", price=2.0)) == Prices("EUR", price=2.0)
    assert project_prices(reload_project(project.slug)) == Prices("EUR", price=2.0)


def test_prices_that_somebody_else_stored_meanwhile_stay() -> None:
    project = create_project("p")
    change_prices(project, Prices(), Prices(price=2.0))
    changed = change_prices(project, Prices(), Prices(minutes=3.0))
    assert changed == Prices(price=2.0, minutes=3.0)
