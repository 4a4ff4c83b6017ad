"""How long the book takes to build, from nothing and after an edit, and the stock theme beside it."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import yaml

from bench.results import Number

ROOT = Path(__file__).parents[2]
RUNS = 3
CHAPTER = "market-shock"
LEDGER = "claims"
NOT_SOURCE = shutil.ignore_patterns(".*", "_build", "node_modules", "__pycache__", "*.egg-info")

# Jupyter Book as it comes, with no more than what the chapter's directives need to be understood.
STOCK_CONFIG = {
    "title": "The same chapter in the stock theme",
    "execute": {"execute_notebooks": "off"},
    "parse": {"myst_enable_extensions": ["colon_fence"]},
    "bibtex_bibfiles": ["references.bib"],
    "sphinx": {"extra_extensions": ["sphinx_exercise", "deepseek_shock.site.guess"]},
}


def book(folder: Path) -> tuple[Path, list[Number]]:
    """Build a copy of the book, so that the tree stays as it is; gives the site and the times."""
    copy, out = folder / "book", folder / "out"
    shutil.copytree(ROOT, copy, ignore=NOT_SOURCE)
    whole, edited = [], []
    for run in range(RUNS):
        shutil.rmtree(out, ignore_errors=True)
        whole.append(_build(copy, out))
        _edit(copy / "chapters" / "ja" / f"{CHAPTER}.ipynb", run)
        edited.append(_build(copy, out))
    subject = f"make site, both editions, median of {RUNS}"
    return out / "site", [
        Number(subject, "from nothing", median(whole), "s", 15),
        Number(subject, "after one edited chapter", median(edited), "s", 6),
    ]


def _build(root: Path, out: Path) -> float:
    return _timed([sys.executable, "-m", "deepseek_shock", "site", "--root", str(root), "--out", str(out)], root)


def _edit(notebook: Path, run: int) -> None:
    """Add a sentence to the first cell of prose."""
    content = json.loads(notebook.read_text("utf-8"))
    cell = next(cell for cell in content["cells"] if cell["cell_type"] == "markdown")
    cell["source"].append(f"\n\nEdit {run}.")
    notebook.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def stock(folder: Path) -> tuple[Path, list[Number]]:
    """The English chapter in Jupyter Book's own theme: gives the pages and the time."""
    source = folder / "stock"
    source.mkdir()
    shutil.copy(ROOT / "chapters" / "en" / f"{CHAPTER}.ipynb", source)
    shutil.copy(ROOT / "data" / "references.bib", source)
    (source / "_config.yml").write_text(yaml.safe_dump(STOCK_CONFIG), "utf-8")
    (source / "_toc.yml").write_text(yaml.safe_dump({"format": "jb-book", "root": CHAPTER}), "utf-8")
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", "--quiet", str(source)]
    seconds = _timed(command, source)
    return source / "_build" / "html", [
        Number("stock theme, this chapter alone, English", "from nothing", seconds, "s")
    ]


def _timed(command: list[str], folder: Path) -> float:
    start = time.monotonic()
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")
    return time.monotonic() - start
