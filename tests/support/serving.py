"""`calendar-gen serve` as a process of its own, and what it answers."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from support.running import UNWANTED

# Long enough for a machine that does much else; nothing waits so long where all is well.
PATIENCE = 60


class Answer:
    """An answer: its status, its headers by their names in small letters, its body as it was sent."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()


class Served:
    """A running server; ended by a signal at the latest when the test is over."""

    def __init__(self, folder: Path, *arguments: str, options: Sequence[str] = ()) -> None:
        env = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        command = [sys.executable, "-m", "calendar_gen", *arguments, "serve", "--port", "0", *options]
        self.said = folder.parent / f"{folder.name}.err"
        with self.said.open("w") as err:
            self.process = subprocess.Popen(
                command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=err, text=True
            )
        assert self.process.stdout
        self.greeting = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:([0-9]+)(/\S*)", self.greeting)
        assert found, self.said.read_text()
        self.port, self.root = int(found[1]), found[2]

    def __enter__(self) -> "Served":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] = {}) -> Answer:
        """The answer to a request, whose path goes as it is."""
        connection = self.connection()
        try:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            return Answer(connection.getresponse())
        finally:
            connection.close()

    @contextmanager
    def events(self, path: str, of: str) -> Iterator[Iterator[tuple[str, str]]]:
        """The server-sent events for a page, each with its name and its data."""
        connection = self.connection()
        try:
            connection.request("GET", f"/.calendar-gen/events?path={path}&of={of}")
            response = connection.getresponse()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield _events(response)
        finally:
            connection.close()

    def until(self, path: str, holds: bytes) -> bytes:
        """The body of a page, once it holds something."""
        deadline = time.monotonic() + PATIENCE
        while holds not in (body := self.ask(path).body):
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.02)
        return body

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it by a signal; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def digest_in(page: bytes) -> str:
    """What a page says it is made of, when it asks for news."""
    found = re.search(rb'<script src="/\.calendar-gen/serve\.js" data-of="(\w+)" defer></script>', page)
    assert found
    return found[1].decode()


def save(folder: Path, data: Mapping[str, Any] | str, file: str = "events.yaml") -> None:
    """Write a file as most editors do: another takes its place."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, indent=1)
    (folder / f".{Path(file).name}.new").write_text(text, "utf-8")
    (folder / f".{Path(file).name}.new").replace(folder / file)


def _events(response: http.client.HTTPResponse) -> Iterator[tuple[str, str]]:
    name, data = "", list[str]()
    while line := response.readline().decode():
        field, _, value = line.rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif not field and data:
            yield name, "\n".join(data)
            name, data = "", []
