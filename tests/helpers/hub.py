"""A local server that speaks as much of the hub's protocol as downloading needs."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"
# (kind, name, revision) -> file name -> content; kind is "models" or "datasets".
Request = tuple[str, str | None]  # path, and the token that came with it
Repositories = Mapping[tuple[str, str, str], Mapping[str, bytes]]


@contextmanager
def local_hub(repositories: Repositories, patch: pytest.MonkeyPatch, cache: Path) -> Iterator[list[Request]]:
    """Serve ``repositories`` on loopback and point the hub's client at it, with its own download cache.

    A file ``card.json`` is what the hub says of the card of a dataset. A file whose name begins with ``torn``
    breaks off half-way when it is first asked for. Yields the requests so far.
    """
    requests: list[Request] = []
    torn: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(body=True)

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def _answer(self, body: bool) -> None:
            path = unquote(urlsplit(self.path).path)
            known = False
            requests.append((path, self.headers.get("Authorization")))
            for (kind, name, revision), files in repositories.items():
                if path == f"/api/{kind}/{name}/revision/{revision}":
                    siblings = [{"rfilename": f, "size": len(c)} for f, c in files.items()]
                    card = json.loads(files.get("card.json", b"null"))
                    listing = {"id": name, "sha": COMMIT, "siblings": siblings, "cardData": card}
                    return self._send(200, json.dumps(listing).encode(), body)
                if path == f"/api/{kind}/{name}/tree/{COMMIT}":
                    tree = [{"type": "file", "path": f, "size": len(c), "oid": "0"} for f, c in files.items()]
                    return self._send(200, json.dumps(tree).encode(), body)
                prefix = f"/{'datasets/' if kind == 'datasets' else ''}{name}/resolve/{COMMIT}/"
                if path.startswith(prefix) and path.removeprefix(prefix) in files:
                    return self._send_file(files[path.removeprefix(prefix)], body)
                known |= f"/{kind}/{name}/" in path
            return self._send(404, b"", body, "RevisionNotFound" if known else "RepoNotFound")

        def _send_file(self, content: bytes, body: bool) -> None:
            name = self.path.rpartition("/")[2]
            if asked := self.headers.get("Range"):
                requests.append((f"{name} {asked}", None))
                start = int(asked.removeprefix("bytes=").partition("-")[0])
                return self._send(206, content[start:], body, part=(start, len(content)))
            if body and name.startswith("torn") and name not in torn:
                torn.add(name)
                return self._send(200, content[: len(content) // 2], body, length=len(content))
            return self._send(200, content, body)

        def _send(
            self,
            status: int,
            content: bytes,
            body: bool,
            error: str = "",
            length: int | None = None,
            part: tuple[int, int] | None = None,
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) if length is None else length))
            if part:
                self.send_header("Content-Range", f"bytes {part[0]}-{part[1] - 1}/{part[1]}")
            self.send_header("ETag", f'"{hash(content)}"')
            self.send_header("X-Repo-Commit", COMMIT)
            if error:
                self.send_header("X-Error-Code", error)
            self.end_headers()
            if body:
                self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    patch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    patch.setenv("NO_PROXY", "127.0.0.1")
    patch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
    patch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    yield requests
    server.shutdown()
    server.server_close()
