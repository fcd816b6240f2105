"""Known vulnerabilities of what is installed: one that a newer version fixes fails the checks."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "audit.json"
        command = [
            "--local",
            "--skip-editable",
            "--progress-spinner",
            "off",
            "--format",
            "json",
            "-o",
            str(report),
        ]
        subprocess.run([str(Path(sys.executable).with_name("pip-audit")), *command], check=False)
        dependencies = json.loads(report.read_text())["dependencies"] if report.exists() else []
    audited = [package for package in dependencies if "skip_reason" not in package]
    if not audited:
        print("warning: the advisories cannot be reached, so nothing was audited")
        return 0
    fixable = False
    for package in audited:
        for found in package["vulns"]:
            fixed = ", ".join(found["fix_versions"])
            fixable |= bool(fixed)
            remedy = f"fixed in {fixed}; raise its lower bound" if fixed else "not fixed yet"
            print(f"{package['name']} {package['version']}: {found['id']}: {remedy}")
    print(f"audited {len(audited)} of {len(dependencies)} packages")
    return int(fixable)


if __name__ == "__main__":
    sys.exit(main())
