"""Datasets on the hub, read from the Parquet files into which the hub converts every dataset."""

import os
from pathlib import Path

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats import parquet

REVISION = "refs/convert/parquet"
_TIMEOUT = 20.0
Shards = dict[tuple[str, str], list[str]]


def read(name: str) -> pd.DataFrame:
    """One split of ``NAME[:CONFIG][:SPLIT]`` on the hub at ``HF_ENDPOINT``.

    The only configuration or split of a dataset need not be named.

    Raises:
        InputError: the dataset, configuration or split does not exist, or the hub cannot be reached.
    """
    repository, *parts = name.split(":")
    commit, shards = _list(repository)
    chosen = _choose(repository, shards, parts)
    files = [_download(repository, file, commit) for file in sorted(shards[chosen])]
    return pd.concat([parquet.read(file) for file in files], ignore_index=True)


def _list(repository: str) -> tuple[str, Shards]:
    from huggingface_hub import HfApi
    from huggingface_hub import errors as hub

    try:
        api = HfApi(endpoint=os.environ.get("HF_ENDPOINT"))
        info = api.dataset_info(repository, revision=REVISION, timeout=_TIMEOUT)
    except hub.GatedRepoError as error:
        raise InputError(
            "the dataset requires consent to its terms; accept them on the hub and set HF_TOKEN"
        ) from error
    except (hub.RepositoryNotFoundError, hub.HFValidationError) as error:
        raise InputError(
            "the hub has no such dataset; check the spelling (a private dataset needs HF_TOKEN)"
        ) from error
    except hub.RevisionNotFoundError as error:
        raise InputError(
            "the hub has no Parquet files of the dataset; download its files and give their path"
        ) from error
    except (OSError, hub.HTTPError) as error:  # type: ignore[attr-defined]  # of httpx or httpx2, by version of the hub
        raise _unreachable(error) from error
    shards: Shards = {}
    for file in (sibling.rfilename for sibling in info.siblings or []):
        if file.endswith(".parquet") and file.count("/") == 2:
            configuration, split, _ = file.split("/")
            shards.setdefault((configuration, split), []).append(file)
    return info.sha or REVISION, shards


def _choose(repository: str, shards: Shards, parts: list[str]) -> tuple[str, str]:
    matches = [key for key in shards if len(parts) < 3 and all(part in key for part in parts)]
    if len(parts) == 2:
        matches = [key for key in matches if key == tuple(parts)]
    elif exact := [key for key in matches if parts and key[0] == parts[0]]:
        matches = exact
    if len(matches) != 1:
        choices = [f"hf:{repository}:{configuration}:{split}" for configuration, split in sorted(shards)]
        shown = ", ".join(choices[:20]) + (f" and {len(choices) - 20:,} more" if len(choices) > 20 else "")
        raise InputError(
            f"configuration and split must name one part of the dataset; choices: {shown or 'none'}"
        )
    return matches[0]


def _download(repository: str, file: str, commit: str) -> Path:
    from huggingface_hub import errors as hub
    from huggingface_hub import hf_hub_download

    try:
        endpoint = os.environ.get("HF_ENDPOINT")
        return Path(
            hf_hub_download(repository, file, repo_type="dataset", revision=commit, endpoint=endpoint)
        )
    except (OSError, hub.HTTPError) as error:  # type: ignore[attr-defined]
        raise _unreachable(error) from error


def _unreachable(error: Exception) -> InputError:
    return InputError(
        f"the hub could not be reached ({type(error).__name__}); check the connection, set HF_ENDPOINT to a "
        f"mirror, or download the file and give its path"
    )
