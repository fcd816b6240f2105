"""What visitors send and look at stays in memory only up to a bound."""

from types import SimpleNamespace

from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from demux_core.workflows.live_probe import LiveProbe
from demux_core.workspace.project import create_project
from demux_core.workspace.project_files import put_file
from pages.ui.shared import cache, remembered, results_cache, uploaded


def test_many_large_data_sets_do_not_stay_in_memory_together(monkeypatch) -> None:
    remembered.forget()
    monkeypatch.setattr(remembered._cache, "_max_bytes", 300_000)
    for number in range(3):
        rows = "".join(f"a text of project {number} number {row} {'x' * 200},en\n" for row in range(1_000))
        project, _ = put_file(create_project("Large"), "pool", "a.csv", f"text,lang\n{rows}".encode())
        assert cache.dataset(project, "pool") is cache.dataset(project, "pool")
    assert remembered._cache.total < 600_000
    remembered.forget()


def test_the_server_forgets_a_sent_file_as_soon_as_it_is_taken(monkeypatch) -> None:
    manager = MemoryUploadedFileManager("/upload")
    manager.add_file("session", UploadedFileRec("1", "a.csv", "text/csv", b"text"))
    context = SimpleNamespace(uploaded_file_mgr=manager, session_id="session")
    monkeypatch.setattr(uploaded, "get_script_run_ctx", lambda: context)
    files = [UploadedFile(record, FileURLs()) for record in manager.get_files("session", ["1"])]
    assert uploaded.take(files) == {"a.csv": b"text"}
    assert manager.get_files("session", ["1"]) == []


def test_the_cost_of_limits_is_read_again_when_the_live_probe_has_more_cells(monkeypatch) -> None:
    record = SimpleNamespace(id=1, created="today")
    limited, live = LiveProbe(None, record, 5), [LiveProbe(None, record, cells) for cells in (3, 3, 4)]
    told, found = iter(["first", "second"]), iter(live)
    monkeypatch.setattr(results_cache, "limited_curves_of", lambda _: next(told))
    monkeypatch.setattr(results_cache, "live_probe", lambda _: next(found))
    assert [results_cache.limited_curves(None, limited) for _ in live] == ["first", "first", "second"]
    remembered.forget()
