"""A visitor without a browser: opens pages, clicks, answers and uploads over the browsers' WebSocket."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

_PATIENCE = 120


class Visitor:
    """One session at a server; ``elements`` are those that the last run of a page has drawn.

    Args:
        address: of the server, ``http://127.0.0.1:8501``.
        project: slug of the project that the visitor looks at.
    """

    def __init__(self, address: str, project: str) -> None:
        self._web = httpx.Client(base_url=address, headers={"Origin": address}, timeout=_PATIENCE)
        token = self._web.get("/_stcore/health").cookies.get("_streamlit_xsrf", "")
        self._web.headers["X-Xsrftoken"] = token
        self._socket = connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            origin=address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
        )
        self._project, self._page, self._session = project, "", ""
        self._states: dict[str, WidgetState] = {}
        self.elements: dict[str, Any] = {}
        self.errors: list[str] = []

    def open(self, page: str) -> None:
        """Open a page by its address, such as ``map``."""
        self._page = page
        self._states.clear()
        self._run()

    def click(self, key: str) -> bool:
        """Click the first button whose key begins so; False if there is none."""
        buttons = (name for name in self._named(key) if hasattr(self.elements[name], "is_form_submitter"))
        found = next(buttons, None)
        if found is None or self.elements[found].disabled:
            return False
        self._run(WidgetState(id=found, trigger_value=True))
        return True

    def told(self, key: str) -> Any:
        """What the component with this key was told by the page; None if it is not there."""
        found = next(iter(self._named(key)), None)
        return None if found is None else json.loads(self.elements[found].json)

    def answer(self, key: str, **state: Any) -> None:
        """Send a new state of the component with this key, as its ``setStateValue`` does.

        Raises:
            LookupError: the component is not there.
        """
        found = next(iter(self._named(key)), None)
        if found is None:
            raise LookupError(f"the page {self._page!r} has no component {key!r}")
        self._run(WidgetState(id=found, json_value=json.dumps(state)))

    def upload(self, key: str, name: str, content: bytes) -> bool:
        """Give a file to the first uploader whose key begins so; False if there is none."""
        found = next(iter(self._named(key)), None)
        if found is None:
            return False
        request = BackMsg()
        request.file_urls_request.request_id = uuid.uuid4().hex
        request.file_urls_request.file_names.append(name)
        request.file_urls_request.session_id = self._session
        self._socket.send(request.SerializeToString())
        answer = next(m for m in self._messages() if m.HasField("file_urls_response"))
        urls = answer.file_urls_response.file_urls[0]
        self._web.put(urls.upload_url, files={"file": (name, content)}).raise_for_status()
        state = WidgetState(id=found)
        sent = state.file_uploader_state_value.uploaded_file_info.add()
        sent.name, sent.size, sent.file_id = name, len(content), urls.file_id
        sent.file_urls.CopyFrom(urls)
        self._run(state)
        return True

    def leave(self) -> None:
        """Close the session."""
        self._socket.close()
        self._web.close()

    def _named(self, key: str) -> list[str]:
        return [name for name in self.elements if re.search(rf"-{re.escape(key)}", name)]

    def _run(self, *changed: WidgetState) -> None:
        request = BackMsg()
        request.rerun_script.query_string = f"project={self._project}"
        request.rerun_script.page_name = self._page
        states = self._states | {state.id: state for state in changed}
        request.rerun_script.widget_states.widgets.extend(states.values())
        self._socket.send(request.SerializeToString())
        self.elements = {}
        for message in self._messages():
            if message.HasField("new_session"):
                self._session = message.new_session.initialize.session_id
                self.elements = {}  # a page that starts again draws everything anew
            if message.HasField("delta"):
                self._note(message.delta)
            # A page that was started again is finished later.
            if message.HasField("script_finished") and message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):
                return

    def _note(self, delta: Any) -> None:
        drawn = delta.new_element if delta.HasField("new_element") else delta.add_block
        kind = drawn.WhichOneof("type")
        element = getattr(drawn, kind) if kind else None
        if kind == "exception":
            self.errors.append(f"{self._page}: {element.type}: {element.message}")
        elif getattr(element, "id", ""):
            self.elements[element.id] = element

    def _messages(self) -> Iterator[ForwardMsg]:
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._socket.recv(timeout=_PATIENCE))
            yield message
