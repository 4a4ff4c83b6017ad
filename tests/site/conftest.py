"""A reader of the built site: a page of the browser that notes whatever a reader should never meet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from built import CODES
from formulas import TURN
from playwright.sync_api import ElementHandle, Page

from deepseek_shock import language

# Whoever reads a page of no language yet speaks one that the book is not written in.
READERS = {
    "ja": {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"},
    "en": {"locale": "en-US", "timezone_id": "America/New_York"},
    "": {"locale": "fr-FR", "timezone_id": "Europe/Paris"},
}


@dataclass
class Visit:
    """One page in one browser tab, and all that went wrong there.

    Attributes:
        page: Playwright's page.
        faults: errors and warnings of the console, failed requests, requests to another host.
        requested: the path of each request.
    """

    page: Page
    faults: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    def listen(self, host: str) -> None:
        """Take notes from here on; ``host`` is the only one that may be asked."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url} {request.failure}"))
        self.page.on("response", self._receive)
        self.page.on("request", lambda request: self._ask(request.url, host))

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _receive(self, response) -> None:
        if response.status >= 400:
            self.faults.append(f"status {response.status}: {response.url}")

    def _ask(self, url: str, host: str) -> None:
        address = urlsplit(url)
        self.requested.append(address.path)
        if address.scheme not in ("data", "blob") and address.netloc != host:
            self.faults.append(f"another host: {url}")

    def figures(self) -> list[ElementHandle]:
        """The figures of the page, each brought near and alive."""
        found = self.page.query_selector_all("figure.chart")
        for figure in found:
            figure.scroll_into_view_if_needed()
            self.page.wait_for_function("figure => figure.view", arg=figure)
        return found

    def figure(self, name: str) -> ElementHandle:
        """One figure, brought near and alive."""
        figure = self.page.wait_for_selector(f"#fig-{name}")
        figure.scroll_into_view_if_needed()
        self.page.wait_for_function("figure => figure.view", arg=figure)
        return figure


@pytest.fixture
def visit(new_context, address) -> Callable[..., Visit]:
    """Open a page of the site; the options are those of a browser context."""

    def open_page(path: str, **options) -> Visit:
        reader = READERS.get(path.rpartition("/")[0], READERS[""])
        context = new_context(**({"viewport": {"width": 1280, "height": 800}} | reader | options))
        context.set_default_timeout(15_000)
        visited = Visit(context.new_page())
        visited.listen(urlsplit(address).netloc)
        visited.page.goto(f"{address}/{path}", wait_until="load")
        return visited

    return open_page


@pytest.fixture(params=CODES)
def chart(request, visit) -> Iterator[Callable[..., list[dict]]]:
    """Turn one figure of the module's CHAPTER in one language; Python's names follow that language meanwhile."""
    language.use(request.param)
    visited = visit(f"{request.param}/{request.module.CHAPTER}.html")

    def turn(name: str, settings: list[dict], kind: str = "", fields: tuple = (), signals: tuple = ()) -> list[dict]:
        results = visited.figure(name).evaluate(TURN, [settings, list(signals), kind, list(fields)])
        assert all(result["rows"] for result in results) or not kind
        return results

    yield turn
    language.use("en")
