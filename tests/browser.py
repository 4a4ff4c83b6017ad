"""Find the browser that the tests of the site run in; as a script, get one where there is none.

In this order: the one that ``BOOK_BROWSER`` names, Chrome or Chromium of the machine, Playwright's own.
``python tests/browser.py`` prints the path of the first that starts. If none does it downloads Playwright's,
or else, as root on Debian, installs the package ``chromium``, or else says what to install and ends with 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
APPLICATIONS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
# Asked in a process of its own: inside the tests another Playwright is running already.
OWN = "from playwright.sync_api import sync_playwright as p\nwith p() as own: print(own.chromium.executable_path)"
ADVICE = "No browser for the tests: install Google Chrome or Chromium, or set BOOK_BROWSER to the path of one."


class BrowserError(RuntimeError):
    """No browser that starts."""


def find() -> str:
    """The path of a Chrome or Chromium that starts.

    Raises:
        BrowserError: there is none, or ``BOOK_BROWSER`` names one that does not start.
    """
    wished = os.environ.get("BOOK_BROWSER")
    if wished and not starts(wished):
        raise BrowserError(f"BOOK_BROWSER is {wished!r}, and no browser starts from there; correct or unset it.")
    path = wished or next((path for path in candidates() if starts(path)), None)
    if path is None:
        raise BrowserError(ADVICE)
    return path


def candidates() -> Iterator[str]:
    """Where a browser may be, the best place first."""
    yield from filter(None, map(shutil.which, NAMES))
    yield from (str(path) for path in APPLICATIONS if path.exists())
    yield playwrights_own()


def playwrights_own() -> str:
    """Where Playwright keeps its Chromium, whether it has been downloaded or not."""
    return subprocess.run([sys.executable, "-c", OWN], check=True, capture_output=True, text=True).stdout.strip()


def starts(path: str) -> bool:
    """Whether the file is there and its libraries are too: a download alone may lack them."""
    return Path(path).exists() and subprocess.run([path, "--version"], capture_output=True).returncode == 0


def ensure() -> str:
    """The path of a browser, after getting one if there is none.

    Raises:
        BrowserError: none could be got; says in one line what to install.
    """
    for get in (download, install_package):
        try:
            return find()
        except BrowserError:
            if os.environ.get("BOOK_BROWSER"):
                raise
        get()
    return find()


def download() -> None:
    """Get Playwright's own Chromium; where that fails, `find` will not find it."""
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def install_package() -> None:
    """As root on Debian, get the distribution's Chromium; elsewhere nothing."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update")
        _run("apt-get", "install", "--yes", "--no-install-recommends", "chromium")


def _run(*command: str) -> None:
    subprocess.run(command, stdout=sys.stderr)


def launch_options() -> dict[str, object]:
    """What Playwright's ``launch`` needs: the browser, no traffic of its own, and no sandbox where root has none."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    quiet = ["--disable-background-networking", "--disable-quic"]
    return {"executable_path": find(), "args": quiet + ["--no-sandbox"] * as_root}


if __name__ == "__main__":
    try:
        print(ensure())
    except BrowserError as error:
        sys.exit(str(error))
