"""What is in the project's files: languages, notes, a preview."""

import pandas as pd
import streamlit as st

from demux_core.base.languages import UNKNOWN, is_rtl_text, language_name
from demux_core.data.dataset import Dataset, language_counts
from demux_core.workspace.project import ROLES, Project, Role
from pages.ui.shared import cache, wording

_PREVIEW = 6
_PREVIEW_TEXT = 160


def contents(project: Project) -> None:
    """Show one of the project's files, chosen by the visitor."""
    present = [role for role in ROLES if role in project.uploads]
    role: Role = st.segmented_control(
        "File",
        present,
        format_func=lambda role: wording.ROLES[role][0],
        default=present[0],
        required=True,
        key=f"inspect_{project.slug}_{'_'.join(present)}",
        label_visibility="collapsed",
    )
    dataset = cache.dataset(project, role)
    table, detail = st.columns(2, gap="medium")
    with table:
        _languages(dataset)
    with detail:
        _notes(dataset)
        _preview(dataset)


def _languages(dataset: Dataset) -> None:
    shown = language_counts(dataset)
    codes = shown["language"].tolist()
    shown["language"] = [
        code if language_name(code) == code else f"{language_name(code)} · {code}" for code in codes
    ]
    shown[["share", "confidence"]] *= 100
    st.markdown(_in_languages(dataset))
    st.dataframe(
        shown,
        hide_index=True,
        height=min(38 + 35 * len(shown), 388),
        column_config={
            "language": st.column_config.TextColumn("Language"),
            "rows": st.column_config.NumberColumn("Rows", format="localized", width=60),
            "share": st.column_config.ProgressColumn(
                "Share", format="%.1f%%", min_value=0, max_value=100, width=105
            ),
            "confidence": st.column_config.NumberColumn(
                "Confidence",
                format="%.0f%%",
                width=85,
                help="100%: given in the file or named. Below: guessed; unknown where the guess is weak.",
            ),
        },
    )


def _in_languages(dataset: Dataset) -> str:
    known = set(dataset.languages) - {UNKNOWN}
    if not known:
        return f"{wording.rows(len(dataset))} in an unknown language"
    others = " and unknown ones" if UNKNOWN in dataset.languages else ""
    return f"{wording.rows(len(dataset))} in {wording.count(len(known), 'language')}{others}"


def _notes(dataset: Dataset) -> None:
    notes = list(dataset.notes)
    if not any("duplicate" in note for note in notes):
        notes.append("no exact duplicates")
    if dataset.labels:
        notes.append(f"labels: {', '.join(dataset.labels[:12])}{' …' if len(dataset.labels) > 12 else ''}")
    st.markdown("\n".join(f"- {wording.escape(note)}" for note in notes))
    if UNKNOWN in dataset.languages:
        st.caption(
            ":material/translate: beside a file names its language. Several languages need a file each."
        )


def _preview(dataset: Dataset) -> None:
    codes = pd.Series(dataset.languages)
    turns = codes.groupby(codes).cumcount().to_numpy()
    rows = sorted(turns.argsort(kind="stable")[:_PREVIEW])  # one of each language, as far as there is room
    sample = dataset.take(rows)
    texts = [text if len(text) <= _PREVIEW_TEXT else f"{text[:_PREVIEW_TEXT]}…" for text in sample.texts]
    shown = pd.DataFrame(
        {
            "Some rows": [wording.escape(text) for text in texts],
            "Language": [wording.escape(language_name(code)) for code in sample.languages],
        }
    )
    if sample.glosses is not None:
        shown.insert(1, "In English", [wording.escape(gloss or "") for gloss in sample.glosses])
    right = "direction: rtl; text-align: right !important"  # the table aligns every cell to the left
    directions = [right if is_rtl_text(*row) else "" for row in zip(texts, sample.languages, strict=True)]
    st.table(shown.style.apply(lambda _: directions, subset=["Some rows"]).hide(axis="index"))
