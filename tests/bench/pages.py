"""What a page asks for before anyone touches it: bytes as they travel, requests, foreign hosts."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from bench.builds import LEDGER
from bench.results import Number

SCREENS = {"phone": {"width": 412, "height": 823}, "desk": {"width": 1350, "height": 940}}
KILOBYTE = 1000
TARGETS = {"KB": 200, "requests": 25, "hosts": 0}
LEDGER_TARGETS = TARGETS | {"KB": 250}  # all 298 claims on one page


def weigh(browser: Browser, subject: str, address: str, ours: bool = True) -> list[Number]:
    """The numbers of one page on both screens; a foreign request is counted and gets no answer."""
    return [number for screen in SCREENS for number in _on_screen(browser, subject, address, screen, ours)]


def _on_screen(browser: Browser, subject: str, address: str, screen: str, ours: bool) -> list[Number]:
    page = browser.new_page(viewport=SCREENS[screen])
    asked, finished = _listen(page)
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    size = sum(request.sizes()["responseBodySize"] for request in finished)
    foreign = {urlsplit(request.url).hostname for request in asked} - {urlsplit(address).hostname}
    page.close()
    measured = {"KB": size / KILOBYTE, "requests": len(asked), "hosts": len(foreign)}
    targets = LEDGER_TARGETS if subject.endswith(LEDGER) else TARGETS
    words = {"KB": "gzip before interaction", "requests": "requests", "hosts": "foreign hosts asked"}
    return [
        Number(subject, f"{words[unit]}, {screen}", value, "KB" * (unit == "KB"), targets[unit] if ours else None)
        for unit, value in measured.items()
    ]


def _listen(page: Page) -> tuple[list[Request], list[Request]]:
    """Every request over the network, and those that were answered."""
    asked: list[Request] = []
    finished: list[Request] = []
    page.on("request", lambda request: asked.append(request) if _travels(request) else None)
    page.on("requestfinished", lambda request: finished.append(request) if _travels(request) else None)
    return asked, finished


def _travels(request: Request) -> bool:
    return request.url.startswith("http")
