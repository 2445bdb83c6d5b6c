"""One tree of errors. Each has an exit code, a short code for programs and, where it can, a remedy.

::

    LLMRecError                 70 internal
    ├── UsageError               2 usage
    ├── ConfigError              3 configuration
    ├── CatalogError             4 catalogue
    │   └── IndexMismatch        4 index_mismatch
    ├── ModelUnavailable         5 model_unavailable
    │   └── ModelTimeout         5 model_timeout
    ├── BadModelOutput           5 bad_model_output
    ├── WeightsError             5 weights
    ├── DiskFull                 3 disk_full
    ├── Busy                     3 busy
    ├── NothingFits              6 nothing_fits
    ├── ToolError                2 tool
    └── GateFailed               1 gate
"""

from __future__ import annotations

from typing import ClassVar, Literal


class LLMRecError(Exception):
    """Base. `remedy` says what the reader can do about it."""

    exit_code: ClassVar[int] = 70
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def to_dict(self) -> dict[str, str]:
        out = {"code": self.code, "message": self.message}
        return out | {"remedy": self.remedy} if self.remedy else out


class UsageError(LLMRecError):
    exit_code, code = 2, "usage"


class NothingToLearn(UsageError):
    """Events that teach nothing: nobody took anything after anything."""


class ConfigError(LLMRecError):
    exit_code, code = 3, "configuration"


class CatalogError(LLMRecError):
    exit_code, code = 4, "catalogue"


class IndexMismatch(CatalogError):
    """The index was written by another embedding model than the one that is served."""

    code = "index_mismatch"


class ModelUnavailable(LLMRecError):
    exit_code, code = 5, "model_unavailable"


class ModelTimeout(ModelUnavailable):
    code = "model_timeout"


class BadModelOutput(LLMRecError):
    exit_code, code = 5, "bad_model_output"


class WeightsError(LLMRecError):
    """Weights that cannot be had, are truncated or do not match their hash."""

    exit_code, code = 5, "weights"


class DiskFull(LLMRecError):
    exit_code, code = 3, "disk_full"


class Busy(LLMRecError):
    """Another process holds the lock."""

    exit_code, code = 3, "busy"


class NothingFits(LLMRecError):
    exit_code, code = 6, "nothing_fits"


class GateFailed(LLMRecError):
    exit_code, code = 1, "gate"


ToolFault = Literal["unknown_tool", "bad_arguments", "not_allowed", "failed"]


class ToolError(LLMRecError):
    """A call of a tool that was not answered. `kind` says whose turn it is: the caller's to say
    it otherwise, but for `failed`."""

    exit_code, code = 2, "tool"

    def __init__(self, kind: ToolFault, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.kind = kind

    def to_dict(self) -> dict[str, str]:
        return {"kind": self.kind, **super().to_dict()}
