"""A client of a real Label Studio server, for tests and for trying things out."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class LabelStudio:
    """A server at ``address`` and the token of an account."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON that a call of the API answers with."""
        request = urllib.request.Request(
            f"{self.address}/api/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Token {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read() or b"null")

    def project_of(self, tasks: Path) -> int:
        """The number of a new project with the interface and the tasks that an export wrote."""
        config = tasks.with_suffix(".xml").read_text(encoding="utf-8")
        number = self.call(
            "POST", "projects", {"title": f"Round trip of {tasks.stem}", "label_config": config}
        )["id"]
        self.call("POST", f"projects/{number}/import", json.loads(tasks.read_text(encoding="utf-8")))
        return int(number)

    def tasks_of(self, project: int) -> list[dict[str, Any]]:
        """The tasks of a project, with annotations and predictions."""
        exported = self.call("GET", f"projects/{project}/export?exportType=JSON&download_all_tasks=true")
        return [self.call("GET", f"tasks/{task['id']}") for task in exported]

    def annotate(self, task: int, result: list[dict[str, Any]]) -> None:
        """Label a task as the account does in the browser."""
        self.call("POST", f"tasks/{task}/annotations/", {"result": result, "was_cancelled": False})

    def export(self, project: int, path: Path, kind: str = "JSON") -> Path:
        """Export a project to a file."""
        content = self.call("GET", f"projects/{project}/export?exportType={kind}&download_all_tasks=true")
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path


@contextmanager
def server(program: str, folder: Path) -> Iterator[LabelStudio]:
    """A fresh server on the loopback address, with SQLite in ``folder``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(20)
    settings = {
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "LABEL_STUDIO_USERNAME": "asha@example.org",
        "LABEL_STUDIO_PASSWORD": secrets.token_hex(8),
        "LABEL_STUDIO_USER_TOKEN": token,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "0",
        "LATEST_VERSION_CHECK": "0",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    command = [program, "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)} | settings
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        client = LabelStudio(f"http://127.0.0.1:{port}", token)
        for _ in range(900):
            try:
                client.call("GET", "projects")
                break
            except OSError:
                time.sleep(1)
        yield client
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
