"""What a tool is given as one file to download: a .zip where there are several."""

import io
import tempfile
import zipfile
from pathlib import Path

from demux_core.exchange import Tool
from demux_core.exchange.sheet import Sheet


def packed_name(tool: Tool, stem: str) -> str:
    """The name of the file that ``packed`` returns."""
    return f"{stem}-{tool.name}{'.zip' if tool.has_several_files else tool.suffix}"


def packed(sheet: Sheet, tool: Tool, stem: str) -> bytes:
    """The files that ``tool`` is given, as one.

    Raises:
        InputError: the tool cannot hold the texts.
    """
    with tempfile.TemporaryDirectory() as folder:
        written = tool.write(sheet, Path(folder) / f"{stem}{tool.suffix}")
        if not tool.has_several_files:
            return written[0].read_bytes()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(folder))
        return buffer.getvalue()
