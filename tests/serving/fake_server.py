"""Stands in for vLLM: answers /health, /v1/models and anything posted.

Modes: good, die, mute, frail (dies at its first request).
"""

from __future__ import annotations

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME, PORT, MODE = sys.argv[1], int(sys.argv[2]), sys.argv[3]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            self.answer(200, {})
        elif self.headers.get("Authorization") != f"Bearer {os.environ['VLLM_API_KEY']}":
            self.answer(401, {"error": "key"})
        else:
            self.answer(200, {"data": [{"id": NAME}]})

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if MODE == "frail":
            os.write(2, b"RuntimeError: no kernel for this\n")
            os._exit(1)
        self.answer(200, {"choices": []})

    def answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


if MODE == "die":
    sys.exit("ValueError: no room for the cache")
if MODE == "mute":
    time.sleep(60)
ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
