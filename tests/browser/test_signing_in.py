"""Real sign-in: a local OpenID Connect provider, a server that uses it, and a browser."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.browser.conftest import CHROMIUM, ROOT, SWITCHES

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytest.importorskip("authlib", reason="Authlib is not installed")
expect = sync_api.expect
expect.set_options(timeout=20_000)  # the first sign-in loads Authlib, which takes seconds on a busy machine

APP = """
import streamlit as st
from pages.ui.shared import access
from pages.ui.shared.sign_in import require_sign_in
@access.fragment(run_every=1)
def news():
    st.session_state["news"] = st.session_state.get("news", 0) + 1
    st.markdown(f"News {st.session_state['news']}")
require_sign_in()
st.title("Inside")
news()
"""


class Provider(ThreadingHTTPServer):
    """Identifies every visitor as ``email``, with the address ``verified`` or not."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        super().__init__(("127.0.0.1", 0), _Answers)
        self.address = f"http://localhost:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.email, self.verified, self.nonce = "", True, ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def token(self) -> str:
        from joserfc import jwt

        now = int(time.time())
        claims = {"iss": self.address, "sub": self.email, "aud": "demux", "iat": now, "exp": now + 60}
        profile = {"nonce": self.nonce, "email": self.email, "email_verified": self.verified}
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims | profile, self.key)


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.server.nonce = query["nonce"]
            self.send_response(302)
            answer = urlencode({"code": "a-code", "state": query["state"]})
            self.send_header("Location", f"{query['redirect_uri']}?{answer}")
            self.end_headers()
        elif place.path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False)]})
        else:
            address = self.server.address
            self._json(
                {
                    "issuer": address,
                    "authorization_endpoint": f"{address}/authorize",
                    "token_endpoint": f"{address}/token",
                    "jwks_uri": f"{address}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._json({"access_token": "x", "token_type": "Bearer", "id_token": self.server.token()})

    def _json(self, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    yield server
    server.shutdown()


@pytest.fixture
def serve(provider: Provider, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """``serve(secrets)`` starts a server with this secrets.toml and returns its address."""
    started: list[subprocess.Popen[bytes]] = []

    def start(secrets: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (tmp_path / "app.py").write_text(APP)
        (tmp_path / "secrets.toml").write_text(secrets.replace("PORT", str(port)))
        options = {"server.port": port, "server.headless": "true", "secrets.files": tmp_path / "secrets.toml"}
        command = [sys.executable, "-m", "streamlit", "run", str(tmp_path / "app.py")]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        environment.pop("DEMUX_ALLOWED_USERS", None)
        with (tmp_path / "log").open("wb") as log:
            started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1)
                return f"http://localhost:{port}"
            except OSError:
                time.sleep(0.1)
        pytest.fail((tmp_path / "log").read_text())

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


@pytest.fixture
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed; install it or set DEMUX_CHROMIUM to its path")
    with sync_api.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def secrets(provider: Provider, users: str) -> str:
    return f"""
[auth]
redirect_uri = "http://localhost:PORT/oauth2callback"
cookie_secret = "of this test, long enough to sign with"
client_id = "demux"
client_secret = "of this test"
server_metadata_url = "{provider.address}/.well-known/openid-configuration"

[allowed]
users = {users}
"""


def test_a_listed_account_signs_in_and_out_and_others_are_refused(
    provider: Provider, serve: Callable[[str], str], browser: Any
) -> None:
    page = browser.new_page(base_url=serve(secrets(provider, '["ann@example.org"]')))
    inside = page.get_by_role("heading", name="Inside")
    provider.email = "eve@example.org"
    page.goto("/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("eve@\u2060example.org may not use this server")
    expect(inside).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    provider.email, provider.verified = "ann@example.org", False
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("may not use this server")
    page.get_by_role("button", name="Sign out").click()
    provider.verified = True
    page.get_by_role("button", name="Sign in").click()
    expect(inside).to_be_visible()
    expect(page.get_by_text("Signed in as")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(inside).to_have_count(0)


def test_a_page_that_is_open_closes_when_its_visitor_is_taken_off_the_list(
    provider: Provider, serve: Callable[[str], str], browser: Any, tmp_path: Path
) -> None:
    address = serve(secrets(provider, '["ann@example.org"]'))
    page = browser.new_page(base_url=address)
    provider.email = "ann@example.org"
    page.goto("/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("News 2")).to_be_visible(timeout=20_000)
    file = tmp_path / "secrets.toml"
    file.write_text(file.read_text().replace("ann@example.org", "bob@example.org"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("may not use this server")
    expect(page.get_by_role("heading", name="Inside")).to_have_count(0)


def test_a_token_signed_by_somebody_else_is_refused(
    provider: Provider, serve: Callable[[str], str], browser: Any
) -> None:
    from joserfc.jwk import RSAKey

    page = browser.new_page(base_url=serve(secrets(provider, '["*"]')))
    provider.email = "ann@example.org"
    page.goto("/")
    button = page.get_by_role("button", name="Sign in")
    expect(button).to_be_visible()
    trusted_key = provider.key
    foreign_key = RSAKey.generate_key(2048, {"kid": "one"})
    provider.token = lambda: _token_signed_with(provider, foreign_key, trusted_key)  # type: ignore[method-assign]
    button.click()
    page.wait_for_timeout(2_000)
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("heading", name="Inside")).to_have_count(0)


def _token_signed_with(provider: Provider, key: Any, trusted_key: Any) -> str:
    provider.key = key
    try:
        return Provider.token(provider)
    finally:
        provider.key = trusted_key


def test_a_broken_secrets_file_lets_nobody_in(serve: Callable[[str], str], browser: Any) -> None:
    page = browser.new_page(base_url=serve("[auth\nclient_id = "))
    page.goto("/")
    expect(page.get_by_test_id("stAlert")).to_contain_text("cannot be read, so nobody can sign in")
    expect(page.get_by_role("heading", name="Inside")).to_have_count(0)
