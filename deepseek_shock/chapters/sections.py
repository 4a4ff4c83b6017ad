"""The pages of the book, cut into sections at their labelled headings."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from deepseek_shock import language, notebooks

SUFFIXES = (".ipynb", ".md")
TOP = "top"
_LABEL = re.compile(r"\((?P<label>[\w-]+)\)=\n#")
_BEFORE_LABEL = re.compile(r"^(?=\([\w-]+\)=\n#)", re.MULTILINE)


def editions(root: Path) -> list[str]:
    """The languages that have chapters, the language of the source first."""
    codes = sorted(path.name for path in (root / "chapters").iterdir() if path.is_dir())
    return sorted(codes, key=lambda code: code != language.SOURCE)


def pages(root: Path, code: str) -> list[str]:
    """The pages of one edition, by file name from its folder."""
    folder = root / "chapters" / code
    files = (path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path.relative_to(folder).as_posix() for path in files if ".ipynb_checkpoints" not in path.parts)


def shared_pages(root: Path) -> list[str]:
    """The pages that every edition has."""
    return sorted(set.intersection(*(set(pages(root, code)) for code in editions(root))))


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
