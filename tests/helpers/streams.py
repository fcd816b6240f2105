"""Encoding a folder part by part and choosing from what was written, in this process instead of a cluster."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from demux_core.base.config import EncodingConfig
from demux_core.base.progress import Progress, silent
from demux_core.data.parquet_parts import Part, parts_of, rules_of
from demux_core.modelling.encoder import settled
from demux_core.modelling.models import find_model
from demux_core.modelling.part_writer import PartWriter
from demux_core.modelling.shards import Reader
from demux_core.modelling.streaming import read_manifest, stream
from demux_core.strategies.parts import in_turn
from demux_core.strategies.streamed_pool import StreamedPool, open_pool
from demux_core.tasks import find_task
from tests.helpers import tiny

LANGUAGES = ("en", "fr", "hi", "ru", "en")


def here(writer: PartWriter, work: Sequence[tuple[Part, str]]) -> Iterator[int]:
    """Write a part after the other in this process."""
    for part, name in work:
        yield writer.write(part, name)


def write_files(folder: Path, files: int = 3, each: int = 20) -> Path:
    """A folder of files of which each repeats a text of its own and one of the first file's."""
    folder.mkdir()
    for number in range(files):
        texts = [f"{text} {number} {i}" for i in range(each // 5) for text in tiny.TEXTS]
        rows = pd.DataFrame({"text": texts, "lang": LANGUAGES * (each // 5)})
        first = f"{tiny.TEXTS[0]} 0 0"
        repeats = pd.DataFrame({"text": [texts[3], first], "lang": [LANGUAGES[3], LANGUAGES[0]]})
        pd.concat([rows, repeats]).to_parquet(folder / f"part-{number}.parquet", index=False)
    return folder


def streamed(
    place: str | Path,
    out: str | Path,
    model: Path,
    progress: Progress = silent,
    share: Callable[..., Iterator[int]] = here,
) -> tuple[int, int]:
    """The numbers of rows and files that were written."""
    parts = parts_of(str(place))
    rules, found = rules_of(parts[0], None, {}), find_model(model)
    reader = Reader(found, find_task(rules.task))
    writer = PartWriter(reader, settled(EncodingConfig(), found), rules, str(out))
    return stream(writer, parts, progress, share)


def opened(out: str | Path, measure: str | None = None) -> StreamedPool:
    """The pool that was written."""
    return open_pool(str(out), read_manifest(str(out)), measure, in_turn)
