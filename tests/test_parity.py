"""The editions are one book in several languages; only words differ."""

import copy
import json
from pathlib import Path

import pytest
from helpers import LANGUAGES, ROOT, copy_of_book, edit_cell

from deepseek_shock import notebooks
from deepseek_shock.chapters import files, parity
from deepseek_shock.charts.figure import MIME_TYPE

CHAPTER = "market-shock.ipynb"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return copy_of_book(tmp_path)


def test_the_editions_agree() -> None:
    assert parity.faults(ROOT) == []


def test_both_languages_are_there_and_english_is_the_source() -> None:
    assert tuple(files.editions(ROOT)) == LANGUAGES


def test_only_one_cell_names_the_language() -> None:
    for code in LANGUAGES:
        for path in (ROOT / "chapters" / code).glob("*.ipynb"):
            cells = notebooks.code_cells(notebooks.read(path))
            assert [f'language.use("{code}")' in cell.source for cell in cells].count(True) == 1


def replaced(old: str, new: str):
    def change(cell: dict) -> None:
        text = "".join(cell["source"])
        assert old in text
        cell["source"] = text.replace(old, new, 1).splitlines(keepends=True)

    return change


@pytest.mark.parametrize(
    ("cell", "change", "fault"),
    [
        ("relay-model", replaced("META", "MSFT"), "its code"),
        ("setup", replaced("import", "import "), "its code"),
        ("relay-figure", lambda cell: cell["metadata"].clear(), "its tags"),
        ("relay", replaced("## ", "### "), "'###'"),
        ("relay", replaced("(relay)=", "(relais)="), "'(relais)='"),
        ("relay-guess", replaced(":right: 1", ":right: 2"), "':right: 2'"),
        ("relay-guess", replaced("guess-relay", "guess-open"), "guess-open"),
        ("relay-guess", replaced("\n- ", "\n"), "'-'"),
        ("relay-exercise", replaced("exercise-relay", "exercise-other"), "exercise-other"),
        ("relay-exercise", replaced(":::{solution} ", ":::{note} "), "note"),
        ("title", replaced("#headline", "#movers"), "links"),
        ("sources", replaced("{cite}`jquants`", "{cite}`alpaca-iex`"), "alpaca-iex"),
        ("headline-model", lambda cell: cell["outputs"].clear(), "kinds"),
        ("headline-model", lambda cell: cell["outputs"][0]["data"].update({"text/plain": ["[1]"]}), "its output"),
        ("title", lambda cell: cell.update(id="heading"), "the markdown cell heading"),
        ("title", lambda cell: cell.update(cell_type="raw"), "the raw cell title"),
    ],
)
def test_a_difference_is_told_with_file_and_cell(book: Path, cell: str, change, fault: str) -> None:
    edit_cell(book / "chapters" / "ja" / CHAPTER, cell, change)
    (message,) = parity.faults(book)
    assert message.startswith(f"chapters/ja/{CHAPTER}")
    assert fault in message


def test_a_cell_too_many_is_told(book: Path) -> None:
    path = book / "chapters" / "ja" / CHAPTER
    notebook = json.loads(path.read_text("utf-8"))
    del notebook["cells"][-1]
    path.write_text(json.dumps(notebook), "utf-8")
    (message,) = parity.faults(book)
    assert "no cell" in message


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_in_one_language_only_is_told(book: Path, code: str) -> None:
    (book / "chapters" / code / CHAPTER).unlink()
    (message,) = parity.faults(book)
    assert message.startswith(f"chapters/{code}/{CHAPTER} is missing")


def figures(code: str) -> dict[str, dict]:
    cells = notebooks.code_cells(notebooks.read(ROOT / "chapters" / code / CHAPTER))
    outputs = (output.get("data", {}) for cell in cells for output in cell.outputs)
    return {data[MIME_TYPE]["usermeta"]["name"]: data[MIME_TYPE] for data in outputs if MIME_TYPE in data}


class TestShape:
    """Figures of two editions are compared by everything but their words."""

    def test_the_words_do_not_count(self) -> None:
        ours, theirs = figures("en"), figures("ja")
        assert ours.keys() == theirs.keys()
        assert [parity.shape(spec) for spec in ours.values()] == [parity.shape(spec) for spec in theirs.values()]

    @pytest.mark.parametrize("part", ["number", "row", "source", "signal", "mark"])
    def test_anything_else_counts(self, part: str) -> None:
        ours = figures("en")["relay"]
        theirs = copy.deepcopy(ours)
        rows = theirs["datasets"][theirs["usermeta"]["table"]["dataset"]]
        {
            "number": lambda: rows[0].update(change=rows[0]["change"] + 0.00001),
            "row": rows.pop,
            "source": theirs["usermeta"]["sources"].pop,
            "signal": theirs["params"].pop,
            "mark": theirs["layer"].pop,
        }[part]()
        assert parity.shape(ours) != parity.shape(theirs)
