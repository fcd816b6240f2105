"""Linear layers for a model that is only read: weights laid out once as the processor reads them fastest.

PyTorch multiplies float32 matrices with MKL, which is slow on processors of other makers than its own.
oneDNN, which comes with PyTorch, too, took half the time on an AMD EPYC: 200 instead of 95 billion operations
a second and core. Vectors differ in the seventh digit.
"""

import torch
from torch import Tensor, nn

from demux_core.modelling.device import CPU_TOKENS, computes_in_bfloat16, device
from demux_core.modelling.network import TaskModel


class _PackedLinear(nn.Module):
    """A linear layer with packed weights, which no training can change."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.bias = linear.bias
        # The layout suits batches of this size best and serves every other.
        self.packed = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach(), CPU_TOKENS)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = torch.ops.mkldnn._linear_pointwise(inputs, self.packed, self.bias, "none", [], "")
        return outputs


def for_reading(model: TaskModel) -> TaskModel:
    """Return the model itself, with faster linear layers where this computer gains by them.

    Afterwards it can only be run without gradients, in float32 and on the CPU.
    """
    packs = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")
    if packs and device().type == "cpu" and not computes_in_bfloat16():
        _pack(model.body)
    return model


def _pack(module: nn.Module) -> None:
    for name, child in module.named_children():
        if type(child) is nn.Linear and child.weight.dtype == torch.float32:
            setattr(module, name, _PackedLinear(child))
        else:
            _pack(child)
