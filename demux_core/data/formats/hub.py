"""Datasets on the hub, read from their Parquet files (``hub_listing``)."""

from pathlib import Path

import pandas as pd

from demux_core.base import hub
from demux_core.base.errors import InputError
from demux_core.data.formats import parquet
from demux_core.data.formats.hub_listing import Listing, Part, find_listing, unreachable
from demux_core.data.formats.raw_file import RawFile
from demux_core.data.formats.reading import AS_RECOGNISED
from demux_core.data.formats.tables import RawTable

_SHOWN = 20


def read(name: str, most: int | None = None) -> RawTable:
    """One split of ``NAME[:CONFIG][:SPLIT][@REVISION]`` on the hub at ``HF_ENDPOINT``.

    The only configuration or split of a dataset need not be named. Files are downloaded one after the other,
    only as many as the rows need; a download that was interrupted goes on where it stopped.

    Args:
        name: of the dataset and its part.
        most: number of rows; None is all of them.

    Raises:
        InputError: the dataset, configuration, split or revision does not exist, the split is too large, or
            the hub cannot be reached.
    """
    plain, revision = hub.split_revision(name)
    repository, *parts = plain.split(":")
    listing = find_listing(repository, revision)
    chosen = _choose(repository, listing, parts)
    return RawTable(_rows(repository, chosen, listing.commit, most), AS_RECOGNISED, _notes(listing, chosen))


def _notes(listing: Listing, chosen: Part) -> tuple[str, ...]:
    notes = [f"read from the hub at the revision {listing.commit[:12]}"]
    if listing.stored:
        notes.append("the hub does not answer, so the files that were downloaded before are read")
    if any("/partial-" in file for file in chosen.files):
        notes.append("the hub has converted only the first part of this split")
    return tuple(notes)


def _choose(repository: str, listing: Listing, named: list[str]) -> Part:
    parts = listing.parts if len(named) < 3 else ()
    matches = [part for part in parts if all(name in (part.config, part.split) for name in named)]
    if len(named) == 2:
        matches = [part for part in matches if [part.config, part.split] == named]
    elif exact := [part for part in matches if named and part.config == named[0]]:
        matches = exact
    if len(matches) != 1:
        choices = [f"hf:{repository}:{part.config}:{part.split}" for part in listing.parts]
        more = f" and {len(choices) - _SHOWN:,} more" if len(choices) > _SHOWN else ""
        raise InputError(
            f"configuration and split must name one part of the dataset; choices: "
            f"{', '.join(choices[:_SHOWN])}{more}"
        )
    return matches[0]


def _rows(repository: str, part: Part, commit: str, most: int | None) -> pd.DataFrame:
    files = (RawFile(_download(repository, file, commit), ".parquet") for file in part.files)
    try:
        return parquet.read_all(files, most)
    except InputError as error:
        if most is None and "at most" in str(error):
            raise InputError(f"{error}; or take its first rows, as in [:10000]") from error
        raise


def _download(repository: str, file: str, commit: str) -> Path:
    from huggingface_hub import errors, hf_hub_download

    try:
        return Path(
            hf_hub_download(
                repository,
                file,
                repo_type="dataset",
                revision=commit,
                endpoint=hub.endpoint(),
                token=hub.token(),
            )
        )
    except (OSError, errors.HTTPError) as error:  # type: ignore[attr-defined]  # of httpx or httpx2
        raise unreachable(error) from error
