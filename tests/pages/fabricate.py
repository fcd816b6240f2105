"""Projects and prepared runs made of a few numbers, so that the pages need no model."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from demux_core.projects import Project, Role, create_project, put_file
from demux_core.projects.runs import record_run

POOL = "text,lang\n" + "".join(
    f"{word} {i},{code}\n"
    for code, word, n in (("hi", "नमस्ते", 30), ("en", "hello <b>there</b>", 20), ("ur", "سلام", 10))
    for i in range(n)
)
GOLD = "text,lang,label\n" + "".join(f"नमस्ते संसार {i},ne,greet\n" for i in range(12))
TARGET = "text,lang\n" + "".join(f"नमस्कार {i},ne\n" for i in range(8))


def project_with_files(name: str = "Greetings") -> Project:
    """Make a project with a pool of 60 rows in three languages and a target sample of 8."""
    project = create_project(name)
    for role, content in (("pool", POOL), ("target", TARGET)):
        project, _ = put_file(project, role, f"my {role}.csv", content.encode())
    return project


def prepared_project(name: str = "Greetings", uncertain: bool = True, gold: bool = False) -> Project:
    """Make a project as ``prepare`` leaves it; with ``gold`` there is labelled target data, too."""
    project = project_with_files(name)
    roles: dict[str, Role] = {"source": "pool", "target": "target"}
    if gold:
        roles["gold"] = "gold"
        project, _ = put_file(project, "gold", "my gold.csv", GOLD.encode())
    random = np.random.default_rng(1)
    for part, role in roles.items():
        rows = pd.read_csv(project.path(role))
        folder = project.run / part
        folder.mkdir(parents=True)
        np.save(folder / "embeddings.npy", random.normal(size=(len(rows), 8)).astype(np.float32))
        if uncertain:
            np.save(folder / "uncertainty.npy", -random.random((len(rows), 1)).astype(np.float32))
        ids = [f"{part}-{i}" for i in range(len(rows))]
        table = pd.DataFrame({"id": ids, "language": rows["lang"], "text": rows["text"]})
        table.to_parquet(folder / "rows.parquet")
        write(folder / "encoding.json", {"model": "none", "measures": ["margin"] if uncertain else []})
    np.save(project.run / "map.npy", random.normal(size=(68, 2)).astype(np.float32))
    uploads = project.uploads
    about = {
        part: {"name": role, "rows": uploads[role].rows, "content_hash": uploads[role].content_hash}
        for part, role in roles.items()
    }
    write(project.run / "prepare.json", {"task": "sequence", "model": "default", "training": None, **about})
    record_run(project, project.run)
    return project


def write(path: Path, content: object) -> None:
    """Write JSON."""
    path.write_text(json.dumps(content), encoding="utf-8")
