"""Show the site on localhost and build it anew whenever a source changes."""

import functools
import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from deepseek_shock.errors import Mistake
from deepseek_shock.site.build import Book, build

WATCHED = ("chapters", "data", "deepseek_shock", "_config.yml", "_toc.yml")


class PortError(Mistake, OSError):
    """A port that something else listens on."""


def serve(book: Book, port: int) -> None:
    """Build, serve on localhost, and rebuild and reload on each change; ends with Ctrl+C.

    Raises:
        PortError: the port is taken; says which and how to choose another.
    """
    _require_free(port)
    build(book)
    host = f"localhost:{port}"
    watcher = RebuildServer(
        [book.root / name for name in WATCHED],
        IgnoreFilter(["__pycache__"], [r"\.pyc$"]),
        functools.partial(_rebuild, book),
    )
    app = Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", watcher, name="reload"),
            Mount("/", app=StaticFiles(directory=book.site, html=True), name="site"),
        ],
        middleware=[Middleware(JavascriptInjectorMiddleware, ws_url=host)],
        lifespan=watcher.lifespan,
    )
    print(f"The site is at http://{host}/ and follows your changes; stop it with Ctrl+C.")
    uvicorn.run(app, host="localhost", port=port, log_level="warning")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", port)) == 0:
            raise PortError(f"Port {port} is in use; choose another with `make serve PORT={port + 1}`.")


def _rebuild(book: Book, changed_paths: Sequence[Path]) -> None:
    """Build again; a mistake is told and the last good site stays."""
    try:
        build(book)
    except Mistake as error:
        print(error)
