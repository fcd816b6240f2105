"""What the image, its compose file and the workflow say agrees with the rest of the project."""

import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STEPS = re.findall(r"^([A-Z]+) (.*)", re.sub(r"\\\n\s*", " ", DOCKERFILE), re.MULTILINE)


def steps(name: str) -> list[str]:
    return [arguments for step, arguments in STEPS if step == name]


def read_yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def image_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(" ".join(steps("ENV"))))


def test_the_image_gets_what_the_wheel_is_made_of_and_nothing_secret() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    kept = {line.removeprefix("!") for line in lines if line.startswith("!")}
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = build["targets"]["wheel"]
    wanted = {part.removeprefix("/") for part in wheel["include"]} | set(wheel["force-include"])
    assert wanted | {"pyproject.toml", "requirements.txt", "README.md", "LICENSE"} == kept
    assert all((ROOT / part).exists() for part in kept)


def test_the_image_runs_demux_as_an_ordinary_user_with_its_work_in_a_volume() -> None:
    assert steps("USER") == ["demux"]
    assert steps("CMD") == ['["demux"]']
    assert steps("VOLUME") == ["/data"]
    environment = image_environment()
    for name in ("DEMUX_WORKSPACE", "DEMUX_CACHE", "HF_HOME"):
        assert environment[name].startswith("/data/")
    assert environment["STREAMLIT_SERVER_ADDRESS"] == "0.0.0.0"
    assert all(fnmatch(image, "python:3.*-slim-bookworm*") for image in steps("FROM"))


def test_health_is_asked_where_streamlit_answers_it_at_the_port_that_is_published() -> None:
    (check,) = steps("HEALTHCHECK")
    (port,) = steps("EXPOSE")
    assert f"http://127.0.0.1:{port}/_stcore/health" in check
    services = read_yaml("compose.yaml")["services"]
    assert services["app"]["ports"] == [f"127.0.0.1:{port}:{port}"]  # not open to the network by itself


def test_compose_keeps_passwords_in_files_and_work_in_volumes() -> None:
    compose = read_yaml("compose.yaml")
    app, database = compose["services"]["app"], compose["services"]["database"]
    for service, variable in ((app, "DEMUX_DATABASE_PASSWORD_FILE"), (database, "POSTGRES_PASSWORD_FILE")):
        (secret,) = service["secrets"]
        assert service["environment"][variable] == f"/run/secrets/{secret}"
        assert all(volume.split(":")[0] in compose["volumes"] for volume in service["volumes"])
    folder = Path(compose["secrets"]["database_password"]["file"]).parent
    assert f"/{folder}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ":" not in app["environment"]["DEMUX_DATABASE_URL"].removeprefix("postgresql:")


def test_the_workflow_runs_the_checks_that_every_change_must_pass() -> None:
    job = read_yaml(".github/workflows/test.yml")["jobs"]["test"]
    assert job["steps"][-1] == {"run": "bash .ci/run"}
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "requires-python"
    ]
    assert oldest == f">={job['strategy']['matrix']['python'][0]}"
