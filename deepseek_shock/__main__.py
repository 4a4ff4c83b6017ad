"""The commands behind the Makefile: ``python -m deepseek_shock site|serve|record``."""

import argparse
import sys
from pathlib import Path

from deepseek_shock.errors import Mistake
from deepseek_shock.site.build import Book, build


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a mistake in the book's files ends in one plain message and status 1."""
    parser = argparse.ArgumentParser(prog="python -m deepseek_shock", description=__doc__)
    parser.add_argument("command", choices=["site", "serve", "record"])
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the checkout (default: this folder)")
    parser.add_argument("--out", type=Path, help="where to build (default: _build in the checkout)")
    parser.add_argument("--port", type=int, default=8000, help="serve on this port (default: 8000)")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except Mistake as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    """Each command loads what it needs and no more: `site` is run after every edit."""
    book = Book(options.root.resolve(), (options.out or options.root / "_build").resolve())
    if options.command == "site":
        print(f"The site is in {build(book)}")
    elif options.command == "record":
        from deepseek_shock.site.record import record

        for path in record(book.root) or ["Nothing to record: no chapter, table or model has changed."]:
            print(path)
    else:
        from deepseek_shock.site.serve import serve

        serve(book, options.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
