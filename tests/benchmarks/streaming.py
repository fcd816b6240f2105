"""The memory of the machine where `encode --engine ray` and `select --encoded` run, by the size of the pool.

`python -m tests.benchmarks.streaming [--sizes 100000,300000]` starts a cluster on this machine and runs both
commands, each in a process of its own, on generated texts with a tiny model. Printed are the seconds of each
command and the most memory that its process had; the processes of the cluster are not counted, nor is the
encoding of the target sample, which is cached before: it takes what the model takes, whatever the pool.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ray.cluster_utils import Cluster

from tests.helpers.large_pool import write_pool, write_sample

_EACH = 25_000  # texts of a file
_STRATEGIES = "knn_uncertainty,average_dist,uncertainty,cover,random"
_RUN = """
import json, resource, sys
from demux_core.cli import main
status = main(sys.argv[1:])
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
sys.exit(status)
"""


def measured(*arguments: str) -> str:
    """Run a command and say what it took."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _RUN, *arguments], stdout=subprocess.PIPE, check=True)
    peak = json.loads(done.stdout.splitlines()[-1]) / (1e6 if sys.platform == "darwin" else 1e3)
    return f"{time.perf_counter() - start:.0f} s, {peak:.0f} MB"


def measure(size: int, folder: Path, model: Path) -> str:
    """Encode and choose; a line of the table."""
    pool = write_pool(folder / f"pool-{size}", size, files=size // _EACH)
    out, sample = folder / f"encoded-{size}", write_sample(folder / "sample.txt")
    encoded = measured(
        *("encode", "--engine", "ray", "--data", str(pool), "--model", str(model), "--out", str(out))
    )
    measured(
        *("encode", "--data", str(sample), "--language", "data=ne", "--model", str(model)),
        *("--out", str(folder / "sample")),
    )
    chosen = measured(
        *("select", "--engine", "ray", "--encoded", str(out), "--target", str(sample), "--model", str(model)),
        *(
            "--strategy",
            _STRATEGIES,
            "--budget",
            "500",
            "--language",
            "target=ne",
            "--out",
            str(folder / "picked.csv"),
        ),
    )
    return f"| {size:,} | {encoded} | {chosen} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default="100000,300000")
    options = parser.parse_args()
    cluster = Cluster(initialize_head=True, head_node_args={"include_dashboard": False})
    os.environ["RAY_ADDRESS"] = cluster.address
    try:
        with tempfile.TemporaryDirectory(prefix="demux-benchmark-") as name:
            model, os.environ["DEMUX_CACHE"] = Path(name) / "tiny", str(Path(name) / "cache")
            made = (
                f"tiny.build('xlm-roberta', {str(model)!r}, 'ModelForSequenceClassification', num_labels=3)"
            )
            subprocess.run([sys.executable, "-c", f"from tests.helpers import tiny; {made}"], check=True)
            print("| texts | encode | select |\n| --- | --- | --- |", flush=True)
            for size in map(int, options.sizes.split(",")):
                print(measure(size, Path(name), model), flush=True)
    finally:
        cluster.shutdown()


if __name__ == "__main__":
    main()
