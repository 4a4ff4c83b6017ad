"""Build both editions side by side and assemble the one site that is published."""

import hashlib
import json
import multiprocessing
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from deepseek_shock import language
from deepseek_shock.chapters import files
from deepseek_shock.errors import Mistake
from deepseek_shock.site.address import Address, find

STAMP = "inputs.sha256"


@dataclass(frozen=True)
class Book:
    """A checkout of the book and where its site is built."""

    root: Path
    out: Path

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.out / "site"

    def chapters(self, code: str) -> Path:
        """The folder of one edition."""
        return self.root / "chapters" / code

    def languages(self) -> list[str]:
        """The editions that have chapters, the language of the source first."""
        return [code for code in language.available() if self.chapters(code).is_dir()]


class BuildError(Mistake, RuntimeError):
    """An edition that did not build."""


def build(book: Book) -> Path:
    """Build every edition in a process of its own, then assemble the site.

    The site is put together beside the old one and takes its place only when all is well.

    Raises:
        BuildError: an edition gave warnings or errors; Sphinx has printed them.
        notebooks.NotebookError: a chapter's file is not a valid notebook.
    """
    check_pairs(book)
    with multiprocessing.get_context("spawn").Pool(len(book.languages())) as pool:
        editions = pool.starmap_async(build_edition, [(book, code) for code in book.languages()])
        from deepseek_shock.site import assembly  # slow to import, so while the editions are built

        results = editions.get()
    failed = [code for code, status in zip(book.languages(), results, strict=True) if status]
    if failed:
        raise BuildError(f"The edition {' and '.join(failed)} did not build: see the warnings above.")
    return assembly.assemble(book)


def check_pairs(book: Book) -> None:
    """Refuse a chapter that only one language has.

    Raises:
        BuildError: names the files and the folder they lack in.
    """
    pages = {code: set(files.pages(book.root, code)) for code in book.languages()}
    if not pages:
        raise BuildError(f"{book.root} has no chapters; run this in a checkout, or name one with --root.")
    everything = set().union(*pages.values())
    lacking = [f"chapters/{code}/{name}" for code in pages for name in sorted(everything - pages[code])]
    if lacking:
        raise BuildError(f"Missing {', '.join(lacking)}: every page is written in each language.")


def build_edition(book: Book, code: str) -> int:
    """Build one edition as ``jupyter-book build`` does, warnings being errors; 0 means success.

    Raises:
        notebooks.NotebookError: a chapter's file is not a valid notebook.
    """
    # jsonschema's grammar of addresses takes a second to load, and no notebook has one to check.
    sys.modules.setdefault("rfc3987_syntax", None)
    from jupyter_book.sphinx import build_sphinx

    from deepseek_shock import notebooks

    for path in files.notebooks(book.root):  # of all editions, so that none builds in vain
        notebooks.read(path)
    outdir, doctrees = book.out / code, book.out / "doctrees" / code
    stamp = _stamp(book)  # before the build: what changes during it is not in the pages
    _forget_stale(stamp, outdir, doctrees)
    result = build_sphinx(
        book.chapters(code),
        outdir,
        path_config=book.root / "_config.yml",
        noconfig=True,
        confoverrides={
            "external_toc_path": (book.root / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            "language": code,
            "nitpicky": True,
        },
        doctreedir=doctrees,
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if isinstance(result, Exception):
        print(f"{code}: {result}", file=sys.stderr)
        return 1
    if not result:
        (doctrees / STAMP).write_text(stamp, "utf-8")
    return result


def _forget_stale(stamp: str, outdir: Path, doctrees: Path) -> None:
    """Start anew when what Sphinx does not watch has changed: templates, styles, tables, the package itself."""
    built = doctrees / STAMP
    if not (outdir.exists() and built.exists() and built.read_text("utf-8") == stamp):
        shutil.rmtree(outdir, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)


def _stamp(book: Book) -> str:
    """A digest of all that a page is made from besides its own source file."""
    package = [path for path in (book.root / "deepseek_shock").rglob("*") if "__pycache__" not in path.parts]
    configuration = [book.root / "_config.yml", book.root / "_toc.yml"]
    digest = hashlib.sha256(json.dumps(find(Address("")).__dict__).encode())
    for path in sorted([*package, *(book.root / "data").iterdir(), *configuration]):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()
