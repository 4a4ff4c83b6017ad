"""A local server that compresses as GitHub Pages does; the standard library's does not."""

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml")


class CompressingHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files of a folder, gzip where the browser takes it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """One file, or 404."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            self._send(path, self.guess_type(str(path)))
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"", {})

    def _send(self, path: Path, kind: str) -> None:
        headers = {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind}
        if kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            self._answer(HTTPStatus.OK, compressed(path), headers | {"Content-Encoding": "gzip"})
        else:
            self._answer(HTTPStatus.OK, path.read_bytes(), headers)

    def _answer(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Cache-Control": "max-age=600", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Keep the table clean."""


@functools.cache
def compressed(path: Path) -> bytes:
    """A file's bytes as they travel; once for each file, so that compressing is not measured."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve ``folder`` while the block runs; gives the address, without a slash at its end."""
    handler = functools.partial(CompressingHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
