"""The sample project: utterances to a health assistant, and Nepali as the target."""

from pathlib import Path

from demux_core.errors import InputError
from demux_core.projects import Project, Role, create_project, delete_project, list_projects, put_file

SAMPLE_NAME = "Health assistant for Nepal"
SAMPLE_FILES: dict[Role, str] = {"pool": "pool.csv", "target": "target_ne.txt", "train": "train_en.csv"}
SAMPLE_FOLDER = Path(__file__).resolve().parents[2] / "data" / "demo" / "intents"


def sample_available() -> bool:
    """Say whether the sample's files are here."""
    return all((SAMPLE_FOLDER / name).exists() for name in SAMPLE_FILES.values())


def open_sample() -> Project:
    """Return the sample project; what it has not of its files yet, it gets."""
    project = next((p for p in list_projects() if p.name == SAMPLE_NAME), None)
    made = project is None
    project = project or create_project(SAMPLE_NAME)
    try:
        for role, name in SAMPLE_FILES.items():
            if role not in project.uploads:
                project, _ = put_file(project, role, name, (SAMPLE_FOLDER / name).read_bytes())
    except (InputError, OSError):
        if made:
            delete_project(project)
        raise
    return project
