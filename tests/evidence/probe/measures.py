"""The measures of all targets, by which the preflight finds those like a new one.

python -m tests.evidence.probe.measures [CORPUS ...]     everything unless named

Fine-tuning moves the vectors, so every target is measured twice: as the pretrained model sees it, and as a
model sees it that was fine-tuned on the corpus's English rows (EN-FT).
"""

import sys

import numpy as np
import pandas as pd

from demux_core.analysis.measured_targets import FINE_TUNED, KEY, MEASURES, PRETRAINED
from demux_core.analysis.target_measures import target_measures
from demux_core.base.config import TrainingConfig
from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.models import Model, find_model
from demux_core.modelling.training import train, was_trained_from
from demux_core.strategies.base import Rows
from tests.evidence.plans import CUTS
from tests.evidence.probe.corpora import CORPORA, ENGLISH, MODEL, Corpus
from tests.evidence.probe.head import Head
from tests.evidence.probe.tables import TABLES


def write_measures(name: str) -> None:
    """Write the measures of a corpus's targets beside those of the other corpora."""
    corpus = CORPORA[name]
    rows = np.arange(len(corpus.rows))
    _write(name, PRETRAINED, Head(corpus).encoding, rows)
    _write(name, FINE_TUNED, *as_fine_tuned(corpus))


def _write(name: str, model: str, encoding: Encoding, rows: Rows) -> None:
    """Write the measures of a corpus's targets by one model.

    Args:
        name: of the corpus.
        model: the kind of model.
        encoding: of rows of the corpus.
        rows: which rows these are, ascending.
    """
    corpus, path = CORPORA[name], TABLES / MEASURES
    lines = []
    for target in corpus.targets:
        pool, sample = (
            encoding.take(np.searchsorted(rows, part))
            for part in (corpus.pool_of(target), corpus.part(target, "dev"))
        )
        known = target_measures(pool, sample).known()
        lines.append({"corpus": name, "target": target, "task": corpus.task, "model": model, **known})
        print(name, model, target, flush=True)
    table = pd.DataFrame(lines).round(4)
    columns = list(table.columns)
    if path.exists():
        earlier = pd.read_csv(path, keep_default_na=False, na_values=[""])
        others = (earlier["corpus"] != name) | (earlier["model"] != model)
        table = pd.concat([table, earlier[others]])
    table = table.sort_values([*KEY, "model"], kind="stable")
    atomic_write(path, to_csv(table[columns]))


def as_fine_tuned(corpus: Corpus) -> tuple[Encoding, Rows]:
    """Return pools and target samples as EN-FT sees them, and their rows in the corpus."""
    parts = [
        part
        for language in sorted({language for language, _ in corpus.parts} - {ENGLISH})
        for part in (corpus.part(language, "train")[: corpus.pool], corpus.part(language, "dev"))
    ]
    rows = np.sort(np.concatenate(parts))
    return Encoding.open(encode(corpus.rows.take(rows), _en_ft(corpus))), rows


def _en_ft(corpus: Corpus) -> Model:
    folder, model, config = CUTS / "probe" / "en-ft" / corpus.name, find_model(MODEL), TrainingConfig()
    english = corpus.rows.take(corpus.part(ENGLISH, "train"))
    if was_trained_from(folder, english.content_hash, model.fingerprint, config):
        return find_model(folder)
    return train(english, model, folder, config, labels=corpus.rows.labels)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or CORPORA:
        write_measures(wanted)
