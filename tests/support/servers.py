"""A small server, and what `verify` says of it."""

import json
import socket
import threading
from collections.abc import Callable
from typing import Any

from calendar_gen.publish.limits import Limits
from support.running import Run

NOW = "2026-06-01"
OURS = Limits(private=True, seconds=5)
TYPE = b"Content-Type: text/calendar; charset=utf-8\r\n"

ETAG = b'ETag: "1"\r\n'


class Server:
    """Answers a request with what `answers` has for its path: bytes, or a function of socket and request."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Callable[[socket.socket, bytes], None]] = {}
        self.requests: list[bytes] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        with connection:
            request = b""
            try:
                while b"\r\n\r\n" not in request and (part := connection.recv(65536)):
                    request += part
                self.requests.append(request)
                path = request.split(b" ")[1].decode("latin-1") if b" " in request else ""
                answer = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                if callable(answer):
                    answer(connection, request)
                else:
                    connection.sendall(answer)
            except OSError:
                pass  # the other side has gone, as it should


def ok(body: bytes, headers: bytes = TYPE + ETAG) -> bytes:
    return b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n%b" % (headers, len(body), body)


def to(target: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def verified(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    ended = run("--now", NOW, "verify", "--allow-private", "--format", "json", *arguments)
    assert "Traceback" not in ended.stderr
    return ended.code, json.loads(ended.stdout)


def broken(report: dict[str, Any]) -> list[str]:
    # A server of this machine has no certificate.
    return [rule["code"] for rule in report["rules"] if rule["code"] != "V613"]
