"""The manifest of an experiment: everything that changes what its cells mean."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from demux_core.experiments.plan import FINE_TUNE, PROBE, ProbePlan
from demux_core.modelling.metrics import scoring_version

if TYPE_CHECKING:
    from demux_core.data.dataset import Dataset
    from demux_core.data.leakage import LeftOut
    from demux_core.experiments.plan import ExperimentConfig
    from demux_core.modelling.models import Model

Manifest = Mapping[str, Any]
ORACLE = "label log"  # people gave the labels; in other experiments the pool's own labels answer for them

_KINDS = ("low_budget", "rounds")  # of experiments: one round, or several
_PROBE_KINDS = tuple(f"{kind}_probe" for kind in _KINDS)
_STRATEGY_OPTIONS = ("like", "allocation")
_CONTENT = ("content_hash", "fingerprint")


def experiment_manifest(
    data: "Mapping[str, Dataset]", model: "Model", config: "ExperimentConfig", left_out: "LeftOut"
) -> dict[str, Any]:
    """Return the manifest of a plan; which cells are run may differ from call to call.

    Args:
        data: by role, as the experiment uses it.
        model: where EN-FT starts.
        config: the plan.
        left_out: how many rows of a role the experiment does not use, and why (``leakage.left_out``).
    """
    described = describe_inputs(data, model)
    for role, counts in left_out.items():
        described["inputs"][role]["left_out"] = dict(counts)
    kinds = _PROBE_KINDS if isinstance(config.training, ProbePlan) else _KINDS
    return {
        "experiment": kinds[config.cells.rounds > 1],
        **described,
        **scoring_version(data["source"].task.name),
        **config.manifest_settings(),
    }


def describe_inputs(data: "Mapping[str, Dataset]", model: "Model") -> dict[str, Any]:
    """Return task, datasets and model as a manifest names them."""
    return {
        "task": data["source"].task.name,
        "inputs": {role: describe_dataset(dataset) for role, dataset in data.items()},
        "model": {"name": model.name, "fingerprint": model.fingerprint},
    }


def describe_dataset(dataset: "Dataset") -> dict[str, Any]:
    """Return name, rows and content of a dataset as a manifest has them."""
    return {"name": dataset.name, "rows": len(dataset), "content_hash": dataset.content_hash}


def manifest_digest(manifest: Manifest) -> str:
    """Return the digest by which a cell names the manifest that it belongs to."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def model_name(manifest: Manifest) -> str:
    """Return the name of the model that EN-FT started from."""
    return str(manifest["model"]["name"])


def input_hash(manifest: Manifest, role: str) -> str | None:
    """Return the content hash of the dataset of a role; None in imported tables, which do not know it."""
    content_hash: str | None = manifest["inputs"].get(role, {}).get("content_hash")
    return content_hash


def learner(manifest: Manifest) -> str:
    """Return how the models were trained; where an imported table has no manifest, its kind tells."""
    return str(manifest.get("learner") or kind_learner(str(manifest.get("experiment"))))


def kind_learner(kind: str) -> str:
    """Return the learner of a kind of experiment, which a table names in its column ``experiment``."""
    return PROBE if kind in _PROBE_KINDS else FINE_TUNE


def has_limits(manifest: Manifest) -> bool:
    """Return whether strategies chose within limits: it does not say then what they do by themselves."""
    return "limits" in manifest


def labelled_by_people(manifest: Manifest) -> bool:
    """Whether people gave the labels in rounds of annotation."""
    return manifest.get("oracle") == ORACLE


def manifest_differences(earlier: Manifest, manifest: Manifest) -> str:
    """Return the names of the settings in which two manifests differ, with commas; empty for none.

    Data and models are the same if their content is, whatever their names and whatever was left out of them.
    An option of one strategy (``like``, ``allocation``) differs only where both manifests have it.
    """
    earlier, manifest = ({"learner": learner(each), **each} for each in (earlier, manifest))
    unused = {name for name in _STRATEGY_OPTIONS if earlier.get(name) is None or manifest.get(name) is None}
    left, right = (
        {name: value for name, value in each.items() if name not in unused} for each in (earlier, manifest)
    )
    return ", ".join(sorted(_differing(left, right)))


def merged_manifest(earlier: Manifest, manifest: Manifest) -> dict[str, Any]:
    """Return the earlier manifest with the options that its own cells did not need."""
    return {**manifest, **{name: value for name, value in earlier.items() if value is not None}}


def _differing(left: Any, right: Any, prefix: str = "") -> Iterable[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if any(left.get(key) and left.get(key) == right.get(key) for key in _CONTENT):
            return
        for key in sorted({*left, *right}):
            yield from _differing(left.get(key), right.get(key), f"{prefix}.{key}" if prefix else key)
    elif left != json.loads(json.dumps(right)):
        yield prefix
