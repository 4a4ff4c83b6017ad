"""Whether a notebook holds what running it gives: what nbval takes for granted and does not look at.

nbval passes a cell that was never run, ignores the order of the counts, and compares nothing where no output is.
"""

import ast
import json
import re
from pathlib import Path

from nbformat import NotebookNode

from deepseek_shock import notebooks
from deepseek_shock.chapters import files

# The tags that MyST-NB acts on; nbval's own (nbval-skip, raises-exception) would take a cell out of the proof.
TAGS = {"hide-input", "hide-output", "hide-cell", "remove-input", "remove-cell"}
# The calls that a cell may end in without an output: they return nothing.
SILENT = {"language.use"}
_OF_ONE_MACHINE = re.compile(r"\b0x[0-9a-f]{6,}|(?<![\w.:/])/(?:home|root|Users|tmp|work|content)/|\b[A-Z]:\\\\")


def faults(root: Path) -> list[str]:
    """What is wrong with the recorded outputs, over all notebooks of a checkout."""
    return [f"{path.relative_to(root)}{fault}" for path in files.notebooks(root) for fault in _faults(path)]


def _faults(path: Path) -> list[str]:
    notebook = notebooks.read(path)
    found = [] if _is_canonical(path, notebook) else [": is not in canonical form; run `make record`."]
    if not notebooks.counts_in_order(notebook):
        found.append(": the execution counts are not 1, 2, 3 and so on; run `make record`.")
    cells = notebooks.code_cells(notebook)
    return found + [f", cell {cell.id}: {fault}" for cell in cells for fault in cell_faults(cell)]


def _is_canonical(path: Path, notebook: NotebookNode) -> bool:
    return path.read_text("utf-8") == notebooks.canonical(notebook)


def cell_faults(cell: NotebookNode) -> list[str]:
    """What is wrong with one code cell and its outputs."""
    checks = {
        "it shows something and has no output; run `make record`.": lacks_output(cell),
        f"the tags {_unknown_tags(cell)} are not allowed; keep to {', '.join(sorted(TAGS))}.": _unknown_tags(cell),
        "its output is an error; mend the code.": _has_output(cell, "error"),
        "it writes to stderr; mend what it warns of.": _has_output(cell, "stream", "stderr"),
        "its output names a folder or an address of one machine; show a value instead.": _of_one_machine(cell),
    }
    return [message for message, wrong in checks.items() if wrong]


def lacks_output(cell: NotebookNode) -> bool:
    """Whether the cell ends in an expression, or prints, and nothing of the kind is recorded."""
    body = ast.parse(cell.source).body
    last = body[-1] if body else None
    shows = isinstance(last, ast.Expr) and not _is_call(last.value, SILENT | {"print"})
    prints = any(_is_call(node, {"print"}) for node in ast.walk(ast.Module(body, [])))
    return (shows and not _has_output(cell, "execute_result")) or (prints and not _has_output(cell, "stream", "stdout"))


def _is_call(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in names


def _has_output(cell: NotebookNode, kind: str, name: str | None = None) -> bool:
    return any(output.output_type == kind and name in (None, output.get("name")) for output in cell.outputs)


def _unknown_tags(cell: NotebookNode) -> list[str]:
    return sorted(set(cell.metadata.get("tags", [])) - TAGS)


def _of_one_machine(cell: NotebookNode) -> bool:
    return bool(_OF_ONE_MACHINE.search(json.dumps(cell.outputs, ensure_ascii=False)))
