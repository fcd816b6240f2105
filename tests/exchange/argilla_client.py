"""Build an export's settings and records with Argilla's own client, without a server; run by its Python.

Arguments: the records and the settings that an export wrote, and where to write the records as the client
does, each with a response to its question.
"""

import json
import sys
import uuid
from pathlib import Path

import argilla as rg


def main(records: Path, settings: Path, out: Path) -> None:
    rg.Argilla._validate_connection = lambda client: None  # there is no server to greet
    rg.Argilla(api_url="http://127.0.0.1:9", api_key="none")
    shape = rg.Settings.from_json(settings)
    assert [question.name for question in shape.questions] == ["label"], shape
    loaded = [rg.Record.from_dict(each) for each in json.loads(records.read_text(encoding="utf-8"))]
    user = uuid.UUID(int=7)
    written = []
    for record in loaded:
        for suggestion in list(record.suggestions):
            record.responses.add(rg.Response("label", suggestion.value, user_id=user))
        written.append(record.to_dict())
    out.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
