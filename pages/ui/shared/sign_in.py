"""Access to the pages: by sign-in (OpenID Connect) where ``secrets.toml`` has ``[auth]``, else by token."""

import importlib.util
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from pages.ui.shared import token, wording

_UNCONFIRMED = (
    " The provider does not say whether the address is verified (`email_verified`). If only your "
    "organisation can create accounts there, the owner can add the provider to `trusted_issuers` under "
    "`[allowed]`."
)
_LIST = "DEMUX_ALLOWED_USERS (or `users` under `[allowed]` in secrets.toml)"


def require_sign_in() -> None:
    """Stop the page unless its visitor may see it; without ``[auth]`` and a token everybody may.

    Any mistake in the settings keeps everybody out, so that it cannot open a server to strangers.
    """
    auth, allowed, trusted_issuers = _settings()
    if problem := _settings_problem(auth, allowed):
        _refuse(problem)
    if auth is None:
        token.require()
        return
    user = dict(st.user)
    if not user.get("is_logged_in"):
        _offer_sign_in(auth)
        st.stop()
    email = wording.escape(str(user.get("email") or "This account"))
    if not may_enter(user, allowed, trusted_issuers):
        st.button("Sign out", on_click=st.logout, key="sign_out", icon=":material/logout:")
        _refuse(
            f"{email} may not use this server. Ask its owner for access, or sign in with another account."
            f"{'' if 'email_verified' in user else _UNCONFIRMED}"
        )
    with st.sidebar:
        st.caption(f"Signed in as {email}")
        st.button("Sign out", on_click=st.logout, key="sign_out", type="tertiary", icon=":material/logout:")


def may_stay() -> bool:
    """Whether the visitor of an open page may still see it, by the settings as they are now."""
    return stay()()


def stay() -> Callable[[], bool]:
    """Return what says whether this visitor may still see the page, outside the page as well."""
    user, given = dict(st.user), token.given()

    def may_stay() -> bool:
        auth, allowed, trusted_issuers = _settings()
        if auth is None or _settings_problem(auth, allowed):
            return auth is None and not allowed and token.problem() is None and token.is_given(given)
        return bool(user.get("is_logged_in")) and may_enter(user, allowed, trusted_issuers)

    return may_stay


def may_enter(user: Mapping[str, Any], allowed: Sequence[str], trusted_issuers: Sequence[str] = ()) -> bool:
    """Whether an account's e-mail address, or its domain, is allowed; ``*`` allows every account.

    Args:
        user: the claims of the identity token; an address counts only if the provider calls it verified.
        allowed: addresses such as ann@example.org and domains such as example.org.
        trusted_issuers: providers (claim ``iss``, which names the tenant) whose addresses count without that.
    """
    # Where a provider leaves the claim out, anybody's own tenant of it can give an account any address.
    is_trusted = user.get("iss") in trusted_issuers
    if user.get("email_verified", is_trusted) not in (True, "true"):
        return False
    entries = {_lower(entry).removeprefix("@") for entry in allowed}
    email = _lower(str(user.get("email") or ""))
    local_part, _, domain = email.rpartition("@")
    return "*" in entries or bool(local_part and domain and {email, domain} & entries)


def _settings() -> tuple[Mapping[str, Any] | None, list[str], list[str]]:
    secrets = dict(st.secrets) if st.secrets.load_if_toml_exists() else {}
    variable = os.environ.get("DEMUX_ALLOWED_USERS")
    section = secrets.get("allowed", [])
    section = section if isinstance(section, Mapping) else {"users": section}
    users, issuers = section.get("users", []), section.get("trusted_issuers", [])
    if variable is not None or isinstance(users, str):
        users = re.split(r"[,;\s]+", variable if variable is not None else users)
    issuers = [issuers] if isinstance(issuers, str) else issuers
    return secrets.get("auth"), [str(entry) for entry in users if str(entry).strip()], list(issuers)


def _settings_problem(auth: Mapping[str, Any] | None, allowed: Sequence[str]) -> str | None:
    exists = any(Path(path).exists() for path in st.get_option("secrets.files"))
    if exists and not st.secrets.load_if_toml_exists():
        return "secrets.toml cannot be read, so nobody can sign in. Fix its syntax."
    if auth is None:
        no_auth = "There is a list of allowed users but no `[auth]` in secrets.toml. Add it."
        return no_auth if allowed else token.problem()
    if token.is_set():
        return "DEMUX_TOKEN is for servers without sign-in. Remove it, or `[auth]` from secrets.toml."
    if not allowed:
        return (
            f"Nobody may sign in yet. List e-mail addresses or domains in {_LIST}; `*` allows every account."
        )
    if importlib.util.find_spec("authlib") is None:
        return "Sign-in needs the package Authlib. Run `pip install 'Authlib>=1.6.9,<2'`."
    return None


def _offer_sign_in(auth: Mapping[str, Any]) -> None:
    # A single provider is configured in [auth] itself, several in sections [auth.NAME].
    providers = (
        [None] if "client_id" in auth else [name for name, part in auth.items() if isinstance(part, Mapping)]
    )
    st.title("DeMuX Explorer", anchor=False)
    st.markdown("Sign in to see the projects on this server.")
    for name in providers:
        label = f"Sign in with {wording.escape(name)}" if name else "Sign in"
        st.button(label, type="primary", on_click=st.login, args=[name], key=f"sign_in_{name}")


def _refuse(message: str) -> None:
    st.error(message, icon=":material/lock:")
    st.stop()


def _lower(text: str) -> str:
    # Letters of other scripts can have a Latin lower-case form: it must not make an address an allowed one.
    text = text.strip()
    return text.lower() if text.isascii() else text
