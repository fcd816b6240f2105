"""Write ``requirements.lock``: the packages, with hashes, that ``requirements.txt`` installs on this machine.

Run it with the Python of the deployment: ``python .ci/lock.py [pip options]``.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = Path(__file__).with_name("requirements.lock")
HEAD = f"""\
# pip install --require-hashes -r .ci/requirements.lock
# Python {sys.version_info.major}.{sys.version_info.minor} on {sys.platform}; `python .ci/lock.py` makes it.
"""


def main(report: Path) -> None:
    packages = json.loads(report.read_text(encoding="utf-8"))["install"]
    lines = []
    for package in sorted(packages, key=lambda package: package["metadata"]["name"].lower()):
        name, version = package["metadata"]["name"], package["metadata"]["version"]
        digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
        lines.append(f"{name}=={version} --hash=sha256:{digest}\n")
    LOCK.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        resolve = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", str(report)]
        arguments = [*resolve, "-r", str(ROOT / "requirements.txt"), *sys.argv[1:]]
        subprocess.run([sys.executable, "-m", "pip", *arguments], check=True)
        main(report)
