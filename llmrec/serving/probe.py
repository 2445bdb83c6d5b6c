"""Small questions to a server over HTTP. A slow answer is not a missing one."""

from __future__ import annotations

import json
from typing import Any, Literal

from llmrec.serving.state import ServerState, alive

Health = Literal["up", "busy", "starting", "down"]


def ask(
    port: int, method: str, path: str, key: str, body: Any = None, *, timeout: float = 5.0
) -> tuple[int, Any]:
    """One request; returns the status and the JSON of the answer (None when it is not JSON).

    Raises:
        TimeoutError: no answer in time.
        OSError: nothing listens, or the connection broke.
    """
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
    except http.client.HTTPException as e:
        raise ConnectionError(str(e) or type(e).__name__) from e
    finally:
        connection.close()
    try:
        return answer.status, json.loads(text)
    except ValueError:
        return answer.status, None


def health(state: ServerState, timeout: float = 3.0) -> Health:
    """How a server does.

    `starting`: its process runs and is not ready yet. `busy`: it is ready but did not answer
    within `timeout` seconds. `down`: its process is gone, or says that its engine is dead.
    """
    if not alive(state):
        return "down"
    try:
        status, _ = ask(state.port, "GET", "/health", state.key, timeout=timeout)
    except TimeoutError:
        return "busy"
    except OSError:
        return "busy" if state.ready else "starting"
    if status != 200:
        return "down" if state.ready else "starting"
    return "up" if state.ready else "starting"


def serves(state: ServerState, timeout: float = 3.0) -> bool:
    """Whether it answers, with its key, and names the model that it should serve."""
    try:
        status, _ = ask(state.port, "GET", "/health", state.key, timeout=timeout)
        if status != 200:
            return False
        status, models = ask(state.port, "GET", "/v1/models", state.key, timeout=timeout)
    except OSError:
        return False
    names = [m.get("id") for m in models.get("data", [])] if isinstance(models, dict) else []
    return status == 200 and state.model in names
