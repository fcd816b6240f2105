"""Projects: a row with settings, a row for each uploaded file, the files as artifacts.

WORKSPACE/projects/<slug>/run/  is where ``prepare`` works; what it finished is kept by ``runs.py``.
"""

from demux_core.projects.files import (
    change_settings,
    glance_at,
    load_file,
    name_columns,
    put_file,
    remove_file,
)
from demux_core.projects.project import (
    ROLES,
    Project,
    Role,
    StoredFile,
    Upload,
    archive_project,
    create_project,
    list_projects,
    open_project,
    put_setting,
    rename_project,
)

__all__ = [
    "ROLES",
    "Project",
    "Role",
    "StoredFile",
    "Upload",
    "archive_project",
    "change_settings",
    "create_project",
    "glance_at",
    "list_projects",
    "load_file",
    "name_columns",
    "open_project",
    "put_file",
    "put_setting",
    "remove_file",
    "rename_project",
]
