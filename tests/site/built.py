"""The built site as files: where it is built for, its pages by address, and what a page says in words."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from lxml.html import HtmlElement

from deepseek_shock.chapters.files import SUFFIXES
from deepseek_shock.claims import words
from deepseek_shock.site.build import Book

ROOT = Path(__file__).parents[2]
REPOSITORY, BRANCH = "someone/fork", "spring"
BASE_URL = "https://someone.github.io/fork"

CODES = Book(ROOT, ROOT / "_build").languages()
DOCNAMES = sorted(path.stem for path in (ROOT / "chapters" / "en").iterdir() if path.suffix in SUFFIXES)
NOTEBOOKS = [
    f"{code}/{path.stem}.html" for code in CODES for path in sorted((ROOT / "chapters" / "en").glob("*.ipynb"))
]
CHAPTERS = [path for path in NOTEBOOKS if Path(path).stem in words.CHAPTERS]
FIRST_CHAPTER = [f"{code}/market-shock.html" for code in CODES]
WRITTEN = [f"{code}/{docname}.html" for code in CODES for docname in DOCNAMES]
SEARCHES = [f"{code}/search.html" for code in CODES]
PAGES = [*WRITTEN, *SEARCHES, "index.html", "404.html"]

ATTRIBUTES = ("alt", "aria-label", "aria-valuetext", "title", "placeholder", "data-pattern", "label")
META = ("description", "og:title", "og:description", "og:site_name")
NOT_PROSE = {"script", "style", "template", "code", "pre"}


def in_a_fork() -> dict[str, str]:
    """The environment of a build of someone's fork in GitHub Actions."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith(("GITHUB_", "BOOK_"))}
    return ours | {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": BRANCH}


def parse(site: Path, page: str) -> HtmlElement:
    """The root element of a page."""
    return lxml.html.fromstring((site / page).read_bytes())


def public(page: str) -> str:
    """The address of a page for the world."""
    return f"{BASE_URL}/{page}"


def target(address: str, base: str) -> tuple[str, str, str]:
    """Where a link on the page ``base`` leads: host, path inside the site without query, fragment."""
    url, fragment = urldefrag(urljoin(base, address))
    path = urlsplit(url).path.removeprefix(f"{urlsplit(BASE_URL).path}/")
    return urlsplit(url).hostname or "", path or "index.html", fragment


def language_of(element: HtmlElement) -> str:
    """The language that the element's text is in by its own or the nearest ``lang``."""
    return next(iter(element.xpath("ancestor-or-self::*[@lang][1]/@lang")), "")


def hidden(element: HtmlElement, attribute: str) -> bool:
    """Whether only a screen reader would meet the attribute, and is told to pass the element over."""
    return attribute.startswith("aria") and bool(element.xpath("ancestor-or-self::*[@aria-hidden='true']"))


def sentences(root: HtmlElement, code: str) -> Iterator[str]:
    """All that a reader of language ``code`` sees, hears or meets in a search result, piece by piece."""
    for element in root.iter():
        if not isinstance(element.tag, str) or {element.tag, *(at.tag for at in element.iterancestors())} & NOT_PROSE:
            continue
        if language_of(element) == code:
            yield from filter(None, (text.strip() for text in element.xpath("text()")))
            yield from (element.get(name) for name in ATTRIBUTES if element.get(name) and not hidden(element, name))
            if element.tag == "meta" and (element.get("name") or element.get("property")) in META:
                yield element.get("content")


def refuse(faults: Iterable[str]) -> None:
    """Fail with each fault on a line of its own; pass if there is none."""
    found = list(dict.fromkeys(faults))
    if found:
        rest = [f"and {len(found) - 40} more"] if len(found) > 40 else []
        pytest.fail("\n".join([f"{len(found)} found:", *found[:40], *rest]), pytrace=False)
