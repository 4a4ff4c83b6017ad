"""Chapters as files: read, check, execute and record notebooks in one canonical form.

Canonical means that the same cells and outputs give the same bytes on any machine: sorted keys, stable
cell ids, execution counts 1..n, no widget state, no version of the interpreter that happened to run it.
"""

import json
import subprocess
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from deepseek_shock.errors import Mistake

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class NotebookError(Mistake, ValueError):
    """A notebook that is not valid or does not run; the message names the file and the cell."""


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook from its file.

    Raises:
        NotebookError: the file is not a valid notebook of format 4.5.
    """
    try:
        notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
        nbformat.validate(notebook)
    except (ValueError, TypeError, AttributeError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise NotebookError(f"{path} is not a valid notebook: {reason}. Restore it or save it anew.") from None
    return notebook


def canonical(notebook: nbformat.NotebookNode) -> str:
    """The notebook's text: sorted keys, one indent, a newline at the end."""
    cells = [_canonical_cell(cell) for cell in notebook.cells]
    content = {
        "cells": cells,
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _canonical_cell(cell: nbformat.NotebookNode) -> dict:
    kept = {key: cell[key] for key in ("cell_type", "id", "source", "outputs", "execution_count") if key in cell}
    kept["source"] = cell["source"].splitlines(keepends=True)
    tags = cell["metadata"].get("tags")
    kept["metadata"] = {"tags": tags} if tags else {}
    return kept


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The notebook's code cells in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def counts_in_order(notebook: nbformat.NotebookNode) -> bool:
    """Whether the execution counts are 1..n: nbval compares nothing for a cell without one."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    return counts == list(range(1, len(counts) + 1))


def execute(path: Path) -> str:
    """The canonical text of a notebook after running it; the file stays as it is.

    Raises:
        NotebookError: a cell failed; names notebook and cell.
    """
    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": path.parent}},
        extra_arguments=["--log-level=ERROR"],
        coalesce_streams=True,  # in how many pieces a print arrives differs from run to run
    )
    try:
        client.execute(stderr=subprocess.DEVNULL)  # what a kernel mutters when it is closed is no news of a cell
    except CellExecutionError as error:
        failed = next(cell for cell in code_cells(notebook) if _failed(cell))
        raise NotebookError(f"{path}, cell {failed.id}: {error.ename}: {error.evalue}. Nothing was written.") from None
    for count, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
    return canonical(notebook)


def _failed(cell: nbformat.NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)
