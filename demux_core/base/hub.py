"""The Hugging Face hub: where it is, which token is sent to it, and what is said when it does not answer."""

import os
from typing import Literal

TIMEOUT = 20.0  # seconds


def endpoint() -> str | None:
    """``HF_ENDPOINT``, such as a mirror; None is the hub itself."""
    return os.environ.get("HF_ENDPOINT") or None


def token() -> str | Literal[False]:
    """``HF_TOKEN``, from the environment only; False sends none.

    The server's token opens its private repositories: jobs of visitors get it only if the operator says so.
    """
    if "DEMUX_JOB" in os.environ and os.environ.get("DEMUX_HUB_TOKEN_IN_JOBS") != "1":
        return False
    return os.environ.get("HF_TOKEN") or False


def split_revision(name: str) -> tuple[str, str | None]:
    """The name and the revision of ``NAME@REVISION``; without one, None."""
    plain, _, revision = name.partition("@")
    return plain, revision or None


def out_of_reach(error: Exception) -> str:
    """Why the hub did not answer, as the middle of a sentence."""
    from huggingface_hub import errors

    if isinstance(error, errors.OfflineModeIsEnabled) or _is_offline():
        return "the hub is switched off (HF_HUB_OFFLINE)"
    return f"the hub could not be reached ({type(error).__name__})"


def _is_offline() -> bool:
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)
