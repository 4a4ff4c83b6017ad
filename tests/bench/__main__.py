"""Measure everything and say which targets are met: ``make bench``."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import browser
from playwright.sync_api import sync_playwright

from bench import builds, charts, executions, ledger, lighthouse, pages, results, server

OUT = builds.ROOT / "_build"
# Only this machine answers: a foreign request is counted and fails at once.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost"


def main() -> int:
    """Measure, print, write; the status says whether measuring worked, not what came out."""
    script = lighthouse.install(OUT / "bench")
    state = machine()
    with tempfile.TemporaryDirectory() as folder:
        numbers = list(measure(Path(folder), script))
    results.write(numbers, state, OUT / "bench.json")
    print(results.table(numbers))
    missed = sum(number.met is False for number in numbers)
    with_target = sum(number.met is not None for number in numbers)
    print(f"\n{with_target - missed} of {with_target} targets met. Load average at the start: {state['load']:.1f}.")
    return 0


def measure(folder: Path, script: Path) -> Iterator[results.Number]:
    """Every number, the builds first: what they leave is what is looked at."""
    site, times = builds.book(folder)
    stock, stock_times = builds.stock(folder)
    yield from times + stock_times + executions.chapters(builds.ROOT)
    languages = sorted(path.name for path in (builds.ROOT / "chapters").iterdir())
    with server.serve(site) as address:
        for language in languages:
            for name in ("index", builds.CHAPTER, builds.LEDGER):
                yield from page(script, f"{language}/{name}", f"{address}/{language}/{name}.html")
    with server.serve(stock) as address:
        yield from page(script, "stock theme, this chapter", f"{address}/{builds.CHAPTER}.html", ours=False)


def page(script: Path, subject: str, address: str, ours: bool = True) -> Iterator[results.Number]:
    """Weight and scores of a page and, where it has some, its charts."""
    print(f"measuring {subject} ...", file=sys.stderr)
    launch = browser.launch_options()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch | {"args": [*launch["args"], OFFLINE]})
        yield from pages.weigh(chromium, subject, address, ours)
        if ours and subject.endswith(builds.CHAPTER):
            yield from charts.measure(chromium, subject, address)
        if subject.endswith(builds.LEDGER):
            yield from ledger.measure(chromium, subject, address)
        chromium.close()
    yield from lighthouse.score(script, subject, address, launch, ours)


def machine() -> dict[str, object]:
    """What the times depend on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    sys.exit(main())
