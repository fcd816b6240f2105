"""Projects that are prepared with random numbers, so that tests need no model."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from demux_core.workspace.prepared import record_prepared
from demux_core.workspace.project import Project, Role, create_project
from demux_core.workspace.project_files import load_file, put_file

POOL = "text,lang\n" + "".join(
    f"{word} {i},{code}\n"
    for code, word, n in (("hi", "नमस्ते", 30), ("en", "hello <b>there</b>", 20), ("ur", "سلام", 10))
    for i in range(n)
)
GOLD = "text,lang,label\n" + "".join(f"नमस्ते संसार {i},ne,greet\n" for i in range(12))
SENTENCES = '{"tokens": ["आशा", "राई", "इलाममा"], "lang": "ne"}\n{"tokens": ["علی", "لاہور"], "lang": "ur"}\n'
TARGET = "text,lang\n" + "".join(f"नमस्कार {i},ne\n" for i in range(8))


def project_with_files(name: str = "Greetings") -> Project:
    """Create a project with a pool of 60 rows in three languages and a target sample of 8."""
    project = create_project(name)
    for role, content in (("pool", POOL), ("target", TARGET)):
        project, _ = put_file(project, role, f"my {role}.csv", content.encode())
    return project


def prepared_project(name: str = "Greetings", uncertain: bool = True, gold: bool = False) -> Project:
    """Create a prepared project; with ``gold`` it also has labelled target data."""
    project = project_with_files(name)
    roles: dict[str, Role] = {"source": "pool", "target": "target"}
    if gold:
        roles["gold"] = "gold"
        project, _ = put_file(project, "gold", "my gold.csv", GOLD.encode())
    return as_prepared(project, roles, uncertain)


def annotatable_project(pool: str, ending: str, target: str) -> Project:
    """Create a prepared project of any task; ``ending`` is that of both files."""
    project = create_project("To annotate")
    contents: dict[Role, str] = {"pool": pool, "target": target}
    for role, content in contents.items():
        project, _ = put_file(project, role, f"my {role}{ending}", content.encode())
    return as_prepared(project, {"source": "pool", "target": "target"})


def as_prepared(project: Project, roles: Mapping[str, Role], uncertain: bool = True) -> Project:
    """Store encodings and a map of the project's files, made of random numbers."""
    random = np.random.default_rng(1)
    about, rows = {}, 0
    for part, role in roles.items():
        data = load_file(project, role)
        table = pd.DataFrame({"id": data.frame["id"], "language": data.languages, "text": data.texts})
        _write_encoding(project, part, table, random, uncertain)
        if data.task.labels_words:
            folder = project.prepared_folder / part
            counts = table["words"] = data.task.word_counts(data.frame)
            np.save(folder / "words.npy", random.normal(size=(sum(counts), 8)).astype(np.float16))
            if uncertain:
                table["word_uncertainty"] = [-random.random(count).astype(np.float32) for count in counts]
            table.to_parquet(folder / "rows.parquet")
        about[part] = {"name": role, "rows": len(data), "content_hash": data.content_hash}
        rows += len(data) * (part != "gold")
    return _recorded(project, about, rows, random)


def large_project(rows: int) -> Project:
    """Create a prepared project with so many pool rows in three languages, and the target sample of 8.

    The pool's file has the usual 60 rows, because reading many would take long.
    """
    project = project_with_files("Large")
    random = np.random.default_rng(1)
    codes = [("hi", "en", "ur")[i % 3] for i in range(rows)]
    pool = {
        "id": [f"p{i}" for i in range(rows)],
        "language": codes,
        "text": [f"text {i}" for i in range(rows)],
    }
    target = {"id": [f"t{i}" for i in range(8)], "language": "ne", "text": [f"नमस्कार {i}" for i in range(8)]}
    about = {}
    parts: tuple[tuple[str, Role, dict[str, Any]], ...] = (
        ("source", "pool", pool),
        ("target", "target", target),
    )
    for part, role, columns in parts:
        table = pd.DataFrame(columns)
        _write_encoding(project, part, table, random, True)
        content = load_file(project, role).content_hash
        about[part] = {"name": role, "rows": len(table), "content_hash": content}
    return _recorded(project, about, rows + 8, random)


def _write_encoding(
    project: Project, part: str, table: pd.DataFrame, random: np.random.Generator, uncertain: bool
) -> None:
    folder = project.prepared_folder / part
    folder.mkdir(parents=True)
    np.save(folder / "embeddings.npy", random.normal(size=(len(table), 8)).astype(np.float32))
    if uncertain:
        np.save(folder / "uncertainty.npy", -random.random((len(table), 1)).astype(np.float32))
    table.to_parquet(folder / "rows.parquet")
    write(folder / "encoding.json", {"model": "none", "measures": ["margin"] if uncertain else []})


def _recorded(
    project: Project, about: Mapping[str, object], rows: int, random: np.random.Generator
) -> Project:
    np.save(project.prepared_folder / "map.npy", random.normal(size=(rows, 2)).astype(np.float32))
    manifest = {"task": project.effective_task, "model": "default", "training": None, **about}
    write(project.prepared_folder / "prepare.json", manifest)
    record_prepared(project, project.prepared_folder)
    return project


def write(path: Path, content: object) -> None:
    """Write JSON."""
    path.write_text(json.dumps(content), encoding="utf-8")
