"""Int8 layers through FBGEMM, and the choice between it and vLLM's kernels. In the server only."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import torch

WEIGHTS = {1: 1.0, 8: 2.0, 64: 0.5, 256: 0.5}
"""Rows of activations that are timed, and how much each counts: a request is some 30 steps of
decoding, mostly in batches, and a few chunks of its prompts."""
OUTPUT_WEIGHTS = {1: 1.0, 8: 2.0}
"""The same for the output layer, which sees one row a request and no prompts."""
ROUNDS = 3
INT8 = "vllm int8"
ROWS = 8192
"""Rows of the output layer that are quantised at a time."""
NEAR = 8.0
"""Logits so far below a row's highest are computed in full: e^-8 is a probability of 0.03%."""
MOST_NEAR = 512
"""A row with more of them has no answer that a judgement could rest on."""
PACKERS = 4
"""Layers packed at the same time: FBGEMM packs each on one core."""

_COLD = torch.zeros(32 << 20, dtype=torch.int64)
"""256 MiB; reading them leaves no layer's weights in a cache."""
Apply = Callable[[torch.Tensor], torch.Tensor]
Prepare = Callable[[Any, Any], None]


class Chooser:
    """Decides for each shape once; keeps the figures."""

    def __init__(self, rule: str, bits: int, report: str | None, prepare: Prepare) -> None:
        """`prepare`: what vLLM does with an int8 layer's kernel and its weights."""
        self.rule, self.bits, self.prepare = rule, bits, prepare
        self.report = Path(report) if report else None
        self.chosen: dict[str, str] = {}
        self.figures: list[dict[str, Any]] = []
        self.pool = ThreadPoolExecutor(PACKERS, initializer=_all_cores)

    def linear(self, kernel: Any, layer: Any) -> None:
        """Prepare an int8 layer."""
        w_name, s_name = kernel.layer_param_names[:2]
        weight, scale = getattr(layer, w_name), getattr(layer, s_name)
        shape = f"{weight.shape[0]}x{weight.shape[1]}"
        if self.chosen.get(shape) == "vllm":
            self.prepare(kernel, layer)
            return
        packed = self.pool.submit(_pack_int8, weight, scale, self.bits)
        if shape not in self.chosen and self.rule == "measure":
            kernels: dict[str, Apply] = {"fbgemm": partial(run, packed.result())}
            self.prepare(kernel, layer)
            kernels["vllm"] = lambda x: kernel.linear_method(layer, x, None)
            self._choose(shape, kernels, layer)
        if self.chosen.setdefault(shape, "fbgemm") == "fbgemm":
            for name in kernel.layer_param_names:
                setattr(layer, name, None)
            kernel.dnnl_handler = None
            kernel.linear_method = lambda _layer, x, bias=None: run(packed.result(), x, bias)

    def output_layer(self, layer: Any) -> None:
        """Quantise the output layer, unless its own kernel is faster. Its weights stay."""
        weight = layer.weight
        if weight.is_meta or weight.ndim != 2:
            return
        shape = f"output {weight.shape[0]}x{weight.shape[1]}"
        self.pool.shutdown()  # the layers are packed: what is timed now has the machine to itself
        kernels: dict[str, Apply] = {"fbgemm": partial(run, pack(weight, self.bits))}
        if self.rule == "measure":
            own: Apply = partial(layer.cpu_linear, weight=weight, bias=None)
            kernels |= {INT8: vllm_int8(weight, self.prepare), "vllm": own}
            self._choose(shape, kernels, layer, OUTPUT_WEIGHTS)
        chosen = self.chosen.setdefault(shape, "fbgemm")
        if chosen != "vllm":
            layer.cpu_linear = _sharpened(kernels[chosen])
        del weight, kernels
        _give_back_memory()

    def _choose(
        self,
        shape: str,
        kernels: dict[str, Apply],
        layer: Any,
        weights: dict[int, float] = WEIGHTS,
    ) -> None:
        k = int(shape.rsplit("x", 1)[1])
        dtype = getattr(layer, "params_dtype", None) or torch.get_default_dtype()
        ms = {name: _time(apply, k, dtype, weights) for name, apply in kernels.items()}
        cost = {n: sum(weights[m] * t for m, t in times.items()) for n, times in ms.items()}
        self.chosen[shape] = min(cost, key=cost.__getitem__)
        self.figures.append({"shape": shape, "chosen": self.chosen[shape], "ms": ms})
        if self.report:
            text = {"bits": self.bits, "threads": torch.get_num_threads(), "shapes": self.figures}
            self.report.write_text(json.dumps(text, indent=1))


def _give_back_memory() -> None:
    """What packing freed goes back to the system; glibc keeps it otherwise (a GiB and more)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _time(apply: Apply, k: int, dtype: torch.dtype, rows: Iterable[int]) -> dict[int, float]:
    """Milliseconds by rows, the best of some rounds: noise only ever adds."""
    with torch.inference_mode():
        return {m: _best(partial(apply, torch.randn(m, k).to(dtype))) for m in rows}


def _best(work: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        _COLD.sum()  # a step reads all layers: none is in a cache when its turn comes
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return round(best * 1e3, 3)


def _all_cores() -> None:
    """Let this thread run anywhere: the one that loads the model is bound to its first core."""
    bound = os.environ.get("VLLM_CPU_OMP_THREADS_BIND", "")
    cores = [int(n) for n in bound.split(",") if n.isdigit()]
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def _pack_int8(weight: torch.Tensor, scale: torch.Tensor, bits: int) -> Any:
    return pack(weight.float() * scale.float().reshape(-1, 1), bits)


def pack(weight: torch.Tensor, bits: int) -> Any:
    """Quantise rows symmetrically to `bits` and pack them for FBGEMM.

    FBGEMM without VNNI adds pairs of 8-bit products in 16 bits, which saturates; 7 bits cannot.
    """
    top = 2 ** (bits - 1) - 1
    weight = weight.detach().float()
    scale = (weight.abs().amax(1) / top).clamp(min=1e-10)
    zero = torch.zeros(len(scale), dtype=torch.long)
    q = torch.quantize_per_channel(weight, scale.double(), zero, 0, torch.qint8)
    return torch.ops.quantized.linear_prepack(q, None)


def vllm_int8(weight: torch.Tensor, prepare: Prepare) -> Apply:
    """Rows quantised symmetrically to 8 bits, in the kernel that vLLM has for int8 layers here.

    vLLM keeps the output layer in 16 bits, twice the memory to read in every step of decoding.
    """
    from vllm.model_executor.kernels.linear.scaled_mm.cpu import (
        CPUInt8ScaledMMLinearKernel,
        Int8ScaledMMLinearLayerConfig,
    )

    layer = torch.nn.Module()
    scale = (weight.abs().amax(1, keepdim=True).float() / 127).clamp(min=1e-10)
    rows = torch.empty(weight.shape, dtype=torch.int8)
    for n in range(0, len(weight), ROWS):  # in 32 bits, the whole would take a GiB
        part = slice(n, n + ROWS)
        rows[part] = (weight[part].float() / scale[part]).round_().to(torch.int8)
    values = {"weight": rows, "weight_scale": scale}
    names = (*values, "input_scale", "input_zero_point", "azp_adj")
    for name in names:
        value = values.get(name)
        parameter = None if value is None else torch.nn.Parameter(value, requires_grad=False)
        layer.register_parameter(name, parameter)
    layer.bias, layer.logical_widths = None, [len(weight)]
    kernel = CPUInt8ScaledMMLinearKernel(
        Int8ScaledMMLinearLayerConfig(
            is_static_input_scheme=False, is_channelwise=True, input_symmetric=True
        ),
        names,
    )
    prepare(kernel, layer)
    return lambda x: kernel.apply_weights(layer, x.contiguous())


def _sharpened(apply: Apply) -> Callable[..., torch.Tensor]:
    """The output layer by an int8 kernel; logits that may matter are computed again, in full.

    Eight bits, and bfloat16's steps of 0.125 around 20, blur what a judgement is: the difference of
    two logits. Those within `NEAR` of the highest are few. Over the first 16 of 67 chorus queries
    the order by judgement alone went from an AUC of .926 to .931, over the first 6 from .884 to
    .915: many were ties. It costs the weights in 16 bits (0.5 GB of the 1.5B).
    """

    def output(x: torch.Tensor, weight: torch.Tensor, bias: Any = None) -> torch.Tensor:
        rows = x.reshape(-1, x.shape[-1])
        logits = apply(rows).float()
        row, token = (logits >= logits.amax(1, keepdim=True) - NEAR).nonzero(as_tuple=True)
        if len(row) <= MOST_NEAR * len(rows):
            near = torch.nn.functional.embedding(token, weight).float()
            logits[row, token] = (near * rows[row].float()).sum(1)
        if bias is not None:
            logits += bias
        return logits.reshape(*x.shape[:-1], -1)

    return output


def run(packed: Any, x: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
    """`x @ weight.T + bias`, activations quantised by token.

    FBGEMM quantises a whole tensor with one scale; rows brought to the same range first make
    that one scale a row.
    """
    rows = x.reshape(-1, x.shape[-1]).float()
    scale = rows.abs().amax(1, keepdim=True).clamp_(min=1e-8)
    y = torch.ops.quantized.linear_dynamic(rows / scale, packed, False).mul_(scale)
    if bias is not None:
        y += bias
    return y.to(x.dtype).reshape(*x.shape[:-1], y.shape[-1])
