"""A page of another site cannot reach the server through a name of its own (DNS rebinding)."""

import http.client

import pytest

from tests.browser.conftest import Server


def handshake(port: int, host: str) -> int:
    """The status that a browser gets which opens a WebSocket to this machine under the name ``host``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {
        "Host": host,
        "Origin": f"http://{host}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    connection.request("GET", "/_stcore/stream", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.usefixtures("workspace")
def test_only_names_of_this_machine_open_a_session(running: Server) -> None:
    names = ["localhost", "127.0.0.1", "rebound.example", "127.0.0.1.rebound.example"]
    statuses = {name: handshake(running.port, f"{name}:{running.port}") for name in names}
    assert statuses == {
        "localhost": 101,
        "127.0.0.1": 101,
        "rebound.example": 403,
        "127.0.0.1.rebound.example": 403,
    }
