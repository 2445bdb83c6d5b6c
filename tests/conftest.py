"""For every test: no network but this machine, and folders of its own.

Tests marked `model` use the real settings, because the models stand in the real cache.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest
import pytest_socket

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    """Let the tests run from a checkout that is not installed, child processes included.

    prompts/, tools/ and evals/ are mapped into the package when it is installed; in a bare
    checkout they are found by adding the top folder to where the package looks.
    """
    if importlib.util.find_spec("llmrec") is None:
        sys.path.insert(0, str(ROOT))
    import llmrec

    if Path(llmrec.__file__).resolve().is_relative_to(ROOT):
        if str(ROOT) not in llmrec.__path__:
            llmrec.__path__.append(str(ROOT))
        known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        if str(ROOT) not in known:
            os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, known)])
        if str(ROOT) not in sys.path:
            sys.path.append(str(ROOT))


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def own_folders(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings start from nothing: no variables of the caller's, no files of the user's."""
    from llmrec.settings import settings

    if request.node.get_closest_marker("model"):
        settings.cache_clear()
        return
    for name in [name for name in os.environ if name.startswith("LLMREC_")]:
        monkeypatch.delenv(name)
    for kind in ("data", "cache", "config", "state", "runtime"):
        folder = tmp_path / "xdg" / kind
        variable = f"XDG_{kind.upper()}_DIR" if kind == "runtime" else f"XDG_{kind.upper()}_HOME"
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.setenv("LLMREC_PROGRESS", "never")
    settings.cache_clear()
    request.addfinalizer(settings.cache_clear)
