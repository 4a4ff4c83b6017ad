"""What several tests need of the book: its root, copies of it that may be broken, and its commands."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "ja")
NOTEBOOKS = sorted((ROOT / "chapters").glob("*/*.ipynb"))
_NOT_COPIED = (
    ".ipynb_checkpoints",
    ".venv",
    "_build",
    ".git",
    ".*_cache",
    ".hypothesis",
    "node_modules",
    "__pycache__",
    "tests",
)


def copy_of_book(folder: Path) -> Path:
    """A checkout that a test may break: everything but the tests, and what is made anew."""
    return shutil.copytree(ROOT, folder / "book", ignore=shutil.ignore_patterns(*_NOT_COPIED))


def run(*arguments: str, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python on a checkout, its own package before the installed one."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place of a file that reads ``old``."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")


def edit_cell(path: Path, cell_id: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change one cell of a notebook and leave the rest of the file as it is."""
    notebook = json.loads(path.read_text("utf-8"))
    change(next(cell for cell in notebook["cells"] if cell["id"] == cell_id))
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def replace_in_cell(path: Path, cell_id: str, pattern: str, replacement: str) -> None:
    """Replace the first match of a pattern in a cell's source."""

    def change(cell: dict[str, Any]) -> None:
        text, found = re.subn(pattern, replacement, "".join(cell["source"]), count=1)
        assert found, f"{path}, cell {cell_id} has no {pattern!r}"
        cell["source"] = text.splitlines(keepends=True)

    edit_cell(path, cell_id, change)


def keep_cells(path: Path, *cell_ids: str) -> None:
    """Leave only some cells in a notebook, so that it runs in a moment."""
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in cell_ids]
    assert len(notebook["cells"]) == len(cell_ids)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def files(root: Path) -> dict[str, bytes]:
    """Every file of a checkout by its name, to see that nothing was written."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
