"""Data sets that visitors look at stay in memory only up to a bound, together."""

from demux_core.workspace.project import create_project
from demux_core.workspace.project_files import put_file
from pages.ui.shared import cache, remembered


def test_many_large_data_sets_do_not_stay_in_memory_together(monkeypatch) -> None:
    remembered.forget()
    monkeypatch.setattr(remembered._cache, "_max_bytes", 300_000)
    for number in range(3):
        rows = "".join(f"a text of project {number} number {row} {'x' * 200},en\n" for row in range(1_000))
        project, _ = put_file(create_project("Large"), "pool", "a.csv", f"text,lang\n{rows}".encode())
        assert cache.dataset(project, "pool") is cache.dataset(project, "pool")
    assert remembered._cache.total < 600_000
    remembered.forget()
