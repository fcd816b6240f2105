"""What a visitor's job may fetch: allowed models of a limited size, without the server's token."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demux_core.base.config import cache_dir
from demux_core.base.errors import InputError
from demux_core.modelling import hub_models
from demux_core.modelling.models import find_model
from tests.helpers.hub import Request, local_hub

NAME = "people/tiny"


@pytest.fixture
def requests(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[list[Request]]:
    """A hub with one model, seen from a visitor's job on a server that has a token."""
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DEMUX_JOB", "1:1")
    monkeypatch.setenv("DEMUX_HUB_MODELS", "people/*, others/one")
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    files = {path.name: path.read_bytes() for path in tiny_model("bert").iterdir()}
    models = {("models", name, "main"): files for name in (NAME, "strangers/tiny")}
    with local_hub(models, monkeypatch, tmp_path / "hub") as made:
        yield made


def test_the_token_of_the_server_is_not_sent_for_a_job(requests: list[Request]) -> None:
    model = find_model(NAME)
    assert model.folder.is_relative_to(cache_dir() / "hub")
    assert [path.name for path in hub_models.downloads()] == ["models--people--tiny"]
    assert requests
    assert {token for _, token in requests} == {None}


def test_the_operator_can_let_jobs_use_the_token(
    requests: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_HUB_TOKEN_IN_JOBS", "1")
    find_model(NAME)
    assert "Bearer hf_secret" in {token for _, token in requests}


def test_a_model_that_is_not_allowed_is_refused_before_any_request(requests: list[Request]) -> None:
    expected = r"a directory here, or a hub model that DEMUX_HUB_MODELS allows \(people/\*, others/one\)"
    with pytest.raises(InputError, match=expected):
        find_model("strangers/tiny")
    assert requests == []


def test_a_model_that_is_too_large_is_refused_by_its_listing(
    requests: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_models, "MAX_BYTES", 10_000)
    with pytest.raises(InputError, match=r"must have at most .* GB, but people/tiny has .* GB"):
        find_model(NAME)
    assert not [path for path, _ in requests if "/resolve/" in path]
    assert hub_models.downloads() == []


def test_a_job_uses_what_was_downloaded_before_when_the_hub_is_gone(
    requests: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = find_model(NAME).folder
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert find_model(NAME).folder == folder


def test_at_the_command_line_any_model_may_be_fetched(
    requests: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMUX_JOB")
    monkeypatch.setattr(hub_models, "MAX_BYTES", 10_000)
    assert find_model("strangers/tiny").folder.is_dir()
    assert hub_models.downloads() == []
