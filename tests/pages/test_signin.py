"""Sign-in: off unless it is configured, and closed to everybody after any mistake in the settings."""

import importlib.util
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.shared import sign_in, token

AUTH = {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "c" * 32, "client_id": "demux"}
ANN = {"is_logged_in": True, "email": "Ann@Example.org", "email_verified": True}
TOKEN = "a-token-that-nobody-guesses"
Gate = Callable[..., AppTest]


def gated() -> None:
    import streamlit as st

    from pages.ui.shared import sign_in

    sign_in.require_sign_in()
    st.markdown("inside")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """``gate(users, auth=..., allowed=[...])`` opens a page that needs a sign-in."""
    monkeypatch.delenv("DEMUX_ALLOWED_USERS", raising=False)
    monkeypatch.delenv("DEMUX_TOKEN", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())

    def enter(user: dict[str, Any] | None = None, **secrets: Any) -> AppTest:
        app = AppTest.from_function(gated, default_timeout=20)
        for name, value in secrets.items():
            app.secrets[name] = value
        if user is not None:
            app.user = user
        app.run()
        assert not app.exception
        return app

    return enter


def is_inside(app: AppTest) -> bool:
    return [element.value for element in app.markdown][-1:] == ["inside"]


def test_without_auth_everybody_may_enter_without_a_sign_in(gate: Gate) -> None:
    app = gate()
    assert is_inside(app)
    assert not app.button


def test_with_a_token_other_users_of_the_computer_see_only_its_field(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_TOKEN", TOKEN)
    app = gate()
    assert not is_inside(app)
    app.text_input[0].set_value("another-guess-of-it")
    app.button[0].click().run()
    assert not is_inside(app)
    assert "not the token" in app.error[0].value
    app.text_input[0].set_value(TOKEN)
    app.button[0].click().run()
    assert is_inside(app)
    monkeypatch.setenv("DEMUX_TOKEN", f"changed-{TOKEN}")
    assert not is_inside(app.run())


def test_the_token_may_come_with_the_address(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_TOKEN", TOKEN)
    for given, enters in ((TOKEN, True), (TOKEN[:-1], False), ("", False)):
        app = AppTest.from_function(gated, default_timeout=20)
        app.query_params["token"] = given
        assert is_inside(app.run()) == enters


@pytest.mark.parametrize(
    ("value", "secrets", "said"),
    [
        ("short", {}, "at least 16 characters"),
        ("t" * 20, {"auth": AUTH, "allowed": ["*"]}, "without sign-in"),
    ],
)
def test_a_token_that_protects_nobody_keeps_everybody_out(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, value: str, secrets: dict[str, Any], said: str
) -> None:
    monkeypatch.setenv("DEMUX_TOKEN", value)
    app = gate(ANN, **secrets)
    assert not is_inside(app)
    assert said in app.error[0].value


def test_with_auth_a_stranger_sees_only_the_sign_in(gate: Gate) -> None:
    app = gate({"is_logged_in": False}, auth=AUTH, allowed={"users": ["example.org"]})
    assert not is_inside(app)
    assert [button.label for button in app.button] == ["Sign in"]


def test_several_providers_are_offered_by_name(gate: Gate) -> None:
    auth = {"redirect_uri": "x", "google": {"client_id": "a"}, "work": {"client_id": "b"}}
    app = gate({"is_logged_in": False}, auth=auth, allowed={"users": ["example.org"]})
    assert [button.label for button in app.button] == ["Sign in with google", "Sign in with work"]


def test_an_allowed_account_may_enter_and_can_sign_out(gate: Gate) -> None:
    app = gate(ANN, auth=AUTH, allowed={"users": ["ann@example.org"]})
    assert is_inside(app)
    assert "Ann" in app.sidebar.caption[0].value
    assert app.sidebar.button(key="sign_out").label == "Sign out"


def test_another_account_is_refused_and_can_sign_out(gate: Gate) -> None:
    app = gate(ANN, auth=AUTH, allowed={"users": ["bob@example.org"]})
    assert not is_inside(app)
    assert "may not use this server" in app.error[0].value
    assert app.button(key="sign_out").label == "Sign out"


def test_the_environment_variable_overrides_the_file(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_ALLOWED_USERS", "bob@example.org, cat@example.org")
    assert not is_inside(gate(ANN, auth=AUTH, allowed={"users": ["ann@example.org"]}))
    monkeypatch.setenv("DEMUX_ALLOWED_USERS", "bob@example.org\nexample.org")
    assert is_inside(gate(ANN, auth=AUTH))


def test_a_list_without_auth_keeps_everybody_out(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_ALLOWED_USERS", "example.org")
    app = gate()
    assert not is_inside(app)
    assert "no `[auth]`" in app.error[0].value


def test_auth_without_a_list_keeps_everybody_out(gate: Gate) -> None:
    app = gate(ANN, auth=AUTH)
    assert not is_inside(app)
    assert "Nobody may sign in yet" in app.error[0].value


def test_a_missing_package_keeps_everybody_out(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    app = gate(ANN, auth=AUTH, allowed={"users": ["*"]})
    assert not is_inside(app)
    assert "Authlib" in app.error[0].value


def test_markup_in_an_address_is_shown_as_text(gate: Gate) -> None:
    app = gate(ANN | {"email": "[x](https://example.org)@a.b"}, auth=AUTH, allowed={"users": ["example.org"]})
    assert "\\[x\\]" in app.error[0].value


@pytest.mark.parametrize(
    ("email", "allowed"),
    [
        ("ann@example.org", ["ann@example.org"]),
        ("Ann@EXAMPLE.org", [" ann@Example.ORG "]),
        ("ann@example.org", ["bob@example.org", "@example.org"]),
        ("ann@example.org", ["*"]),
        ("अन्न@example.org", ["अन्न@example.org"]),
    ],
)
def test_allowed_addresses_and_domains_may_enter(email: str, allowed: list[str]) -> None:
    assert sign_in.may_enter({"email": email, "email_verified": True}, allowed)


@pytest.mark.parametrize(
    ("email", "allowed"),
    [
        ("ann@example.org", []),
        ("ann@example.org", [""]),
        ("ann@evil.example.org", ["example.org"]),
        ("ann@example.org.evil", ["example.org"]),
        ("ann@notexample.org", ["example.org"]),
        ("ann@example.org@evil", ["example.org", "ann@example.org"]),
        ("joann@example.org", ["ann@example.org"]),
        ("example.org", ["example.org"]),
        ("@example.org", ["example.org"]),
        ("ann@", ["", "ann@"]),
        ("\u212aim@example.org", ["kim@example.org"]),
        (None, ["example.org"]),
        ("", ["example.org"]),
    ],
)
def test_other_addresses_may_not_enter(email: str | None, allowed: list[str]) -> None:
    assert not sign_in.may_enter({"email": email, "email_verified": True}, allowed)


@pytest.mark.parametrize("verified", [False, "false", None, 0])
def test_an_unverified_address_may_not_enter(verified: object) -> None:
    assert not sign_in.may_enter(
        {"email": "ann@example.org", "email_verified": verified}, ["example.org", "*"]
    )


OURS = "https://login.example/our-tenant/v2.0"


def test_an_address_that_nobody_calls_verified_may_not_enter() -> None:
    assert not sign_in.may_enter({"email": "ann@example.org", "iss": OURS}, ["example.org", "*"])


def test_an_issuer_that_is_trusted_by_name_need_not_call_addresses_verified() -> None:
    ann = {"email": "ann@example.org", "iss": OURS}
    assert sign_in.may_enter(ann, ["example.org"], [OURS])
    assert not sign_in.may_enter(ann | {"email_verified": False}, ["example.org"], [OURS])
    foreign = ann | {"iss": "https://login.example/foreign-tenant/v2.0"}
    assert not sign_in.may_enter(foreign, ["example.org"], [OURS])


def test_trusted_issuers_are_named_in_the_secrets(gate: Gate) -> None:
    unverified = {"is_logged_in": True, "email": "ann@example.org", "iss": OURS}
    refused = gate(unverified, auth=AUTH, allowed={"users": ["example.org"]})
    assert not is_inside(refused)
    assert "trusted_issuers" in refused.error[0].value
    assert is_inside(
        gate(unverified, auth=AUTH, allowed={"users": ["example.org"], "trusted_issuers": [OURS]})
    )


def open_page() -> None:
    import streamlit as st

    from pages.ui.shared import access

    def change() -> None:
        st.session_state["changed"] = True

    st.button("Change", on_click=access.callback(change))


def test_a_callback_does_nothing_for_somebody_who_was_taken_off_the_list(gate: Gate) -> None:
    for user, changes in ((ANN, True), (ANN | {"email": "eve@example.com"}, False)):
        app = AppTest.from_function(open_page, default_timeout=20)
        app.secrets["auth"], app.secrets["allowed"] = AUTH, {"users": ["example.org"]}
        app.user = user
        app.run().button[0].click().run()
        assert not app.exception
        assert ("changed" in app.session_state) == changes


def offer_download() -> None:
    import streamlit as st

    from pages.ui.shared import access

    st.session_state["make"] = access._for_who_may_stay(lambda: b"texts")


def asked_for(app: AppTest) -> bytes:
    """What a download button makes, in another thread, as Streamlit does when it is clicked."""
    with ThreadPoolExecutor() as threads:
        return threads.submit(app.session_state["make"]).result()  # type: ignore[no-any-return]


def test_a_download_is_not_made_for_somebody_who_was_taken_off_the_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allowed = ["example.org"]
    monkeypatch.setattr(sign_in, "_settings", lambda: (AUTH, allowed, []))
    app = AppTest.from_function(offer_download, default_timeout=20)
    app.user = ANN
    app.run()
    assert asked_for(app) == b"texts"
    allowed[:] = ["example.com"]
    with pytest.raises(PermissionError):
        asked_for(app)


def test_a_download_is_not_made_for_whoever_gave_an_earlier_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "_settings", lambda: (None, [], []))
    monkeypatch.setenv("DEMUX_TOKEN", TOKEN)
    app = AppTest.from_function(offer_download, default_timeout=20)
    app.session_state["token_given"] = token._digest(TOKEN)
    app.run()
    assert asked_for(app) == b"texts"
    monkeypatch.setenv("DEMUX_TOKEN", f"changed-{TOKEN}")
    with pytest.raises(PermissionError):
        asked_for(app)


@pytest.mark.parametrize("part", ["st.fragment", "st.download_button"])
def test_every_fragment_and_download_checks_access(part: str) -> None:
    pages = Path(sign_in.__file__).parents[2]
    unchecked = [path.name for path in pages.rglob("*.py") if part in path.read_text(encoding="utf-8")]
    assert unchecked == ["access.py"]
