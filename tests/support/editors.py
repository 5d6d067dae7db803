"""An editor's half of the Language Server Protocol: what people see of a calendar while they write it."""

import json
import subprocess
from pathlib import Path
from typing import Any

from support.paths import TESTS

SERVER = TESTS / "js" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


class Editor:
    """An editor with yaml-language-server, and a schema for every file, or for those that name one."""

    def __init__(self, schema: Path | None, folder: Path) -> None:
        command = ["node", str(SERVER), "--stdio"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        schemas = {schema.as_uri(): "*.yaml"} if schema else {}
        self.settings = {"yaml": {"schemas": schemas, "completion": True, "hover": True}}
        self.folder = folder
        self.number = 0
        can = {
            "textDocument": {"publishDiagnostics": {}, "hover": {"contentFormat": ["markdown"]}},
            "workspace": {"configuration": True},
        }
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=can)
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=self.settings)

    def __enter__(self) -> "Editor":
        return self

    def __exit__(self, *of_error: object) -> None:
        self.process.kill()
        self.process.communicate()

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """What is wrong with a file, as the editor would underline it."""
        self.number += 1  # what it has read of a version it keeps
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": self.number, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        while True:
            message = self._read()
            if (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == path.as_uri()
            ):
                found: list[dict[str, Any]] = message["params"]["diagnostics"]
                return found

    def hover(self, path: Path, line: int, column: int) -> str:
        """What is shown where the mouse rests on a place; from 0, as all of the protocol."""
        place = {"line": line, "character": column}
        shown = self.ask("textDocument/hover", textDocument={"uri": path.as_uri()}, position=place)
        return str(shown["contents"]["value"]) if shown else ""

    def complete(self, path: Path, line: int, column: int) -> list[str]:
        """What is offered there."""
        place = {"line": line, "character": column}
        offered = self.ask("textDocument/completion", textDocument={"uri": path.as_uri()}, position=place)
        return [item["label"] for item in offered["items"]]

    def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        self._write({"id": self.number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self.number and "method" not in message:
                return message["result"]

    def tell(self, method: str, **params: Any) -> None:
        self._write({"method": method, "params": params})

    def _write(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """The next message; what the server itself asks for on the way is answered."""
        assert self.process.stdout
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            assert self.process.poll() is None, "the language server has gone"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "workspace/configuration":
            wanted = [self.settings.get(item["section"], {}) for item in message["params"]["items"]]
            self._write({"id": message["id"], "result": wanted})
        elif "id" in message and "method" in message:
            self._write({"id": message["id"], "result": None})
        return message
