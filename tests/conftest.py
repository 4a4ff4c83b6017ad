"""What the tests share: the site, built once for all of them, a server that shows it, and the browser."""

import functools
import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
from built import ROOT, in_a_fork
from hypothesis import settings

# No test measures time: on a busy machine Hypothesis's deadline would.
settings.register_profile("book", deadline=None)
settings.load_profile("book")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lies in tests/site needs the built site: the marker follows from the folder."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "site"):
            item.add_marker("site")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as GitHub Actions builds it in a fork; the processes of one test run share it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, done = base / "book", base / "book.done"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait_for(done)
    else:
        done.with_suffix(".new").write_text(_build(folder), "utf-8")
        done.with_suffix(".new").rename(done)
    failure = done.read_text("utf-8")
    if failure:
        pytest.fail(f"The site does not build:\n{failure}", pytrace=False)
    return folder / "site"


def _build(folder: Path) -> str:
    """Build into ``folder`` and give the end of what went wrong, or nothing."""
    command = [sys.executable, "-m", "deepseek_shock", "site", "--out", str(folder)]
    result = subprocess.run(command, cwd=ROOT, env=in_a_fork(), capture_output=True, text=True)
    return "\n".join(result.stderr.strip().splitlines()[-5:]) if result.returncode else ""


def _wait_for(done: Path) -> None:
    deadline = time.monotonic() + 300
    while not done.exists():
        if time.monotonic() > deadline:
            pytest.fail("Another test process began to build the site and did not finish.", pytrace=False)
        time.sleep(0.1)


class PagesHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the site under ``/fork/`` as GitHub Pages does: any other address gets the 404 page."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        """The file of an address; nothing lies outside the base path."""
        inside = path.startswith("/fork/")
        return super().translate_path(path.removeprefix("/fork") if inside else "/nothing-here")

    def list_directory(self, path: str) -> None:
        """Folders are not listed."""
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The book's own page for what is not there."""
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where a local server shows the site: the base URL without a slash at its end."""
    handler = functools.partial(PagesHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/fork"
        server.shutdown()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The browser that `browser.find` finds."""
    return browser_type_launch_args | browser.launch_options()
