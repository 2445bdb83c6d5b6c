"""Keeps the process of a system away from labels, other processes and the log of the run.

Two walls, each for what the other lacks. Linux's Landlock (since 5.13, no privilege needed) lets
this process and its children read no file below a barred path, by whatever library or system call
they try, nor the memory of a process outside. An audit hook of Python's refuses the same by name,
and starting processes, on any system; it cannot be taken off, but a library that opens files in C
passes it by. The log of a run says which walls stood.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

FILES = {"open", "sqlite3.connect"}
FILES |= {f"os.{name}" for name in ("listdir", "scandir", "link", "symlink", "rename", "remove")}
FILES |= {f"os.{name}" for name in ("rmdir", "truncate", "chmod", "chown", "utime")}
FILES |= {f"shutil.{name}" for name in ("copyfile", "copytree", "move", "rmtree")}
STARTS = {"subprocess.Popen", "pty.spawn"}
STARTS |= {f"os.{name}" for name in ("system", "exec", "fork", "forkpty", "posix_spawn", "spawn")}
OTHERS = re.compile(r"/proc/(\d+)(?:/task/\d+)?/(?:mem|environ|maps|smaps|pagemap|fd|fdinfo|auxv)")
"""What tells of the memory, the variables and the open files of a process."""
Hook = Callable[[str, tuple[object, ...]], None]


class Barred(PermissionError):
    """The system reached for what it must not have."""


def bar(paths: Sequence[str]) -> bool:
    """Bar this process from `paths` and from other processes' memory, for good.

    Call it before any thread starts: Landlock binds the calling thread and those it starts.

    Returns:
        Whether the kernel bars too; else the audit hook stands alone.
    """
    real = tuple(os.path.realpath(path) for path in paths)
    kernel = landlock(real)
    sys.addaudithook(_files_hook(real, os.getpid()))
    return kernel


def bar_processes() -> None:
    """Bar this process from starting others, for good."""

    def hook(event: str, _: tuple[object, ...]) -> None:
        if event in STARTS:
            raise Barred(f"a sealed system starts no process: {event}")

    sys.addaudithook(hook)


def _files_hook(barred: tuple[str, ...], own: int) -> Hook:
    inside = tuple(path.rstrip(os.sep) + os.sep for path in barred)

    def refuse(path: str) -> None:
        real = os.path.realpath(path)
        if real in barred or real.startswith(inside):
            raise Barred(f"a sealed system may not open {path}")
        for name in (path, real):
            other = OTHERS.match(name)
            if other and int(other[1]) != own:
                raise Barred(f"a sealed system may not look into another process: {path}")

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event in FILES:
            for arg in args:
                if isinstance(arg, str | bytes | os.PathLike):
                    refuse(os.fsdecode(arg))

    return hook


# --- Landlock: linux/landlock.h; the numbers of the calls are the same on every architecture ----

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ_FILE = 1 << 2
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38


class _Ruleset(ctypes.Structure):
    _fields_ = [("handled_access_fs", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def _kernel_can() -> bool:
    """Whether the kernel knows Landlock."""
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None).syscall(_CREATE, None, 0, 1) > 0)


CAN = _kernel_can()


def landlock(barred: Sequence[str]) -> bool:
    """Let this thread read every file but those below `barred`; False: the kernel cannot.

    Landlock knows only what is allowed, so that everything beside the way to a barred path is.
    """
    if not CAN:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    wanted = _Ruleset(_READ_FILE)
    rules = libc.syscall(_CREATE, ctypes.byref(wanted), ctypes.sizeof(wanted), 0)
    if rules < 0:
        return False
    try:
        for path in _beside(Path("/"), [Path(one) for one in barred]):
            _allow(libc, rules, path)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(libc.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    try:
        at = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        rule = _Beneath(_READ_FILE, at)
        libc.syscall(_ADD, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(at)


def _beside(folder: Path, barred: Sequence[Path]) -> list[Path]:
    """What lies at `folder` and is neither barred nor on the way to it; links lead elsewhere."""
    below = [path for path in barred if path.is_relative_to(folder)]
    if not below:
        return [folder]
    if folder in below:
        return []
    try:
        inside = [path for path in folder.iterdir() if not path.is_symlink()]
    except OSError:
        return []
    return [path for one in inside for path in _beside(one, below)]
