"""The cards that take the project's files."""

from collections.abc import Callable, Mapping

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.base.languages import UNKNOWN
from demux_core.data import formats
from demux_core.tasks import find_task
from demux_core.workspace.project import Project, Role, StoredFile
from demux_core.workspace.project_files import (
    name_columns,
    name_language,
    name_reading,
    preview_file,
    put_file,
    remove_file,
)
from pages.ui.data import file_columns, file_language, file_reading, server_path
from pages.ui.shared import cache, uploaded, wording

_REQUIRED: tuple[Role, ...] = ("pool", "target")
_OPTIONAL: tuple[Role, ...] = ("train", "test", "gold")
_FEW = 10  # target texts; fewer are warned about
_KEPT_BYTES = 20_000_000  # of the refused files of a role, while the visitor may correct their columns


def first_steps(project: Project) -> None:
    """Take the two files that a choice needs, one step each; the third step is to prepare them."""
    st.markdown("Three steps lead to the texts that are worth labelling. No label is needed.")
    for number, role in enumerate(_REQUIRED, start=1):
        with st.container(border=True, key=f"card_{role}"):
            say, take = st.columns([2, 3], gap="medium")
            with say:
                _summary(project, role, f"{number}. ")
                if role not in project.uploads:
                    st.caption(f"{formats.NAMES}.")
            with take:
                _files(project, role)


def required(project: Project) -> None:
    """Show the files of pool and target sample, and take more."""
    for column, role in zip(st.columns(len(_REQUIRED), gap="small"), _REQUIRED, strict=True):
        with column, st.container(border=True, height="stretch", key=f"card_{role}"):
            _summary(project, role)
            _files(project, role)


def optional(project: Project) -> None:
    """Show the labelled files, and take more."""
    st.markdown("**Optional: labelled files**")
    for role in _OPTIONAL:
        with st.container(border=True, key=f"card_{role}"):
            say, take = st.columns([2, 3], gap="medium")
            with say:
                _summary(project, role)
            with take:
                _files(project, role)


def _summary(project: Project, role: Role, number: str = "") -> None:
    title, purpose = wording.ROLES[role]
    st.markdown(f"**{number}{title}**")
    if upload := project.uploads.get(role):
        st.markdown(f"{wording.rows(upload.rows)} · {find_task(upload.task).title}")
    if not upload or role in _OPTIONAL:
        st.caption(purpose)
    if upload and role == "target" and upload.rows < _FEW:
        only, them = wording.count(upload.rows, "text"), "it" if upload.rows == 1 else "them"
        st.caption(
            f":orange[:material/warning: Only {only}: which texts are chosen then depends much on {them}; "
            f"add more if you can.]"
        )


def _files(project: Project, role: Role) -> None:
    upload = project.uploads.get(role)
    for file in upload.files if upload else ():
        _file(project, role, file)
    for name, (content, message) in list(_refused(project, role).items()):
        _refusal(project, role, name, content, message)
    round_key = f"round_{role}_{project.slug}"
    # A new key empties the uploader after each time: the card above says what is stored.
    given = st.file_uploader(
        f"{'Add to' if upload else 'Upload'} the {wording.role_in_sentence(role)}",
        accept_multiple_files=True,
        key=f"upload_{role}_{project.slug}_{st.session_state.get(round_key, 0)}",
        help=f"{formats.NAMES}. Several files are joined. A file of the same name is replaced.",
    )
    if given:
        with st.spinner("Reading the files" if len(given) > 1 else "Reading the file"):
            _take(project, role, uploaded.take(given))
        st.session_state[round_key] = st.session_state.get(round_key, 0) + 1
        st.rerun()
    server_path.field(project, role)


def _file(project: Project, role: Role, file: StoredFile) -> None:
    rows = wording.rows(file.rows) if file.rows else "all rows are in the other files, too"
    details = [rows] if len(project.uploads[role].files) > 1 else []
    details += [wording.escape(named)] if (named := file_language.shown(file)) else []
    unknown = _unknown_languages(project, role, file)
    details += [f":orange[{wording.escape(unknown)}]"] if unknown else []
    below = f"  \n:small[:gray[{' · '.join(details)}]]" if details else ""
    say, act = st.columns([1, 1], vertical_alignment="center", gap=None)
    say.markdown(f":material/draft: {wording.escape(file.name)}{below}")
    with act.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        with st.popover(
            ":material/table_chart:",
            type="tertiary",
            help="How the file and its columns are read",
            key=f"columns_of_{role}_{file.name}",
        ):
            _columns(project, role, file)
        with st.popover(
            f":material/translate:{' Name it' if unknown else ''}",
            type="tertiary",
            help="Language of this file",
            key=f"language_of_{role}_{file.name}_{file.language}",  # a new key closes it
        ):
            language = file_language.form(role, file, f"{role}_{project.slug}_{file.name}")
        remove = st.button(
            ":material/close:", key=f"remove_{role}_{file.name}", type="tertiary", help="Remove this file"
        )
    _confirm(project, role, file)
    if remove:
        _attempt(lambda: remove_file(project, role, file.name))
    if language is not None:
        _attempt(lambda: name_language(project, role, file.name, language))


def _unknown_languages(project: Project, role: Role, file: StoredFile) -> str:
    """Say that the language of a file of the target sample is not known; empty where it is, or is named."""
    if role != "target" or file.language:
        return ""
    files = project.uploads[role].files
    before = sum(other.rows for other in files[: files.index(file)])
    codes = cache.dataset(project, role).languages[before : before + file.rows]
    unknown = codes.count(UNKNOWN)
    texts = "these texts" if unknown == len(codes) else wording.count(unknown, "text")
    return f"The language of {texts} is not known." if unknown else ""


def _columns(project: Project, role: Role, file: StoredFile) -> None:
    try:
        preview = cache.column_preview(project, role, file)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return
    key = f"{role}_{project.slug}_{file.name}"
    reading = file_reading.form(preview, file.reading, key)
    if reading is not None:
        _attempt(lambda: name_reading(project, role, file.name, reading))
    chosen = file_columns.form(preview, project.uploads[role].task, key)
    if chosen is not None:
        _attempt(lambda: name_columns(project, role, file.name, {**file.columns, **chosen}))


def _confirm(project: Project, role: Role, file: StoredFile) -> None:
    """Ask whether a guessed encoding or sheet is right, with a text of the file to see it by."""
    try:
        preview = cache.column_preview(project, role, file)
    except InputError:
        return
    note = file_reading.guess(preview, file.reading)
    if note is None:
        return
    text = max(preview.columns.values(), key=lambda value: sum(not c.isascii() for c in value))
    st.warning(
        f"{wording.escape(note[:1].upper() + note[1:])}\\. Does this look right? {wording.directed(text)}  \n"
        "If not, choose another with :material/table_chart:.",
        icon=":material/translate:",
    )
    if st.button("Yes, it is right", key=f"confirm_{role}_{file.name}"):
        _attempt(lambda: name_reading(project, role, file.name, preview.reading))


def _refusal(project: Project, role: Role, name: str, content: bytes | None, message: str) -> None:
    with st.container(border=True, key=f"refused_{role}_{name}"):
        kept = " The stored files are unchanged." if role in project.uploads else ""
        st.error(f"{wording.escape(wording.page_remedy(message))}\\.{kept}", icon=":material/error:")
        if st.button("Dismiss", key=f"dismiss_{role}_{name}", type="tertiary", icon=":material/close:"):
            del _refused(project, role)[name]
            st.rerun()
        if content is None:
            st.caption("Correct the file and upload it again.")
            return
        said = st.session_state.setdefault(f"reading_of_{role}_{project.slug}_{name}", {})
        try:
            preview = preview_file(project, role, name, content, said)
        except InputError:
            return  # the task was changed meanwhile
        key = f"new_{role}_{project.slug}_{name}"
        chosen = None
        with st.expander("Choose how it is read", expanded=preview.problem is not None):
            reading = file_reading.form(preview, said, key)
            if preview.columns:
                chosen = file_columns.form(preview, project.effective_task, key)
        if reading is not None:
            st.session_state[f"reading_of_{role}_{project.slug}_{name}"] = reading
            _put(project, role, name, content, reading=reading)
            st.rerun()
        if chosen is not None:
            _put(project, role, name, content, chosen, said)
            st.rerun()


def _take(project: Project, role: Role, files: Mapping[str, bytes]) -> None:
    """Add files; if one can be read, earlier errors go, for it is what the visitor corrected them with."""
    for name, content in files.items():
        _put(project, role, name, content)
    refused = _refused(project, role)
    if not files.keys() <= refused.keys():
        for name in refused.keys() - files.keys():
            del refused[name]


def _put(
    project: Project,
    role: Role,
    name: str,
    content: bytes,
    columns: Mapping[str, str] | None = None,
    reading: Mapping[str, str] | None = None,
) -> None:
    refused = _refused(project, role)
    try:
        put_file(project, role, name, content, columns, reading)
    except InputError as error:
        refused[name] = content if _can_be_corrected(project, role, name, content) else None, str(error)
    else:
        refused.pop(name, None)


def _can_be_corrected(project: Project, role: Role, name: str, content: bytes) -> bool:
    """Whether other columns may help, and there is room to keep the file until they are chosen."""
    others = (kept for other, (kept, _) in _refused(project, role).items() if other != name and kept)
    if len(content) + sum(map(len, others)) > _KEPT_BYTES:
        return False
    try:
        preview_file(project, role, name, content)
    except InputError:
        return False  # it cannot be read, whatever its columns mean
    return True


def _refused(project: Project, role: Role) -> dict[str, tuple[bytes | None, str]]:
    """The files that were refused, until they are corrected or dismissed; None for a content not kept."""
    refused: dict[str, tuple[bytes | None, str]] = st.session_state.setdefault(
        f"refused_{role}_{project.slug}", {}
    )
    return refused


def _attempt(change: Callable[[], object]) -> None:
    try:
        change()
    except InputError as error:
        st.error(wording.escape(wording.page_remedy(str(error))), icon=":material/error:")
    else:
        st.rerun()
