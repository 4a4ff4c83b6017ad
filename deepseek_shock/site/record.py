"""Run chapters and record their outputs: only those whose code or inputs have changed, all or none."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deepseek_shock import notebooks
from deepseek_shock.chapters import files


def record(root: Path) -> list[Path]:
    """Execute what has changed since the last recording and write the outputs.

    The state of each recording is kept in ``_build/record.json``; a fresh clone has none and runs all.

    Returns:
        The notebooks that were executed.

    Raises:
        notebooks.NotebookError: a file is not a notebook, or a cell failed; then nothing is written.
    """
    memory = root / "_build" / "record.json"
    known = json.loads(memory.read_text("utf-8")) if memory.exists() else {}
    inputs = _inputs(root)
    changed = [path for path in files.notebooks(root) if _state(path, inputs) != known.get(_name(path))]
    for path in changed:  # before any kernel starts: a file that is no notebook shall not cost a run of the others
        notebooks.read(path)
    with ThreadPoolExecutor(2) as pool:  # each notebook has a kernel process of its own
        texts = list(pool.map(notebooks.execute, changed))
    for path, text in zip(changed, texts, strict=True):
        path.write_text(text, "utf-8")
        known[_name(path)] = _state(path, inputs)
    memory.parent.mkdir(exist_ok=True)
    memory.write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")
    return changed


def _name(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _inputs(root: Path) -> bytes:
    """A digest of all that a chapter imports or reads."""
    package = [path for path in (root / "deepseek_shock").rglob("*.p[yo]") if "site" not in path.parts]
    digest = hashlib.sha256()
    for path in sorted([*package, *(root / "data").iterdir()]):
        digest.update(path.read_bytes())
    return digest.digest()


def _state(path: Path, inputs: bytes) -> str:
    return hashlib.sha256(path.read_bytes() + inputs).hexdigest()
