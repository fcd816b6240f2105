"""End to end on the command line with real corpora: train on English, then select for a target.

The subsets are small, so that five runs take minutes; they show that all parts work together, not how well.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core import STRATEGIES, Encoding, load
from demux_core.cli import main
from demux_core.modelling.encoder import encode
from demux_core.modelling.models import find_model

pytestmark = pytest.mark.shared

BUDGET = 100


def cut(path: Path, out: Path, languages: list[str], split: str, rows: int) -> Path:
    """Write the first ``rows`` of each language in a split, shortest contexts first."""
    frame = pd.read_parquet(path)
    frame = frame[(frame["split"] == split) & frame["lang"].isin(languages)]
    if "context" in frame:
        frame = frame.sort_values("context", key=lambda contexts: contexts.str.len(), kind="stable")
    frame.groupby("lang").head(rows).to_parquet(out)
    return out


@pytest.mark.parametrize(
    ("corpus", "task", "target", "english", "training_rows", "pool_languages", "pool_rows", "test_rows"),
    [
        ("topic.parquet", "sequence", "ur", "en", 160, 20, 240, 30),
        ("pos.parquet", "token", "fr", "en", 120, 20, 240, 30),
        ("ner.parquet", "token", "tr", "en", 120, 12, 240, 30),
        ("nli.parquet", "sequence", "fr", "ko", 120, 8, 200, 30),
        ("qa.parquet", "qa", "hi", "en", 24, 15, 120, 12),  # contexts are long
    ],
)
def test_train_select_and_score(
    corpus: str,
    task: str,
    target: str,
    english: str,
    training_rows: int,
    pool_languages: int,
    pool_rows: int,
    test_rows: int,
    shared_data: Callable[[str], Path],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = shared_data(corpus)
    known = pd.read_parquet(path, columns=["lang", "split"]).query("split == 'train'")["lang"]
    others = [language for language in known.value_counts().index if language not in (target, english)]
    others = others[:pool_languages]
    training = cut(path, tmp_path / "english.parquet", [english], "train", training_rows)
    pool = cut(path, tmp_path / "pool.parquet", others, "train", pool_rows // pool_languages)
    sample = cut(path, tmp_path / "target.parquet", [target], "train", 24)
    gold = cut(path, tmp_path / "gold.parquet", [target], "train", BUDGET)
    test = cut(path, tmp_path / "test.parquet", [english, target], "test", test_rows)
    allocation = tmp_path / "allocation.csv"
    allocation.write_text("lang,count\n" + "\n".join(f"{language},10" for language in others))

    tuned = str(tmp_path / "en-ft")
    batch = ["--epochs", "2", "--batch-size", "16"]
    assert main(["train", "--data", str(training), "--task", task, "--out", tuned, *batch]) == 0
    picked = tmp_path / "picked.csv"
    arguments = ["--source", str(pool), "--target", str(sample), "--gold", str(gold), "--task", task]
    names = [name for name, s in STRATEGIES.items() if task == "token" or "words" not in s.needs]
    arguments += ["--allocation", str(allocation), "--strategy", ",".join(names)]
    arguments += ["--model", tuned, "--budget", str(BUDGET), "--out", str(picked)]
    capfd.readouterr()
    assert main(["select", *arguments]) == 0

    mixes = dict(line.split(": ", 1) for line in capfd.readouterr().out.splitlines())
    assert list(mixes) == names
    assert all(mix.startswith(f"{BUDGET} texts: ") for mix in mixes.values())
    table = pd.read_csv(picked)
    dataset = load(pool, task)
    for name, part in table.groupby("strategy"):
        assert part["rank"].tolist() == list(range(1, BUDGET + 1))
        assert part["id"].is_unique
        assert set(part["language"]) == {target} if name == "gold" else target not in set(part["language"])
        assert np.isfinite(part["uncertainty"]).all()
        assert (part["distance"] >= 0).all()
    assert set(table[table["strategy"] == "egalitarian"]["language"]) == set(dataset.languages)
    uncertain = table[table["strategy"] == "uncertainty"]["uncertainty"]
    assert uncertain.is_monotonic_decreasing

    assert main(["evaluate", "--data", str(test), "--task", task, "--model", tuned]) == 0
    assert f'"{target}"' in capfd.readouterr().out


def test_translations_are_neighbours(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    topic = shared_data("topic.parquet")
    halves = {}
    for language in ("en", "fr"):
        dataset = load(f"{topic}@train[lang={language}]")
        halves[language] = dataset.take(np.argsort(dataset.frame["group"].astype(str))[:200])
    assert halves["en"].frame["group"].tolist() == halves["fr"].frame["group"].tolist()
    english, french = (
        np.asarray(Encoding.open(encode(half, find_model("default"))).embeddings) for half in halves.values()
    )
    distances = ((english[:, None] - french[None]) ** 2).sum(axis=2)
    assert (distances.argmin(axis=1) == np.arange(200)).mean() > 0.9
    assert (distances.argmin(axis=0) == np.arange(200)).mean() > 0.9
