"""How a server is started on the machine at hand.

What was measured (README, `llmrec model bench`): int8 beats bf16 by two to three times, all cores
beat leaving one free, eager starts in a third of the time and runs as fast. Which int8 kernel is
fastest differs so much from processor to processor that the server measures it at load.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from llmrec.errors import ConfigError
from llmrec.serving.machine import Machine
from llmrec.serving.registry import ModelSpec

KernelRule = Literal["measure", "vllm", "fbgemm"]
MANY_CORES = 16
"""From here on vLLM's own binding (NUMA, hyperthreads, a core for the rest) is better."""
CONTEXT = 16384
"""Tokens of a request. Our own prompts take a tenth; an agent's tools and results take more. The
smallest cache of prompts that is planned holds one such request."""


class ServePlan(BaseModel):
    """Everything about a server that depends on the machine, and why."""

    device: Literal["cpu", "gpu"]
    precision: Literal["int8", "bf16"]
    """Of the weights that are served."""
    dtype: Literal["float32", "bfloat16", "auto"]
    eager: bool
    threads: str
    """For VLLM_CPU_OMP_THREADS_BIND."""
    kv_gib: int
    """Memory for the keys and values of prompts, on a processor."""
    gpu_share: float = 0.0
    """Share of the GPU's memory."""
    max_num_seqs: int
    max_num_batched_tokens: int
    max_model_len: int
    kernel: KernelRule
    """`measure`: the server times FBGEMM and vLLM's own at load, layer shape by layer shape."""
    weight_bits: Literal[7, 8]
    """7 where 8-bit products saturate (no VNNI); for FBGEMM only."""
    sleepy: bool
    """Waiting processes sleep instead of spinning: every core computes."""
    reasons: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        """Variables for the server's processes."""
        if self.device == "gpu":
            return {}
        return {
            "VLLM_CPU_OMP_THREADS_BIND": self.threads,
            "VLLM_CPU_KVCACHE_SPACE": str(self.kv_gib),
            "LLMREC_SERVER_KERNEL": self.kernel,
            "LLMREC_SERVER_BITS": str(self.weight_bits),
            "LLMREC_SERVER_SLEEPY": "1" if self.sleepy else "0",
            # Activations of a batch are tens of MB: glibc would map and unmap fresh pages for
            # each, and half of the time goes to the kernel (measured).
            "MALLOC_MMAP_THRESHOLD_": str(8 << 30),
            "MALLOC_TRIM_THRESHOLD_": str(16 << 30),
        }

    @property
    def arguments(self) -> list[str]:
        """Arguments of the server."""
        out = ["--dtype", self.dtype, "--max-model-len", str(self.max_model_len)]
        out += ["--max-num-seqs", str(self.max_num_seqs)]
        out += ["--max-num-batched-tokens", str(self.max_num_batched_tokens)]
        out.append("--enable-prompt-tokens-details")
        if self.eager:
            out.append("--enforce-eager")
        if self.device == "cpu":
            # Prefixes are shared in whole blocks; the default of 128 is longer than most of ours,
            # and the kernels take multiples of 32.
            out += ["--block-size", "32"]
        if self.device == "gpu":
            out += ["--gpu-memory-utilization", f"{self.gpu_share:.2f}"]
        return out


def plan(spec: ModelSpec, machine: Machine) -> ServePlan:
    """The plan for one model on one machine.

    Raises:
        ConfigError: the machine cannot serve it.
    """
    if machine.gpu and machine.engine == "gpu":
        return _gpu_plan(spec, machine)
    if spec.gpu:
        raise ConfigError(
            f"{spec.name} needs a GPU and the package `vllm` (the extra `gpu`).",
            remedy="Choose a smaller model, or point LLMREC_LLM__BASE_URL at a server with a GPU.",
        )
    return _cpu_plan(spec, machine)


def _gpu_plan(spec: ModelSpec, machine: Machine) -> ServePlan:
    assert machine.gpu is not None
    chat = spec.role == "chat"
    share = min(0.75 if chat else 0.15, (spec.memory_gib + 6) / machine.gpu.memory_gib)
    return ServePlan(
        device="gpu",
        precision="bf16",
        dtype="auto",
        eager=not chat,
        threads="auto",
        kv_gib=0,
        gpu_share=max(0.05, share),
        max_num_seqs=256,
        max_num_batched_tokens=8192,
        max_model_len=min(spec.context, CONTEXT),
        kernel="vllm",
        weight_bits=8,
        sleepy=False,
        reasons=[f"{machine.gpu.name}: bf16 weights, vLLM's own kernels, compiled for chat"],
    )


def _cpu_plan(spec: ModelSpec, machine: Machine) -> ServePlan:
    chat, flags = spec.role == "chat", machine.flags
    bf16 = bool(flags & {"avx512_bf16", "amx_bf16", "bf16"})
    vnni = bool(flags & {"avx512_vnni", "amx_int8"})
    x86 = machine.arch in ("x86_64", "AMD64")
    small = len(machine.cores) < MANY_CORES
    reasons = [
        "bfloat16 is native here" if bf16 else "no native bfloat16: activations are float32",
        "8-bit products (VNNI)" if vnni else "no VNNI: FBGEMM packs 7 bits, 8 would saturate",
        "every core computes" if small else "vLLM binds the threads: many cores",
    ]
    return ServePlan(
        device="cpu",
        precision="int8",
        dtype="bfloat16" if bf16 else "float32",
        eager=True,
        threads=",".join(map(str, machine.physical)) if small else "auto",
        kv_gib=_kv_gib(spec, machine),
        max_num_seqs=(32 if chat else 64) if small else 128,
        max_num_batched_tokens=_batched(spec, small=small),
        max_model_len=min(spec.context, CONTEXT if chat else 512),
        kernel="measure" if x86 else "vllm",
        weight_bits=8 if vnni else 7,
        sleepy=small,
        reasons=reasons,
    )


def _kv_gib(spec: ModelSpec, machine: Machine) -> int:
    """Two GiB hold some 37,000 tokens of the 1.5B in float32; little memory gets one."""
    if spec.role == "embedding":
        return 1
    spare = machine.memory_gib - spec.memory_gib
    return 1 if spare < 6 else 2 if spare < 60 else 8


def _batched(spec: ModelSpec, *, small: bool) -> int:
    """Tokens of a step. Short steps keep one long prompt from stopping the answers under way."""
    if spec.role == "embedding":
        return max(2048, min(spec.context, 4096))
    return 512 if small else 2048
