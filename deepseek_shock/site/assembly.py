"""Put the editions together: root page, 404, sitemap, robots, search index."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from deepseek_shock import language, tables
from deepseek_shock.chapters import files
from deepseek_shock.claims import export
from deepseek_shock.errors import Mistake
from deepseek_shock.site import templating
from deepseek_shock.site.address import Address, find

if TYPE_CHECKING:
    from deepseek_shock.site.build import Book

# What Jupyter Book's extensions copy and `pages.LEFTOVERS` keeps from the pages.
UNUSED = (
    "objects.inv", ".buildinfo", "_sphinx_design_static", "_static/basic.css", "_static/debug.css",
    "_static/design-tabs.js",
    "_static/doctools.js", "_static/file.png", "_static/images", "_static/language_data.js", "_static/locales",
    "_static/minus.png", "_static/plus.png", "_static/scripts/sphinx-book-theme.js", "_static/searchtools.js",
    "_static/sphinx-design.min.css", "_static/sphinx-thebe.css", "_static/sphinx-thebe.js",
    "_static/sphinx_highlight.js", "_static/translations.js", "_static/webpack-macros.html",
)  # fmt: skip


def assemble(book: Book) -> Path:
    """The site in ``_build/site``: it replaces the old one in one move."""
    draft = book.out / "site.new"
    shutil.rmtree(draft, ignore_errors=True)
    for code in book.languages():
        shutil.copytree(book.out / code, draft / code)
        _remove_unused(draft / code)
    address = configured_address(book.root)
    _publish_tables(draft / "data")
    _write_root(draft, book, address)
    _write_maps(draft, book, address)
    _index(draft)
    shutil.rmtree(book.site, ignore_errors=True)
    return draft.rename(book.site)


def configured_address(root: Path) -> Address:
    """The address by the environment and ``_config.yml``."""
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    repository = config.get("repository", {})
    return find(
        Address(
            config.get("html", {}).get("baseurl", ""),
            repository.get("url", ""),
            repository.get("branch", "main"),
        )
    )


def _remove_unused(edition: Path) -> None:
    for name in UNUSED:
        path = edition / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _publish_tables(folder: Path) -> None:
    """The data package as it is, and the ledger once more with what its checks found."""
    shutil.copytree(tables.folder(), folder)
    (folder / "claims.json").write_text(export.as_json(), "utf-8")


def _write_root(draft: Path, book: Book, address: Address) -> None:
    """The page that chooses a language, and the one that a wrong address gets."""
    editions = [_words(code) for code in book.languages()]
    for template in ("index.html", "404.html"):
        text = templating.render(template, editions=editions, root=f"{address.base_url}/", root_path=address.path)
        (draft / template).write_text(text, "utf-8")


def _words(code: str) -> dict[str, str]:
    language.use(code)
    _ = language.gettext
    return {
        "code": code,
        "title": _("DeepSeek Shock, Recomputed"),
        "subtitle": _("Five articles explained 27 January 2025. This book recomputes what they said."),
        "read": _("Read in English"),
        "lost": _("There is no page at this address"),
        "lost_hint": _("It may have moved. The table of contents lists every page."),
        "home": _("To the first page"),
    }


def _write_maps(draft: Path, book: Book, address: Address) -> None:
    """One sitemap with each page's editions, and robots.txt that names it."""
    docnames = [Path(page).with_suffix("").as_posix() for page in files.pages(book.root, language.SOURCE)]
    text = templating.render("sitemap.xml", docnames=docnames, codes=book.languages(), address=address)
    (draft / "sitemap.xml").write_text(text, "utf-8")
    (draft / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {address.base_url}/sitemap.xml\n", "utf-8")


def _index(draft: Path) -> None:
    """Pagefind's index of the pages' articles, a language each.

    Raises:
        Mistake: Pagefind failed; with what it said.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(draft), "--output-subdir", "pagefind"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Mistake(f"The search index was not built: {done.stderr or done.stdout}")
