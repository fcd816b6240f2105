"""The folders and URLs from which a server takes files: ``DEMUX_DATA_ROOTS``.

Nothing outside them is read, wherever a path or a link leads.
"""

import os
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from demux_core.base.errors import InputError

_EXAMPLE = "absolute paths and URLs such as s3://bucket/pools"


def is_url(place: str) -> bool:
    """Whether a place is a URL, not a path."""
    return "://" in place


def data_roots() -> tuple[str, ...]:
    """The folders and URLs of ``DEMUX_DATA_ROOTS``, separated by spaces; quotes keep the spaces of one.

    Raises:
        InputError: quotes are open, or a root is no absolute path or URL of a store.
    """
    given = os.environ.get("DEMUX_DATA_ROOTS", "")
    try:
        roots = tuple(shlex.split(given))
    except ValueError as error:
        raise InputError(
            f"DEMUX_DATA_ROOTS must be {_EXAMPLE}, got {given!r} ({error}); correct it"
        ) from error
    for root in roots:
        if urlsplit(root).scheme in ("file", "local") or not (is_url(root) or Path(root).is_absolute()):
            raise InputError(f"DEMUX_DATA_ROOTS must be {_EXAMPLE}, got {root!r}; correct it")
    return roots


def below_root(place: str) -> Path | str:
    """Return a place if it is below a root: the path to which links and ``..`` lead, or the URL.

    Raises:
        InputError: it is not below a root, whether there is anything or not.
    """
    roots = data_roots()
    if "\0" not in place:
        if is_url(place):
            if any(_is_below(place, root) for root in roots if is_url(root)):
                return place
        elif Path(place).is_absolute():
            path = Path(place).resolve()
            if any(path.is_relative_to(Path(root).resolve()) for root in roots if not is_url(root)):
                return path
    named = f"one of {', '.join(roots)}" if roots else "a root, but the server has none (DEMUX_DATA_ROOTS)"
    raise InputError(
        f"a path or URL must be below {named}, got {place[:200]!r}; choose another, or add a root"
    )


def _is_below(url: str, root: str) -> bool:
    """Whether a URL is below another: the same store, and a longer path without steps up, however written."""
    there, here = urlsplit(url), urlsplit(root)
    if (
        (there.scheme, there.netloc) != (here.scheme, here.netloc)
        or there.query
        or there.fragment
        or "::" in url
    ):
        return False
    steps = unquote(unquote(there.path)).replace("\\", "/").split("/")
    return ".." not in steps and there.path.startswith(f"{here.path.rstrip('/')}/")
