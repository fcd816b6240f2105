"""The example of a reverse proxy lets in who has a password, for everything, and keeps large uploads out."""

import base64
import http.client
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, Server

NAME = "demux.example.org"
SIGNED_IN = {"Authorization": "Basic " + base64.b64encode(b"ann:secret").decode()}
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
CADDY, NGINX = shutil.which("caddy"), shutil.which("nginx")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def server(workspace: Path) -> Iterator[Server]:
    """A server that answers under the public name as well."""
    running = Server(workspace.parent / "server.log", ["--server.allowedHosts", NAME])
    yield running
    running.kill()


@pytest.fixture
def proxy(server: Server, tmp_path: Path) -> Iterator[int]:
    """The port of an nginx with the example's configuration, on loopback."""
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN={NAME} -out c.pem -keyout k.pem && "
        "echo ann:$(openssl passwd -apr1 secret) > users",
        shell=True,
        check=True,
        cwd=tmp_path,
        capture_output=True,
    )
    plain, encrypted = free_port(), free_port()
    example = (ROOT / ".streamlit" / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    for given, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{encrypted} ssl;"),
        ("/etc/ssl/demux/fullchain.pem", str(tmp_path / "c.pem")),
        ("/etc/ssl/demux/privkey.pem", str(tmp_path / "k.pem")),
        ("/etc/nginx/demux.htpasswd", str(tmp_path / "users")),
        ("127.0.0.1:8501", f"127.0.0.1:{server.port}"),
    ):
        assert given in example
        example = example.replace(given, here)
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy"))
    settings = f"daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/errors;\nuser root;\nevents {{}}\n"
    (tmp_path / "nginx.conf").write_text(f"{settings}http {{\naccess_log off;\n{folders}{example}}}\n")
    process = subprocess.Popen([str(NGINX), "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)])
    for _ in range(100):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", encrypted)) == 0:
                break
        time.sleep(0.05)
    yield encrypted
    process.terminate()
    process.wait(10)


def status(port: int, path: str, headers: dict[str, str], body: int | None = None) -> int:
    """The answer to a request under the public name; ``body`` is announced as the size of an upload."""
    trusting = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
    host = f"{NAME}:{port}"
    headers = {"Host": host, "Origin": f"https://{host}"} | headers
    if body is not None:
        headers["Content-Length"] = str(body)
    connection.request("GET" if body is None else "PUT", path, headers=headers)
    answer = connection.getresponse().status
    connection.close()
    return answer


@pytest.mark.skipif(NGINX is None, reason="nginx is absent")
def test_nothing_is_served_without_a_password_and_everything_with_one(proxy: int) -> None:
    for path in ("/", "/_stcore/health", "/_stcore/upload_file/session/file", "/static/index.html"):
        assert status(proxy, path, {}) == 401
    assert status(proxy, "/_stcore/stream", SOCKET) == 401
    assert status(proxy, "/", SIGNED_IN) == 200
    assert status(proxy, "/_stcore/health", SIGNED_IN) == 200
    assert status(proxy, "/_stcore/stream", SOCKET | SIGNED_IN) == 101
    assert status(proxy, "/_stcore/upload_file/session/file", SIGNED_IN, body=250 * 2**20) == 413


@pytest.mark.skipif(CADDY is None, reason="Caddy is absent")
def test_the_example_for_caddy_is_valid() -> None:
    example = ROOT / ".streamlit" / "proxy" / "Caddyfile"
    subprocess.run([str(CADDY), "validate", "--adapter", "caddyfile", "--config", str(example)], check=True)
