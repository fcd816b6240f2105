"""A workspace of version 0.1.0, which has the first tables, opens with everything that is in it."""

import hashlib
import json
from pathlib import Path

import sqlalchemy as sa
from alembic.command import upgrade
from alembic.config import Config

from demux_core.workspace import database
from demux_core.workspace.label_log import labelled_dataset
from demux_core.workspace.project import list_projects
from demux_core.workspace.project_files import load_file
from demux_core.workspace.saved_selections import list_saved

POOL = b"id,text,lang,label\na1,open at nine,en,hours\nb2,wo ist der Arzt,de,place\n"
NOW = "2026-01-31T12:00:00+00:00"


def write_first_version(root: Path) -> None:
    """The folder and the database as 0.1.0 wrote them: a project with a pool, a selection and a label."""
    (root / "artifacts").mkdir(parents=True)
    pool = f"{hashlib.sha256(POOL).hexdigest()}.csv"
    (root / "artifacts" / pool).write_bytes(POOL)
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with sa.create_engine(f"sqlite:///{root / 'demux.db'}").begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, "0001")
        project = {
            "id": 1,
            "slug": "clinic",
            "name": "Clinic",
            "created": NOW,
            "model": "default",
            "task": None,
        }
        dataset = {
            **{"id": 1, "project_id": 1, "role": "pool", "name": "pool.csv", "suffix": ".csv", "rows": 2},
            **{"task": "sequence", "content_hash": "of 0.1.0", "artifact": pool, "created": NOW},
        }
        selection = {
            **{"id": 1, "project_id": 1, "strategy": "random", "artifact": pool, "created": NOW},
            **{"budget": 1, "seed": 42, "options": "{}"},
        }
        label = {
            **{"id": 1, "project_id": 1, "row": "b2", "annotator": "asha", "created": NOW},
            "label": json.dumps("hours"),
        }
        rows = {"projects": project, "datasets": dataset, "selections": selection, "labels": label}
        for table, row in rows.items():
            columns = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)


def test_projects_files_selections_and_labels_are_all_there(workspace: Path) -> None:
    write_first_version(workspace)
    (project,) = list_projects()
    assert (project.slug, project.name, project.model) == ("clinic", "Clinic", "default")
    assert load_file(project, "pool").texts == ["open at nine", "wo ist der Arzt"]
    assert [each.strategy for each in list_saved(project)] == ["random"]
    assert labelled_dataset(project).row_labels == ["hours"]
    assert (workspace / f"demux.db.before-{database.LATEST_MIGRATION}").exists()
