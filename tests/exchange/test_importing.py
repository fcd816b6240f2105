"""Labels of files beside those of the log: nothing is lost, and nothing counts twice."""

import json
from pathlib import Path
from typing import Any

import pytest

from demux_core import InputError
from demux_core.cli import main
from demux_core.exchange import find_tool
from demux_core.exchange.importing import Imported, import_labels, rows_and_labels
from demux_core.exchange.sentences import imported_sentences
from demux_core.workflows.agreement import project_agreement
from demux_core.workspace.label_log import current_labels, read_log
from demux_core.workspace.label_merging import Merged, answers_of_people
from demux_core.workspace.project import create_project, reload_project
from demux_core.workspace.project_files import put_file
from demux_core.workspace.second_answers import disagreements, settle
from tests.exchange.conftest import LABEL_SETS, LABELS, OTHERS, Bench, bench, content_of, pool_of, sheet_of


def bring(one: Bench, path: Path, tool: str) -> Imported:
    return import_labels(one.project, one.pool, one.known, tool, path)


def csv_of(folder: Path, *rows: str) -> Path:
    path = folder / "labels.csv"
    path.write_text("\n".join(["id,text,label,annotator,at", *rows]), encoding="utf-8")
    return path


def row(name: str, label: str, who: str = "", at: str = "") -> str:
    texts = {"s2": "मलाई किताब मन पर्छ", "s5": "Ọjọ́ dára púpọ̀"}
    return f"{name},{texts.get(name, 'a text')},{label},{who},{at}"


def jsonl(folder: Path, *lines: dict[str, Any]) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def test_partial_and_repeated_files_merge_without_loss(tmp_path: Path) -> None:
    one = bench("sequence")
    one.label({"s1": "good"}, "asha")
    first = csv_of(tmp_path, row("s2", "good", "asha"))
    assert bring(one, first, "csv").merged == Merged(new=1)
    assert bring(one, first, "csv").merged == Merged(known=1)
    both = csv_of(tmp_path, row("s2", "good", "asha"), row("s5", "good", "asha"), row("s5", "good", "bikram"))
    assert bring(one, both, "csv").merged == Merged(new=1, known=1, agreeing=1)
    assert one.standing() == dict.fromkeys(("s1", "s2", "s5"), ("good", "asha"))
    assert bring(one, both, "csv").merged == Merged(known=3)


def test_what_a_person_corrects_in_the_file_replaces_their_label_and_an_old_file_does_not_bring_it_back(
    tmp_path: Path,
) -> None:
    one = bench("sequence")
    one.label({"s5": "good"}, "asha")
    assert bring(one, csv_of(tmp_path, row("s5", "none <at> all", "asha")), "csv").merged == Merged(
        corrected=1
    )
    assert bring(one, csv_of(tmp_path, row("s5", "good", "asha")), "csv").merged == Merged(known=1)
    assert one.standing()["s5"] == ("none <at> all", "asha")
    later = csv_of(tmp_path, row("s5", "good", "asha", "2999-01-01T00:00:00Z"))
    assert bring(one, later, "csv").merged == Merged(corrected=1)
    assert one.standing()["s5"] == ("good", "asha")


def test_people_who_differ_are_kept_counted_and_decided_on(tmp_path: Path) -> None:
    one = bench("sequence")
    one.label({"s2": "good", "s5": "good"}, "asha")
    path = csv_of(tmp_path, row("s2", "none <at> all", "bikram"), row("s5", "good", "bikram"))
    assert bring(one, path, "csv").merged == Merged(agreeing=1, differing=1)
    project = reload_project(one.project.slug)
    given = current_labels(project, list(one.pool.frame["id"]), one.pool.texts)
    [(counts, second)] = disagreements(project, given)
    assert (counts.annotator, second.annotator, second.label) == ("asha", "bikram", "none <at> all")
    found = project_agreement(project, one.pool, given)
    assert found is not None
    assert (found.decisions, found.people, found.same) == (2, ("asha", "bikram"), 0.5)
    settle(project, second, takes=True)
    assert one.standing()["s2"] == ("none <at> all", "bikram")
    assert bring(one, path, "csv").merged == Merged(known=2)
    assert len(answers_of_people(project)["s2"]) == 2


def test_tags_of_words_agree_word_by_word(tmp_path: Path) -> None:
    one = bench("token")
    one.label(LABELS["token"], "asha")
    path = tmp_path / "labels.conll"
    find_tool("conll").write(sheet_of("token", ("bikram", OTHERS["token"])), path)
    assert bring(one, path, "conll").merged == Merged(differing=1)
    given = current_labels(one.project, list(one.pool.frame["id"]), one.pool.texts)
    found = project_agreement(one.project, one.pool, given)
    assert found is not None
    assert (found.decisions, found.same) == (4, 0.75)


def test_rows_without_ids_are_found_by_their_content(tmp_path: Path) -> None:
    one = bench("token")
    path = tmp_path / "labels.conll"
    path.write_text("आशा\tB-PER\nइलाममा\tB-LOC\nबस्छिन्\tO\n।\tO\n", encoding="utf-8")
    assert bring(one, path, "conll").merged == Merged(new=1)
    assert one.standing() == {"w2": (LABELS["token"]["w2"], "anonymous")}


def test_a_project_without_labels_takes_those_of_the_file_and_says_so(tmp_path: Path) -> None:
    project, pool = put_file(create_project("new"), "pool", "pool.jsonl", content_of("sequence"))
    done = import_labels(project, pool, [], "csv", csv_of(tmp_path, row("s2", "good"), row("s5", "bad")))
    assert imported_sentences(done) == ["2 labels read: 2 new.", "The project's labels are now bad, good."]


@pytest.mark.parametrize(
    ("task", "tool", "content", "message"),
    [
        (
            "sequence",
            "csv",
            [row("s2", "good"), row("x9", "good")],
            r"texts that are not in it: x9; import",
        ),
        (
            "sequence",
            "csv",
            [row("s2", "grand"), row("s5", "awful")],
            r"got awful, grand; correct them",
        ),
        ("sequence", "csv", ["s2,another text,good,,"], r"row 1 \(s2\) has 'another text' instead of 'मलाई"),
        ("token", "doccano", {"label": [[0, 99, "PER"]]}, r"line 1 \(w2\): a span must lie within its text"),
        (
            "token",
            "doccano",
            {"label": [[0, 2, "PER"]]},
            r"begin and end with a word, but 0 to 2 is 'आश'",
        ),
        ("token", "doccano", {"label": [[0, 3, "ORG"]]}, r"those of the project \(LOC, PER\), got ORG"),
        (
            "token",
            "doccano",
            {"label": ["good"]},
            r"Token labelling, but line 1 has classes of",
        ),
        ("token", "doccano", {"labels": [], "text": None}, r"layout of doccano, but line 1 is not"),
        ("token", "prodigy", {"answer": "accept"}, r"must be in the layout of Prodigy, but line 1 is not"),
    ],
)
def test_a_bad_file_gets_one_clear_error(
    task: str, tool: str, content: Any, message: str, tmp_path: Path
) -> None:
    pool = pool_of(task)
    line = {"text_id": "w2", "text": "आशा इलाममा बस्छिन् ।"}
    path = csv_of(tmp_path, *content) if tool == "csv" else jsonl(tmp_path, line | content)
    with pytest.raises(InputError, match=message):
        rows_and_labels(list(find_tool(tool).read(path, pool.task)), pool, LABEL_SETS[task])


def test_a_file_with_one_bad_label_changes_nothing(tmp_path: Path) -> None:
    one = bench("sequence")
    with pytest.raises(InputError, match="got grand"):
        bring(one, csv_of(tmp_path, row("s2", "good"), row("s5", "grand")), "csv")
    assert read_log(one.project) == []


def test_the_command_line_writes_and_merges(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = bench("qa")
    one.label(LABELS["qa"], "asha")
    tasks = tmp_path / "tasks.json"
    assert main(["export", "--project", "qa", "--to", "label-studio", "--out", str(tasks)]) == 0
    assert "3 texts, 2 of them labelled" in capsys.readouterr().err
    assert tasks.with_suffix(".xml").exists()
    assert main(["import", "--from", "label-studio", "--project", "qa", str(tasks)]) == 0
    assert "2 labels read: 2 known already." in capsys.readouterr().err
    assert main(["import", "--from", "csv", "--project", "qa", str(tmp_path / "absent.csv")]) == 2
    assert "absent.csv" in capsys.readouterr().err
