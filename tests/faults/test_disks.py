"""A full or read-only disk gives one clear error, and everything works again once the disk does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.base.errors import InputError
from demux_core.workspace import open_store
from demux_core.workspace.database import _open
from demux_core.workspace.integrity import check
from demux_core.workspace.project import Project, create_project, open_project
from demux_core.workspace.project_files import put_file

APP = Path(__file__).parents[2] / "app.py"
SMALL = b"text,lang\nhello,en\nbonjour,fr\n"
LARGE = b"text,lang\n" + b"".join(b"hello number %d,en\n" % i for i in range(200_000))


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Mount a disk of 2 MB for the workspace."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk))
    monkeypatch.setenv("DEMUX_WORKSPACE", str(disk / "workspace"))
    yield disk
    _open.cache_clear()
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture
def project(small_disk: Path) -> Project:
    return put_file(create_project("p"), "pool", "small.csv", SMALL)[0]


def usable() -> bool:
    """Whether nothing is damaged and new data can be stored."""
    put_file(create_project("another"), "pool", "small.csv", SMALL)
    return check(open_store()) == []


def test_an_upload_that_does_not_fit_is_refused_and_the_stored_file_stays(project: Project) -> None:
    with pytest.raises(InputError, match="No space left on device; free some space"):
        put_file(project, "pool", "large.csv", LARGE)
    assert open_project("p") == project
    assert project.path("pool").read_bytes() == SMALL
    assert usable()


def fill(disk: Path) -> Path:
    """Fill the disk to the last byte."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return path


def test_a_full_disk_gives_one_clear_error_until_there_is_space(project: Project, small_disk: Path) -> None:
    filler = fill(small_disk)
    for i in range(40):  # the database has some free space in its own files
        try:
            create_project(f"p {i}")
        except InputError as error:
            message = str(error)
            break
    assert "demux.db cannot be used: database or disk is full; free some space" in message
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    filler.unlink()
    assert usable()
    assert open_project("p") == project


def test_a_read_only_disk_gives_one_clear_error_until_it_is_writable(
    project: Project, small_disk: Path
) -> None:
    open_store().engine.dispose()  # a disk with open files cannot be made read-only
    mount("-o", "remount,ro", str(small_disk))
    for change in (
        lambda: create_project("q"),
        lambda: put_file(project, "pool", "a.csv", SMALL),
        lambda: put_file(project, "target", "b.csv", SMALL),
    ):
        with pytest.raises(InputError, match=r"; make (the workspace writable|it a writable directory)"):
            change()
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert len(app.error) == 1
    mount("-o", "remount,rw", str(small_disk))
    assert usable()


def test_a_workspace_that_cannot_be_created_gives_one_clear_error(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount("-o", "remount,ro", str(small_disk))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "Read\\-only file system; make it a writable directory" in app.error[0].value


def test_a_file_size_limit_of_the_system_is_reported_as_such(tmp_path: Path) -> None:
    """A limit on the process simulates a full disk where none can be mounted."""
    script = (
        "import resource, sys\n"
        "from demux_core.workspace.project import create_project, open_project\n"
        "from demux_core.workspace.project_files import put_file\n"
        "put_file(create_project('p'), 'pool', 'a.csv', b'text\\nhello\\n')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    put_file(open_project('p'), 'pool', 'b.csv', b'text\\n' + b'hello\\n' * 100_000)\n"
        "except ValueError as error:\n"
        "    print(error)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "put_file(open_project('p'), 'target', 'c.csv', b'text\\nhello\\n')\n"
        "print(sorted(open_project('p').uploads), open_project('p').uploads['pool'].name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"DEMUX_WORKSPACE": str(tmp_path)},
        cwd=APP.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    message, state = done.stdout.splitlines()
    assert message.endswith("cannot be written: File too large; free some space")
    assert state == "['pool', 'target'] a.csv"
