"""Follow the links that lead from the built site to other sites: ``python tests/links.py _build/site``.

A link is broken when its host does not exist or answers that the page is gone (404, 410). Hosts that turn
robots away, or that are down for the moment, are listed and are no failure: a reader may still get there.
"""

import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from lxml import html

GONE = (404, 410)
HERE = ("localhost", "127.0.0.1")
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; link check of a book)", "Accept": "text/html,*/*"}
SECONDS = 20


def outgoing(site: Path) -> dict[str, str]:
    """Each address outside the site and the first page that links to it."""
    found: dict[str, str] = {}
    for page in sorted(site.rglob("*.html")):
        for address in html.fromstring(page.read_bytes()).xpath("//a/@href"):
            if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname not in HERE:
                found.setdefault(urldefrag(address).url, page.relative_to(site).as_posix())
    return found


def problem(address: str) -> str:
    """Why an address did not answer, or nothing."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=HEADERS), timeout=SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (urllib.error.URLError, OSError) as error:
        return str(getattr(error, "reason", error))


def is_broken(reason: str) -> bool:
    """Whether the reason means that no reader gets there either."""
    return reason in map(str, GONE) or "not known" in reason or "No address" in reason


def main(site: Path) -> int:
    """Print what did not answer; 1 if any link is broken."""
    links = outgoing(site)
    if not links:
        print(f"{site} has no page with a link to another site: build it first with `make site`.", file=sys.stderr)
        return 1
    with ThreadPoolExecutor(8) as pool:
        reasons = dict(zip(links, pool.map(problem, links), strict=True))
    failed = {address: reason for address, reason in reasons.items() if reason}
    for address, reason in failed.items():
        print(f"{'broken' if is_broken(reason) else 'no answer to a robot'}: {address} ({reason}), on {links[address]}")
    print(f"{len(links)} links to other sites, {sum(map(is_broken, failed.values()))} broken.")
    return int(any(map(is_broken, failed.values())))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
