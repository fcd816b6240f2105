"""Glosses may be corrected without computing a demo again: they are no part of what it was computed from."""

import json

from demux_core.base.files import atomic_write
from demux_core.data.joining import join
from demux_core.data.loading import load
from demux_core.demo.build.packaging import file_hashes
from demux_core.demo.catalog import DEMO, SHIPPED, Demo, sample_language
from demux_core.workspace.project import Role

_PARTS: dict[Role, str] = {"pool": "source", "target": "target", "train": "training", "gold": "gold"}


def record_glosses(demo: Demo) -> bool:
    """Note the present files in a demo's manifest if only glosses have changed; return whether they are."""
    path = SHIPPED / demo.name / "manifest.json"
    if not path.exists():
        return False
    manifest, hashes = json.loads(path.read_text(encoding="utf-8")), file_hashes(demo)
    run = json.loads((SHIPPED / demo.name / "run" / "prepare.json").read_text(encoding="utf-8"))
    same = all(_content(demo, role) == run[part]["content_hash"] for role, part in _PARTS.items())
    same = same and all(manifest["files"].get(name) == hashes[name] for name in demo.files["test"])
    if same:
        text = json.dumps(manifest | {"files": hashes}, ensure_ascii=False, indent=1)
        atomic_write(path, text + "\n")
    return same


def _content(demo: Demo, role: Role) -> str:
    paths = [DEMO / name for name in demo.files[role]]
    parts = [load(path, demo.task, language=sample_language(role, path)) for path in paths]
    return join(parts)[0].content_hash
