"""The commands of the documents that the tests do not run, by how they begin, and why."""

_ENVIRONMENT = "makes an environment; `.ci/run` does, with the command of README's section Test"
_EVIDENCE = "takes minutes to hours; what it wrote is checked by tests/evidence/test_recomputed.py"
_DEMO = "takes hours, or writes over data/demo; tests/demo/test_corpus.py builds the files elsewhere"
_ENGINE = "needs a container engine; tests/test_deployment.py compares the files that it reads"
_CLUSTER = "needs a cluster; tests/test_cluster.py starts one of two nodes"

NOT_RUN = {
    "demux COMMAND": "stands for all commands",
    "python -m demux_core COMMAND": "stands for all commands",
    "python -m demux_core workspace …": "stands for all commands of `workspace`",
    "python3 -m venv": _ENVIRONMENT,
    ".venv/bin/pip install": _ENVIRONMENT,
    "pip install": _ENVIRONMENT,
    "python .ci/lock.py": "asks the package index for minutes",
    ".venv/bin/streamlit run app.py": "opens the dashboard; tests/browser do",
    ".venv/bin/demux": "opens the dashboard; tests/test_installation.py does, from the wheel",
    ".venv/bin/python -m pytest": "runs these tests",
    ".venv/bin/ruff": "checks the code after the tests, in `.ci/run`",
    ".venv/bin/mypy": "checks the code after the tests, in `.ci/run`",
    "bash .ci/run": "runs these tests",
    "docker": _ENGINE,
    "ray start": _CLUSTER,
    "python -m demux_core encode --engine ray": _CLUSTER,
    "python -m demux_core select --engine ray": _CLUSTER,
    "python -m demux_core demo build": _DEMO,
    "python -m tests.benchmarks": "takes minutes to an hour, and its figures are those of one machine",
    "python -m tests.evidence.probe": _EVIDENCE,
    "python -m tests.evidence.recipe": _EVIDENCE,
    "python -m tests.evidence.languages": _EVIDENCE,
    "python -m tests.evidence.forecast": _EVIDENCE,
    "python -m tests.evidence.account": _EVIDENCE,
    "python -m tests.evidence.plans pos-ur": _EVIDENCE,
    "OMP_NUM_THREADS=1 python -m tests.evidence.plans pos-ur": _EVIDENCE,
}


def reason(command: str) -> str | None:
    """Why the tests do not run a command, or None."""
    return next((why for start, why in NOT_RUN.items() if command.startswith(start)), None)
