"""The sample project: utterances to a health assistant, and Nepali as the target."""

import shutil
from pathlib import Path

from demux_core.projects import Project, Role, create_project, list_projects, put_file

SAMPLE_NAME = "Health assistant for Nepal"
SAMPLE_FILES: dict[Role, str] = {"pool": "pool.csv", "target": "target_ne.txt", "train": "train_en.csv"}
SAMPLE_FOLDER = Path(__file__).resolve().parents[1] / "data" / "demo" / "intents"


def sample_available() -> bool:
    """Say whether the sample's files are here."""
    return all((SAMPLE_FOLDER / name).exists() for name in SAMPLE_FILES.values())


def open_sample() -> Project:
    """Return the sample project; the first time, make it of its files."""
    for project in list_projects():
        if project.name == SAMPLE_NAME:
            return project
    project = create_project(SAMPLE_NAME)
    try:
        for role, name in SAMPLE_FILES.items():
            project, _ = put_file(project, role, name, (SAMPLE_FOLDER / name).read_bytes())
    except BaseException:
        shutil.rmtree(project.folder)  # half a sample would be found and opened the next time
        raise
    return project
