"""The glosses of a role's files: stored when they are read or translated, and shown beside their texts."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from demux_core.data.dataset import Dataset
from demux_core.modelling.encoding import Encoding
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import artifact_path, exclusive_changes, store_file


def store_glosses(dataset: Dataset) -> str | None:
    """Store the glosses of a dataset by id; return the name of their artifact, None without any."""
    import pandas as pd

    glosses = dataset.glosses
    if glosses is None:
        return None
    store = open_store()
    with exclusive_changes(store), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "glosses.parquet"
        pd.DataFrame({"id": dataset.frame["id"], "gloss": glosses}).dropna().to_parquet(path, index=False)
        return store_file(store, path)


def with_glosses(encoding: Encoding, artifact: str | None) -> Encoding:
    """Return an encoding with the glosses that an artifact has for its rows."""
    gloss_of = _stored(artifact)
    if gloss_of is None:
        return encoding
    return replace(encoding, glosses=[gloss_of.get(str(name)) for name in encoding.ids])


def glossed_dataset(dataset: Dataset, artifact: str | None) -> Dataset:
    """Return a dataset with the glosses that an artifact has for its rows, those of a model among them."""
    gloss_of = _stored(artifact)
    if gloss_of is None:
        return dataset
    return replace(dataset, frame=dataset.frame.assign(gloss=dataset.frame["id"].map(gloss_of)))


def _stored(artifact: str | None) -> Mapping[str, str] | None:
    """Id -> gloss; None where no gloss is stored."""
    import pandas as pd

    path = artifact and artifact_path(open_store(), artifact)
    if not path or not path.exists():  # a project opens without its glosses; `workspace check` names the file
        return None
    table = pd.read_parquet(path)
    return dict(zip(table["id"], table["gloss"], strict=True))
