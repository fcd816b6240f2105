"""The token that keeps other users of a shared computer out: they reach a server on loopback, too.

Whoever starts the server sets ``DEMUX_TOKEN``; each visit gives it, in the address (``?token=``) or in a
field. The pages leave it in the address, so that reloading works.
"""

import hashlib
import hmac
import os

import streamlit as st

_LEAST = 16  # characters; nothing slows down whoever guesses
_GIVEN, _IN_ADDRESS = "token_given", "token_in_address"


def problem() -> str | None:
    """Return why nobody can enter with the token as it is set, or None."""
    token = _token()
    if token and len(token) < _LEAST:
        return f"DEMUX_TOKEN must have at least {_LEAST} characters, got {len(token)}. Set a longer one."
    return None


def is_set() -> bool:
    """Whether visitors need the token."""
    return bool(_token())


def given() -> str:
    """Return what ``is_given`` asks of this visit, for use outside its page."""
    return str(st.session_state.get(_GIVEN, ""))


def is_given(visit: str | None = None) -> bool:
    """Whether this visit, or the one of ``given``, has given the token that is set now, or none is set."""
    shown = given() if visit is None else visit
    return not is_set() or hmac.compare_digest(shown, _digest(_token()))


def require() -> None:
    """Stop the page until its visitor has given the token, in the address or in a field."""
    if is_given():
        return
    if _take(st.query_params.get("token", "")):
        st.session_state[_IN_ADDRESS] = True
        return
    st.title("DeMuX Explorer", anchor=False)
    st.markdown("This server asks for the token that its owner set as `DEMUX_TOKEN`.")
    with st.form("token_form", border=False):
        given = st.text_input("Token", type="password")
        if st.form_submit_button("Enter", type="primary"):
            if _take(given.strip()):
                st.rerun()
            st.error("This is not the token.", icon=":material/lock:")
    st.stop()


def in_address() -> dict[str, str]:
    """Return what the address needs for reloading to work: the token, if the visit began with it there."""
    return {"token": _token()} if is_set() and is_given() and _IN_ADDRESS in st.session_state else {}


def _take(given: str) -> bool:
    if given and hmac.compare_digest(_digest(given), _digest(_token())):
        st.session_state[_GIVEN] = _digest(given)
    return is_given()


def _token() -> str:
    return os.environ.get("DEMUX_TOKEN", "").strip()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
