"""Recording runs what has changed, writes canonical notebooks, and writes all or nothing."""

import json
from pathlib import Path

import nbformat
import pytest

from deepseek_shock import notebooks
from deepseek_shock.site import record


def write(path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(sources)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebooks.canonical(nbformat.v4.new_notebook(cells=cells)), "utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one cell that reads a table and one that shows it."""
    (tmp_path / "deepseek_shock").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.csv").write_text("1\n", "utf-8")
    write(
        tmp_path / "chapters" / "en" / "one.ipynb",
        'from pathlib import Path\n\ntext = Path("../../data/table.csv").read_text()',
        "int(text) / 4",
    )
    return tmp_path


def test_it_records_once_and_then_only_what_changed(book: Path) -> None:
    chapter = book / "chapters" / "en" / "one.ipynb"
    assert record.record(book) == [chapter]
    notebook = notebooks.read(chapter)
    assert notebooks.counts_in_order(notebook)
    assert notebook.cells[1].outputs[0].data["text/plain"] == "0.25"
    assert chapter.read_text("utf-8") == notebooks.canonical(notebook)
    assert record.record(book) == []

    (book / "data" / "table.csv").write_text("2\n", "utf-8")
    assert record.record(book) == [chapter]
    assert notebooks.read(chapter).cells[1].outputs[0].data["text/plain"] == "0.5"


def test_a_failing_cell_is_named_and_nothing_is_written(book: Path) -> None:
    bad = write(book / "chapters" / "ja" / "one.ipynb", "1 + 1", "{}['NVDA']")
    good = book / "chapters" / "en" / "one.ipynb"
    before = good.read_bytes(), bad.read_bytes()
    with pytest.raises(notebooks.NotebookError) as caught:
        record.record(book)
    assert str(caught.value) == f"{bad}, cell cell-1: KeyError: 'NVDA'. Nothing was written."
    assert (good.read_bytes(), bad.read_bytes()) == before
    assert not (book / "_build").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is not a valid notebook"),
        ("", "is not a valid notebook"),
        ("[]", "is not a valid notebook"),
        (json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}}), "missing an expected key: cells"),
        (json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"id": "a"}]}), "not a valid"),
    ],
)
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(text, "utf-8")
    with pytest.raises(notebooks.NotebookError) as caught:
        notebooks.read(path)
    message = str(caught.value)
    assert message.startswith(f"{path} is not a valid notebook")
    assert reason in message
    assert "\n" not in message
    assert message.endswith("Restore it or save it anew.")


def test_canonical_text_does_not_depend_on_who_saved_it() -> None:
    cell = nbformat.v4.new_code_cell("1", id="a", metadata={"collapsed": True, "tags": ["hide-input"]})
    saved = nbformat.v4.new_notebook(
        cells=[cell], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.13.9"}}
    )
    text = notebooks.canonical(saved)
    assert "3.13.9" not in text
    assert "collapsed" not in text
    assert "hide-input" in text
    assert notebooks.canonical(nbformat.reads(text, as_version=4)) == text
