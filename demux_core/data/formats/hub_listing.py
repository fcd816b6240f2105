"""The Parquet files of a dataset on the hub, by configuration and split."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from demux_core.base import hub
from demux_core.base.config import cache_dir
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write

# The hub converts every public dataset; "main" is for those that are not converted but are Parquet already.
CONVERTED = "refs/convert/parquet"
_MAIN = "main"
_SHARD = re.compile(r"(?P<name>.+?)(-\d{5}-of-\d{5})?(-[0-9a-f]{16})?\.parquet")


@dataclass(frozen=True)
class Part:
    """One split of a configuration, and its files in order."""

    config: str
    split: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """The parts of a dataset.

    Args:
        commit: that they are of.
        parts: sorted by configuration and split.
        stored: whether this is an earlier listing, because the hub does not answer.
    """

    commit: str
    parts: tuple[Part, ...]
    stored: bool = False


def find_listing(repository: str, revision: str | None) -> Listing:
    """List the Parquet files of a dataset at ``revision``, by default as the hub has converted them.

    Raises:
        InputError: there is no such dataset or revision, it has no Parquet files, or the hub does not answer
            and did not before.
    """
    from huggingface_hub import errors

    try:
        listing = _ask(repository, revision)
    except (OSError, errors.HTTPError) as error:  # type: ignore[attr-defined]  # of httpx or httpx2
        return _stored(repository, revision, error)
    atomic_write(_place(repository, revision), json.dumps(asdict(listing)))
    return listing


def _ask(repository: str, revision: str | None) -> Listing:
    from huggingface_hub import HfApi, errors

    api = HfApi(endpoint=hub.endpoint(), token=hub.token())
    try:
        for place in [revision] if revision else [CONVERTED, _MAIN]:
            try:
                info = api.dataset_info(repository, revision=place, timeout=hub.TIMEOUT)
            except errors.RevisionNotFoundError:
                continue
            files = [sibling.rfilename for sibling in info.siblings or []]
            if parts := _parts(files, info.card_data):
                return Listing(info.sha or place, parts)
    except errors.GatedRepoError as error:
        raise InputError(
            "the dataset requires consent to its terms; accept them on the hub and set HF_TOKEN"
        ) from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise InputError(
            "the hub has no such dataset; check the spelling (a private dataset needs HF_TOKEN)"
        ) from error
    at = f" at the revision {revision[:60]!r}" if revision else ""
    raise InputError(
        f"the hub has no Parquet files of the dataset{at}; download its files and give their path"
    )


def _parts(files: Iterable[str], card: Any) -> tuple[Part, ...]:
    parquet = sorted(file for file in files if file.endswith(".parquet"))
    found: dict[tuple[str, str], list[str]] = {}
    for config, split, file in list(_by_card(parquet, card)) or map(_by_path, parquet):
        found.setdefault((config, split), []).append(file)
    return tuple(Part(*key, tuple(found[key])) for key in sorted(found))


def _by_card(files: list[str], card: Any) -> Iterable[tuple[str, str, str]]:
    """Configuration, split and file, as the card of a dataset says in ``configs``."""
    configs = (card.to_dict() if card else {}).get("configs") or []
    for config in configs:
        data = config.get("data_files") if isinstance(config, dict) else None
        for each in data if isinstance(data, list) else []:
            patterns = each.get("path") if isinstance(each, dict) else None
            for pattern in [patterns] if isinstance(patterns, str) else patterns or []:
                for file in files:
                    if fnmatchcase(file, str(pattern).lstrip("/")):
                        yield str(config.get("config_name", "default")), str(each.get("split", "train")), file


def _by_path(file: str) -> tuple[str, str, str]:
    """Configuration, split and file, by the three layouts in use.

    ``CONFIG/SPLIT/0000.parquet``, ``CONFIG/NAME-SPLIT.parquet``, ``[CONFIG/]SPLIT-00000-of-00001.parquet``.
    """
    *folders, last = file.split("/")
    match = _SHARD.fullmatch(last)
    stem = match["name"] if match else last
    if stem.isdecimal() and folders:
        split, folders = folders[-1].removeprefix("partial-"), folders[:-1]
    else:
        split = stem.rpartition("-")[2]
    config = folders[-1] if folders else "default"
    return "default" if config == "data" else config, split, file


def _place(repository: str, revision: str | None) -> Path:
    key = hashlib.sha256(f"{hub.endpoint()} {repository}@{revision}".encode()).hexdigest()[:24]
    return cache_dir() / "hub" / "listings" / f"{key}.json"


def _stored(repository: str, revision: str | None, error: Exception) -> Listing:
    try:
        kept = json.loads(_place(repository, revision).read_text(encoding="utf-8"))
        parts = tuple(Part(each["config"], each["split"], tuple(each["files"])) for each in kept["parts"])
        return Listing(kept["commit"], parts, stored=True)
    except (OSError, ValueError, KeyError, TypeError):
        raise unreachable(error) from error


def unreachable(error: Exception) -> InputError:
    """The one message for a dataset that cannot be fetched."""
    return InputError(
        f"{hub.out_of_reach(error)}, and the dataset was not downloaded before; check the connection, set "
        f"HF_ENDPOINT to a mirror, or download the file and give its path"
    )
