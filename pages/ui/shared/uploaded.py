"""Files that visitors sent: the server forgets its own copy as soon as a page has taken the content."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


def take(files: "Sequence[UploadedFile]") -> dict[str, bytes]:
    """Return name -> content of files; otherwise their memory would be held until the visitor leaves."""
    context = get_script_run_ctx()
    contents = {}
    for file in files:
        contents[file.name] = file.getvalue()
        if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    return contents
