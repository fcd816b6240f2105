"""What a GPU changes, as far as a CPU can show it; ``test_gpu.py`` shows the rest on one."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from demux_core.base.config import EncodingConfig
from demux_core.modelling import device, inference
from demux_core.modelling.models import find_model
from demux_core.modelling.shards import Reader, encode_rows
from tests.helpers import make, tiny

SMALL, LARGE = (
    SimpleNamespace(num_hidden_layers=12, hidden_size=384),
    SimpleNamespace(num_hidden_layers=24, hidden_size=1_024),
)
GIGABYTE = 2**30


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """``gpu(8)``: torch says that there is a GPU of 8 GB with nothing on it."""

    def pretend(gigabytes: float) -> None:
        free = int(gigabytes * GIGABYTE)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (free, free))
        monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: 0)
        monkeypatch.setattr(torch.cuda, "memory_allocated", lambda: 0)
        monkeypatch.setattr(device, "computes_in_bfloat16", lambda: True)

    return pretend


def test_batches_on_a_cpu_have_a_fixed_size() -> None:
    assert device.batch_tokens(SMALL) == device.batch_tokens(LARGE) == 2_048
    assert device.part_tokens(LARGE) == 1_536


def test_batches_on_a_gpu_fit_into_half_of_its_free_memory(gpu: Callable[[float], None]) -> None:
    gpu(80)
    assert device.batch_tokens(SMALL) == device.part_tokens(SMALL) == 32_768
    gpu(4)
    assert device.batch_tokens(SMALL) == 32_768
    # 24 layers of 1,024 units keep 0.16 MB a token to be read and 0.8 MB a token for gradients.
    assert device.batch_tokens(LARGE) == 2 * GIGABYTE // (4 * 1_024 * 40) == 13_107
    assert device.part_tokens(LARGE) == 2 * GIGABYTE // (34 * 24 * 1_024) == 2_570


def test_however_little_memory_is_free_a_batch_is_not_smaller_than_on_a_cpu(
    gpu: Callable[[float], None],
) -> None:
    gpu(0.01)
    assert (device.batch_tokens(LARGE), device.part_tokens(LARGE)) == (2_048, 1_536)


def test_a_gpu_that_only_emulates_bfloat16_computes_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(
        torch.cuda,
        "is_bf16_supported",
        lambda including_emulation: asked.append(including_emulation) or False,
    )
    assert device.computes_in_bfloat16.__wrapped__() is False
    assert asked == [False]


@pytest.mark.parametrize(
    ("processor", "faster"),
    [
        ({"cpu_name": "Intel Xeon", "amx_bf16": True, "avx512_bf16": True}, True),
        ({"cpu_name": "Intel Xeon", "amx_bf16": False, "avx512_bf16": True}, False),
        ({"cpu_name": "AMD EPYC", "amx_bf16": False, "avx512_bf16": True}, True),
        ({"cpu_name": "AMD EPYC", "amx_bf16": False, "avx512_bf16": False}, False),
        ({}, False),
    ],
)
def test_a_processor_computes_in_bfloat16_where_that_is_faster(
    processor: dict[str, object], faster: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: processor)
    assert device.computes_in_bfloat16.__wrapped__() is faster


def test_a_batch_that_does_not_fit_is_halved_until_it_does(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make.sequences([f"{text} {i}" for i in range(20) for text in tiny.TEXTS])
    reader = Reader(find_model(tiny_model()), dataset.task)
    rows, sizes, forward = np.arange(len(dataset)), list[int](), inference._forward

    def full(model: Any, batch: dict[str, torch.Tensor], depth: float | None) -> Any:
        sizes.append(len(batch["input_ids"]))
        if sizes[-1] > 8:
            raise torch.OutOfMemoryError
        return forward(model, batch, depth)

    whole = encode_rows(dataset, rows, reader.network, reader.tokenizer, EncodingConfig())
    monkeypatch.setattr(inference, "_forward", full)
    halved = encode_rows(dataset, rows, reader.network, reader.tokenizer, EncodingConfig())
    assert max(sizes) > 8
    np.testing.assert_allclose(halved.embeddings, whole.embeddings, atol=1e-5)


def test_a_single_text_that_does_not_fit_is_an_error(
    tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(inference, "_forward", full)
    dataset = make.sequences(tiny.TEXTS)
    reader = Reader(find_model(tiny_model()), dataset.task)
    with pytest.raises(torch.OutOfMemoryError):
        encode_rows(dataset, np.arange(2), reader.network, reader.tokenizer, EncodingConfig())


@pytest.mark.parametrize("family", ["xlm-roberta", "bert"])
def test_attention_uses_the_fused_kernels_of_torch(family: str, tiny_model: Callable[..., Path]) -> None:
    reader = Reader(find_model(tiny_model(family)), make.sequences(tiny.TEXTS).task)
    assert reader.network.body.config._attn_implementation == "sdpa"
