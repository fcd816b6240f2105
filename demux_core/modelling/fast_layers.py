"""Linear layers for a model that is only read: weights laid out once as the processor reads them fastest.

PyTorch multiplies float32 matrices with MKL, which is slow on processors of other makers than its own, and
lays bfloat16 weights out anew for every product. oneDNN, which comes with PyTorch, too, keeps them as it
needs them: on an AMD EPYC (Zen 4) it did 110 instead of 95 billion operations a second and core in float32,
and 215 in bfloat16.
"""

import torch
from torch import Tensor, nn

from demux_core.modelling import device
from demux_core.modelling.network import TaskModel


class _PackedLinear(nn.Module):
    """A linear layer with packed weights of one format, which no training can change."""

    def __init__(self, linear: nn.Linear, form: torch.dtype) -> None:
        super().__init__()
        self.form = form
        self.bias = None if linear.bias is None else linear.bias.detach().to(form)
        # The layout suits batches of this size best and serves every other.
        weight = linear.weight.detach().to(form)
        self.packed = torch.ops.mkldnn._reorder_linear_weight(weight, device.CPU_TOKENS)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = torch.ops.mkldnn._linear_pointwise(
            inputs.to(self.form), self.packed, self.bias, "none", [], ""
        )
        return outputs


def for_reading(model: TaskModel) -> TaskModel:
    """Return the model itself, with faster linear layers where this computer gains by them.

    Afterwards it can only be run without gradients and on the CPU, within ``device.autocast``.
    """
    packs = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")
    if packs and device.device().type == "cpu":
        _pack(model.body, torch.bfloat16 if device.computes_in_bfloat16() else torch.float32)
    return model


def _pack(module: nn.Module, form: torch.dtype) -> None:
    for name, child in module.named_children():
        if type(child) is nn.Linear and child.weight.dtype == torch.float32:
            setattr(module, name, _PackedLinear(child, form))
        else:
            _pack(child, form)
