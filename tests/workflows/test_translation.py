"""Glosses by a translation model: tiny random models of the kinds that people bring."""

from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.translation import SETTING
from demux_core.workflows.translation import translate_project
from demux_core.workspace.glosses import with_glosses
from demux_core.workspace.project import Project, create_project, reload_project
from demux_core.workspace.project_files import load_file, put_file

POOL = "text,lang,gloss\nbonjour docteur,fr,\nbonsoir,fr,good evening\nhello,en,\nनमस्ते डॉक्टर,hi,\n"
LANGUAGES = ["__en__", "__fr__", "__hi__"]


def build(family: str, folder: Path) -> Path:
    words = ["bonjour", "docteur", "bonsoir", "hello", "नमस्ते", "डॉक्टर", "good", "day", "doctor"]
    tokens = ["<pad>", "<s>", "</s>", "<unk>", *LANGUAGES, *words]
    tokenizer = Tokenizer(WordLevel({token: i for i, token in enumerate(tokens)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 2)])
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        **{"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
        extra_special_tokens=LANGUAGES if family == "m2m_100" else [],
    )
    fast.save_pretrained(folder)
    sizes = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "max_position_embeddings": 300}
    sizes |= {f"{side}_{what}": 16 for side in ("encoder", "decoder") for what in ("ffn_dim",)}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "decoder_start_token_id": 2}
    special = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "max_length": 12}
    config = transformers.AutoConfig.for_model(family, vocab_size=len(fast), **sizes, **heads, **special)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        model = transformers.AutoModelForSeq2SeqLM.from_config(config)
    model.generation_config.forced_eos_token_id = None
    # It writes words; a token that generation is forced to begin with must not be suppressed.
    forced = {tokens.index("__en__")} if family == "m2m_100" else set()
    model.generation_config.suppress_tokens = sorted({*range(4 + len(LANGUAGES))} - forced)
    model.save_pretrained(folder)
    return folder


@pytest.fixture
def project(workspace: Path) -> Project:
    return put_file(create_project("Clinics"), "pool", "pool.csv", POOL.encode())[0]


def glosses(project: Project) -> dict[str, str | None]:
    pool = load_file(project, "pool")
    shown = with_glosses(
        Encoding(list(pool.frame["id"]), None), reload_project(project.slug).uploads["pool"].glosses
    )
    return dict(zip(pool.texts, shown.glosses or [], strict=True))


@pytest.mark.parametrize("family", ["marian", "m2m_100"])
def test_texts_without_a_gloss_get_one_and_the_others_keep_theirs(
    family: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(build(family, tmp_path / family)))
    made = translate_project(project.slug)
    found = glosses(project)
    assert found["bonsoir"] == "good evening"
    assert found["hello"] is None  # it is English
    assert made == 2
    assert all(found[text] for text in ("bonjour docteur", "नमस्ते डॉक्टर"))
    assert not set(" ".join(filter(None, found.values())).split()) & set(LANGUAGES)


def test_an_interrupted_run_goes_on_where_it_was(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(build("marian", tmp_path / "m")))
    told: list[int] = []

    def stop(step: str, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translate_project(project.slug, stop)
    translate_project(project.slug, lambda _, done, total: told.append(done))
    assert told == [1, 2]
    put_file(project, "pool", "pool.csv", f"{POOL}salut,fr,\n".encode())  # read again: without translations
    told.clear()
    translate_project(project.slug, lambda _, done, total: told.append(done))
    assert told == [2, 3]


def test_what_cannot_translate_is_said(project: Project, tmp_path: Path, monkeypatch: Any) -> None:
    with pytest.raises(InputError, match="DEMUX_TRANSLATION_MODEL is not set"):
        translate_project(project.slug)
    (tmp_path / "none").mkdir()
    monkeypatch.setenv(SETTING, str(tmp_path / "none"))
    with pytest.raises(InputError, match="must name a sequence-to-sequence model"):
        translate_project(project.slug)
