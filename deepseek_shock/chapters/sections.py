"""The pages of the book, cut into sections at their labelled headings."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from deepseek_shock import notebooks

TOP = "top"
_LABEL = re.compile(r"\((?P<label>[\w-]+)\)=\n#")
_BEFORE_LABEL = re.compile(r"^(?=\([\w-]+\)=\n#)", re.MULTILINE)


def cells(path: Path) -> list[NotebookNode]:
    """A notebook's cells; a plain page is one Markdown cell named after its file."""
    if path.suffix == ".ipynb":
        return notebooks.read(path).cells
    return [nbformat.v4.new_markdown_cell(path.read_text("utf-8"), id=path.stem)]


def sections(path: Path) -> dict[str, list[NotebookNode]]:
    """The cells by section, in order; what stands before the first labelled heading is in `TOP`."""
    found: dict[str, list[NotebookNode]] = {}
    label = TOP
    for cell in cells(path):
        for piece in _pieces(cell):
            label = match["label"] if (match := _LABEL.match(piece.source)) else label
            found.setdefault(label, []).append(piece)
    return found


def _pieces(cell: NotebookNode) -> list[NotebookNode]:
    """A Markdown cell parted at its labelled headings; any other cell whole."""
    if cell.cell_type != "markdown":
        return [cell]
    texts = [text for text in _BEFORE_LABEL.split(cell.source) if text]
    return [nbformat.v4.new_markdown_cell(text, id=cell.id) for text in texts]
