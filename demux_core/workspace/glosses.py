"""The glosses of a role's files: stored when the files are read, and shown beside their encoded texts."""

import tempfile
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
    import pandas as pd

    path = artifact and artifact_path(open_store(), artifact)
    if not path or not path.exists():  # a project opens without its glosses; `workspace check` names the file
        return encoding
    table = pd.read_parquet(path)
    gloss_of = dict(zip(table["id"], table["gloss"], strict=True))
    return replace(encoding, glosses=[gloss_of.get(str(name)) for name in encoding.ids])
