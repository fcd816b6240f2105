"""``why``, ``workspace strike`` and ``workspace struck`` on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from demux_core.cli import main
from demux_core.workflows.limits import struck_rows
from demux_core.workflows.striking import rows_like
from demux_core.workspace.prepared import open_prepared
from tests.helpers import tiny
from tests.helpers.fabricated_project import prepared_project


def test_points_tell_their_story_to_people_and_as_json(
    tmp_path: Path, tiny_model: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [f"{tiny.TEXTS[i % len(tiny.TEXTS)]} {i}" for i in range(30)]
    frame = pd.DataFrame({"id": [f"p{i}" for i in range(30)], "text": texts, "lang": ["fr", "hi"] * 15})
    frame.to_csv(tmp_path / "pool.csv", index=False)
    (tmp_path / "sample.txt").write_text("\n".join(f"{tiny.TEXTS[0]} {i}" for i in range(8)))
    files = ["--source", str(tmp_path / "pool.csv"), "--target", str(tmp_path / "sample.txt")]
    given = ["why", *files, "--task", "sequence", "--model", str(tiny_model()), "--budget", "5"]
    assert main([*given, "--id", "p3,p4"]) == 0
    said = capsys.readouterr().out
    assert "p3 (Hindi): " in said
    assert "target text at distance" in said
    assert "COVER: " in said
    out = tmp_path / "why.json"
    assert main([*given, "--id", "p3", "--strategy", "cover,RANDOM", "--out", str(out)]) == 0
    (story,) = json.loads(out.read_text())
    assert (story["id"], story["language"], len(story["targets"])) == ("p3", "hi", 3)
    assert [each["strategy"] for each in story["standings"]] == ["cover", "random"]
    assert all(each["rank"] for each in story["standings"])  # the whole pool is small enough to rank
    assert main([*given, "--id", "p99"]) == 2
    assert "got p99; take ids from" in capsys.readouterr().err


def test_a_text_is_named_by_a_beginning_of_its_id_that_no_other_has(
    tmp_path: Path, tiny_model: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    ids = ["4f2a17c0", "4f2b09d1", "4f2", "91c0aaaa"]
    texts = [f"{tiny.TEXTS[0]} {i}" for i in range(4)]
    pd.DataFrame({"id": ids, "text": texts, "lang": "en"}).to_csv(tmp_path / "pool.csv", index=False)
    given = ["why", "--source", str(tmp_path / "pool.csv"), "--target", str(tmp_path / "pool.csv")]
    given += ["--model", str(tiny_model()), "--budget", "2", "--strategy", "random"]
    assert main([*given, "--id", "4f2a,91,4f2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[0] for line in lines if " (English): " in line] == [ids[0], ids[3], ids[2]]
    assert main([*given, "--id", "4f"]) == 2
    assert "got 4f, with which 3 ids begin (4f2a17c0, 4f2b09d1, 4f2); give more of it" in (
        capsys.readouterr().err
    )


def test_points_and_languages_are_struck_out_listed_and_taken_back(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = prepared_project()
    run = open_prepared(project)
    strike = ["workspace", "strike", project.slug, "--workspace", str(workspace)]
    assert main([*strike, "--id", run.source.ids[3], "--reason", "not a sentence"]) == 0
    assert main([*strike, "--language", "ur"]) == 0
    assert "11 of 60 texts are struck out" in capsys.readouterr().err
    alone = next(row for row in range(60) if 3 not in rows_like(run, row))
    assert main([*strike, "--like", run.source.ids[alone]]) == 0
    assert alone in struck_rows(project, run)
    assert main(["workspace", "struck", project.slug, "--workspace", str(workspace)]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == 3
    assert listed[1].endswith(": Urdu")
    assert listed[2].endswith("नमस्ते 3: not a sentence")
    for _ in range(3):
        assert main([*strike, "--undo"]) == 0
    assert struck_rows(project, run) == ()
    assert main([*strike, "--undo"]) == 2
    assert "nothing to undo" in capsys.readouterr().err
