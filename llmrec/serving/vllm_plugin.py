"""A vLLM plugin for processors: int8 layers through the faster of two kernels, output layer too.

vLLM loads it in each of its processes. It does nothing unless our launcher set
LLMREC_SERVER_KERNEL. At load it times, for each layer shape that the model has, vLLM's own int8
kernel and PyTorch's FBGEMM one, keeps the faster, and writes the figures to LLMREC_SERVER_REPORT.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from typing import Any

RULE = "LLMREC_SERVER_KERNEL"
TOOL_PARSER = "llmrec"
BUSY_S = 1.0
"""A process that got a message so lately is taken to work."""
LOOKS_MS, LOOKS_IDLE_MS = 5, 200
"""How soon a process that waits for a signal looks by itself: at work, and when it is idle."""


def register() -> None:
    """The entry point that vLLM calls."""
    _know_tool_calls()
    rule = os.environ.get(RULE, "")
    if rule not in ("measure", "fbgemm"):
        return
    from vllm.platforms import current_platform

    if not current_platform.is_cpu():
        return
    import torch

    if "fbgemm" not in torch.backends.quantized.supported_engines:
        return
    warnings.filterwarnings("ignore", message=".*quantize_per_channel.*")
    torch.backends.quantized.engine = "fbgemm"
    _install(rule)


def _know_tool_calls() -> None:
    """Name the reader of calls where one may be asked for: in the process that speaks HTTP, which
    has vLLM's own readers loaded by then. Loading them is slow, and no other process needs them."""
    readers = sys.modules.get("vllm.tool_parsers")
    if readers is not None:
        where = "llmrec.serving.vllm_tool_parser"
        readers.ToolParserManager.register_lazy_module(TOOL_PARSER, where, "LenientToolParser")


def _install(rule: str) -> None:
    from vllm.model_executor.kernels.linear.scaled_mm.cpu import CPUInt8ScaledMMLinearKernel

    from llmrec.serving import vllm_kernels as kernels

    chooser = kernels.Chooser(
        rule=rule,
        bits=int(os.environ.get("LLMREC_SERVER_BITS", "7")),
        report=os.environ.get("LLMREC_SERVER_REPORT"),
        prepare=CPUInt8ScaledMMLinearKernel.process_weights_after_loading,
    )

    def prepare(kernel: Any, layer: Any) -> None:  # a function becomes a method of the kernel
        chooser.linear(kernel, layer)

    CPUInt8ScaledMMLinearKernel.process_weights_after_loading = prepare
    _replace_output_layer(chooser)
    _fuse_norms()
    if os.environ.get("LLMREC_SERVER_SLEEPY") == "1":
        _sleep_instead_of_spinning()


def _replace_output_layer(chooser: Any) -> None:
    """The output layer, which the checkpoint keeps in bf16: a third of a step of decoding."""
    from torch.nn.functional import linear
    from vllm.model_executor.layers import utils
    from vllm.model_executor.layers.vocab_parallel_embedding import (
        ParallelLMHead,
        VocabParallelEmbedding,
    )

    original = utils.dispatch_cpu_unquantized_gemm

    def dispatch(layer: Any, remove_weight: bool) -> None:
        table = isinstance(layer, VocabParallelEmbedding) and not isinstance(layer, ParallelLMHead)
        if table and not _tied():
            layer.cpu_linear = linear  # only looked up in: vLLM would pack a second copy of it
            return
        original(layer, remove_weight)
        if isinstance(layer, VocabParallelEmbedding):
            chooser.output_layer(layer)

    utils.dispatch_cpu_unquantized_gemm = dispatch


def _fuse_norms() -> None:
    """Each norm in one kernel.

    vLLM ships these kernels for processors, but takes norms apart into single operations of torch
    for a compiler to put together; without one they were a tenth of a step's time (measured). Its
    kernel of the feed-forward layers' gate is left alone: it is slower than the single operations.
    """
    import torch
    from vllm.model_executor.layers.layernorm import RMSNorm

    ops = torch.ops._C
    if not all(hasattr(ops, name) for name in ("rms_norm", "fused_add_rms_norm")):
        return

    def norm(self: Any, x: Any, residual: Any = None) -> Any:
        weight, epsilon = self.weight.data, self.variance_epsilon
        plain = self.has_weight and self.variance_size_override is None
        if not (plain and x.is_contiguous() and weight.dtype == x.dtype):
            return self.forward_native(x, residual)
        if residual is None:
            out = torch.empty_like(x)
            ops.rms_norm(out, x, weight, epsilon)
            return out
        ops.fused_add_rms_norm(x, residual, weight, epsilon)
        return x, residual

    RMSNorm.forward_cpu = norm


def _tied() -> bool:
    """Whether the model's output layer is its table of embeddings."""
    from vllm.config import get_current_vllm_config_or_none

    config = get_current_vllm_config_or_none()
    text = config.model_config.hf_text_config if config else None
    return bool(getattr(text, "tie_word_embeddings", True))


def _sleep_instead_of_spinning() -> None:
    """A process that spins while it waits takes a core from those that compute.

    vLLM's processes spin for a second after each message before they wait for a signal; a step of
    decoding is over sooner. Here they wait for the signal at once. Signals can be lost, and without
    spinning every step then lasts as long as vLLM waits before it looks again, 5 s (seen after an
    hour of serving: .2 tokens a second on idle cores). So they look again soon.
    """
    from vllm.distributed.device_communicators import shm_broadcast

    original = shm_broadcast.SpinCondition.wait

    def wait(self: Any, timeout_ms: int | None = None) -> None:
        self.busy_loop_s = -1.0
        busy = time.monotonic() - self.last_read < BUSY_S
        again = LOOKS_MS if busy else LOOKS_IDLE_MS
        original(self, again if timeout_ms is None else min(timeout_ms, again))

    shm_broadcast.SpinCondition.wait = wait
    shm_broadcast.sched_yield = lambda: time.sleep(0.0003)
