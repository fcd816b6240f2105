"""Encode a pool that no machine of a cluster holds: each part is read and written where it is encoded."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from demux_core.base import cluster
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data import stores
from demux_core.data.parquet_parts import Part
from demux_core.data.server_roots import below_root, is_url
from demux_core.modelling.engines import ModelWorker
from demux_core.modelling.part_writer import PartWriter
from demux_core.modelling.shards import Reader

MANIFEST = "shards.json"
_OURS = re.compile(r".*-[0-9a-f]{16}\.parquet")
_IGNORED = re.compile(rf"{re.escape(MANIFEST)}$|\.")  # what begins with a dot is half-written, or no data

# share(writer, [(part, name of its file)]) yields the number of rows of each when it is written.
Share = Callable[[PartWriter, Sequence[tuple[Part, str]]], Iterator[int]]


def on_ray(writer: PartWriter, work: Sequence[tuple[Part, str]]) -> Iterator[int]:
    """Have the actors of a cluster do the work, one for each GPU or else for each two cores."""
    fingerprint = writer.reader.model.fingerprint
    model = replace(writer.reader.model, folder=writer.reader.model.folder.resolve())
    writer = replace(writer, reader=Reader(model, writer.reader.task))
    yield from cluster.share(
        _Worker,
        (writer, fingerprint),
        lambda worker, item: worker.write.remote(*item),
        work,
        on_gpus=True,
    )


class _Worker(ModelWorker):
    def __init__(self, writer: PartWriter, fingerprint: str) -> None:
        super().__init__(writer.reader, fingerprint, writer.config)
        self._writer = writer

    def ready(self) -> None:
        """Load the model. Raises InputError if this node lacks it."""
        super().ready()
        self._writer = replace(self._writer, reader=self._reader)

    def write(self, part: Part, name: str) -> int:
        return self._writer.write(part, name)


def stream(
    writer: PartWriter, parts: Sequence[Part], progress: Progress = silent, share: Share = on_ray
) -> tuple[int, int]:
    """Write the missing files of the output; return the numbers of rows and of files that were written.

    A file is missing unless there is one for the same part, model and settings; those of former parts or
    settings are removed in the end. The manifest is written last, as it marks the output as finished.

    Raises:
        InputError: the output cannot be written or has other files, or a part or the model cannot be used.
    """
    settings = writer.settings()
    names = [_file_of(part, settings) for part in parts]
    there = files_in(writer.out)
    missing = [pair for pair in zip(parts, names, strict=True) if pair[1] not in there]
    done, rows = len(parts) - len(missing), 0
    progress("encode", done, len(parts))
    for count in share(writer, missing) if missing else ():
        done, rows = done + 1, rows + count
        progress("encode", done, len(parts))
    if absent := set(names) - files_in(writer.out):
        raise InputError(
            "every machine of a cluster must have the output folder at the same path, but of the "
            f"{len(names):,} files that were written {len(absent):,} are not in {writer.out} here; share the "
            "folder with all of them, or name a URL"
        )
    files = [{"file": name, "part": part.name} for name, part in zip(names, parts, strict=True)]
    manifest = {**settings, "model_name": writer.reader.model.name, "files": files}
    with stores.writing(f"{writer.out}/{MANIFEST}") as path:
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _remove(writer.out, there - set(names))
    return rows, len(missing)


def read_manifest(folder: str) -> dict[str, Any]:
    """What a finished encoding says of itself: model, task, settings, files.

    Raises:
        InputError: there is none, or the folder is a URL outside the roots.
    """
    if is_url(folder):
        below_root(folder)
    with stores.explained(folder):
        files, path = stores.open_store(f"{folder.rstrip('/')}/{MANIFEST}")
        if not files.exists(path):
            raise InputError(
                f"no finished encoding of a cluster is in {folder}; run `encode --engine ray` for it again"
            )
        manifest: dict[str, Any] = json.loads(files.cat_file(path))
    return manifest


def files_in(out: str) -> set[str]:
    """The names of the files of parts that are in an output folder, half-written ones among them.

    Raises:
        InputError: it has others, is not a folder, cannot be written, or is a URL outside the roots.
    """
    if is_url(out):
        below_root(out)
    if stores.is_web(out):
        raise InputError(
            f"the output must be a folder that can be written, got {out}; take a path or a store"
        )
    with stores.explained(out):
        files, folder = stores.open_store(out)
        files.invalidate_cache()  # others write there, too
        if not files.exists(folder):
            return set()
        names = {Path(name).name for name in stores.inside(files, folder)} if files.isdir(folder) else {""}
    if other := [name for name in sorted(names) if not _IGNORED.match(name) and not _OURS.fullmatch(name)]:
        raise InputError(
            "the output must be a new or empty folder, or one that this command wrote, got "
            f"{f'{out} with {other[0]}' if other[0] else f'the file {out}'}; choose another"
        )
    return {name for name in names if _OURS.fullmatch(name)}


def _remove(out: str, names: set[str]) -> None:
    with stores.explained(out):
        files, folder = stores.open_store(out)
        for name in names:
            files.rm_file(f"{folder}/{name}")


def _file_of(part: Part, settings: dict[str, Any]) -> str:
    """The file of a part: it has another name as soon as anything that decides its content differs."""
    key = json.dumps([part.name, part.version, part.groups, settings], sort_keys=True)
    return f"{Path(part.name).name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.parquet"
