"""Who may see the pages: sign-in through OpenID Connect, where ``secrets.toml`` has a section ``[auth]``."""

import importlib.util
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from pages.ui.shared import wording

_LIST = "DEMUX_ALLOWED_USERS (or `users` under `[allowed]` in secrets.toml)"


def require_sign_in() -> None:
    """End the page unless its visitor may see it; without ``[auth]`` everybody may.

    Whatever is wrong with the settings keeps everybody out: a slip must not open a server.
    """
    auth, allowed = _settings()
    if trouble := _trouble(auth, allowed):
        _refuse(trouble)
    if auth is None:
        return
    user = dict(st.user)
    if not user.get("is_logged_in"):
        _offer(auth)
        st.stop()
    email = wording.escape(str(user.get("email") or "This account"))
    if not may_enter(user, allowed):
        st.button("Sign out", on_click=st.logout, key="sign_out", icon=":material/logout:")
        _refuse(f"{email} may not use this server; ask its owner, or sign in with another account.")
    with st.sidebar:
        st.caption(f"Signed in as {email}")
        st.button("Sign out", on_click=st.logout, key="sign_out", type="tertiary", icon=":material/logout:")


def may_enter(user: Mapping[str, Any], allowed: Sequence[str]) -> bool:
    """Whether an account's e-mail address, or its domain, is allowed; ``*`` allows every account.

    Args:
        user: the claims of the identity token; an address that its provider calls unverified is none.
        allowed: addresses such as ann@example.org and domains such as example.org.
    """
    if user.get("email_verified", True) not in (True, "true"):
        return False
    entries = {_lower(entry).removeprefix("@") for entry in allowed}
    email = _lower(str(user.get("email") or ""))
    person, _, domain = email.rpartition("@")
    return "*" in entries or bool(person and domain and {email, domain} & entries)


def _settings() -> tuple[Mapping[str, Any] | None, list[str]]:
    found = dict(st.secrets) if st.secrets.load_if_toml_exists() else {}
    given = os.environ.get("DEMUX_ALLOWED_USERS")
    section = found.get("allowed", [])
    listed = section.get("users", []) if isinstance(section, Mapping) else section
    if given is not None or isinstance(listed, str):
        listed = re.split(r"[,;\s]+", given if given is not None else listed)
    return found.get("auth"), [str(entry) for entry in listed if str(entry).strip()]


def _trouble(auth: Mapping[str, Any] | None, allowed: Sequence[str]) -> str | None:
    exist = any(Path(path).exists() for path in st.get_option("secrets.files"))
    if exist and not st.secrets.load_if_toml_exists():
        return "secrets.toml cannot be read, so nobody is let in; mend it."
    if auth is None:
        return (
            "There is a list of allowed users, but no `[auth]` in secrets.toml; add it." if allowed else None
        )
    if not allowed:
        return f"Nobody is allowed yet: list e-mail addresses or domains in {_LIST}; `*` is every account."
    if importlib.util.find_spec("authlib") is None:
        return "Signing in needs the package Authlib; `pip install 'Authlib>=1.6,<2'`."
    return None


def _offer(auth: Mapping[str, Any]) -> None:
    # Settings of one provider stand in [auth] itself, of several in [auth.NAME].
    providers = (
        [None] if "client_id" in auth else [name for name, part in auth.items() if isinstance(part, Mapping)]
    )
    st.title("DeMuX Explorer", anchor=False)
    st.markdown("Sign in to see the projects of this server.")
    for name in providers:
        label = f"Sign in with {wording.escape(name)}" if name else "Sign in"
        st.button(label, type="primary", on_click=st.login, args=[name], key=f"sign_in_{name}")


def _refuse(message: str) -> None:
    st.error(message, icon=":material/lock:")
    st.stop()


def _lower(text: str) -> str:
    # Other scripts have letters whose small form is Latin: no address must become one that is allowed.
    text = text.strip()
    return text.lower() if text.isascii() else text
