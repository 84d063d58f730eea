"""Recorded visits: a folder of files that a loopback server answers with, and what one visit makes of them (README.md beside this)."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import tomllib
from dataclasses import asdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archive.records import Source
from extractors.http import Client
from extractors.visit import Memory, visit

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
HERE = Path(__file__).parent
# What differs between two runs, or only repeats the key.
_LEFT_OUT = {"id", "source_id", "collected_at", "narrative_id"}


def folders(kind: str) -> list[Path]:
    """The recorded visits of a kind."""
    return sorted(path.parent for path in (HERE / kind).glob("*/request.toml"))


def replay(folder: Path) -> dict[str, object]:
    """Serve the files of ``folder``, visit once, and return what came of it, without ids and empty fields."""
    request = tomllib.loads((folder / "request.toml").read_text(encoding="utf-8"))
    with _Web(folder, request.get("answer", [])) as web:
        fetched = asyncio.run(_visit(request, folder.parent.name, web.base))
        kept = {
            "status": fetched.outcome.status,
            "faults": list(fetched.outcome.faults),
            "items": [_plain(item) for item in fetched.items],
            "factchecks": [_plain(check) for check in fetched.factchecks],
            "bulletins": [_plain(bulletin) for bulletin in fetched.bulletins],
            "asked": sorted(web.asked),
        }
        text = json.dumps({key: value for key, value in kept.items() if value}, ensure_ascii=False, default=datetime.isoformat)
        return json.loads(text.replace(web.base, "{base}"))


async def _visit(request, kind, base):
    entry = {"id": "contoh", "name": "Kabar Teluk", "tier": "B", "region": "Kalimantan Timur", **request.get("source", {})}
    entry = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    urls = tuple(url.replace("{base}", base) for url in entry.pop("urls"))
    host = base.removeprefix("http://")
    secrets = request.get("secrets", {})
    async with Client(
        "https://contoh.id/kontak", 0, 10, 5_000_000, (host,), retry_seconds=0.01, secrets=secrets, pseudonym_key=b"kunci contoh"
    ) as client:
        return await visit(Source(kind=kind, urls=urls, **entry), client, Memory(), request.get("now", NOW), 30)


def _plain(record):
    return {key: value for key, value in asdict(record).items() if key not in _LEFT_OUT and value not in (None, (), False)}


class _Web:
    """Answers what request.toml says; anything else, robots.txt too, is 404."""

    def __init__(self, folder: Path, answers: list[dict]) -> None:
        self.asked: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.path != "/robots.txt":
                    web.asked.append(f"{self.command} {self.path}" if self.command != "GET" else self.path)
                whole = [one for one in answers if one["path"] == self.path and one.get("method", "GET") == self.command]
                part = [one for one in answers if one["path"] == self.path.partition("?")[0] and one.get("method", "GET") == self.command]
                answer = (whole or part or [{"status": 404}])[0]
                body = (folder / answer["file"]).read_bytes().replace(b"{base}", web.base.encode()) if "file" in answer else b""
                self.send_response(answer.get("status", 200))
                headers = {"Content-Type": answer.get("type", "text/html; charset=utf-8"), **answer.get("headers", {})}
                for name, value in headers.items():
                    self.send_header(name, value.replace("{base}", web.base))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - http.server's name for it

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> _Web:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(json.dumps(replay(Path(name).resolve()), ensure_ascii=False, indent=1) + "\n")
