"""The gates around nbval: what it takes for granted about recorded outputs, and that it sees every cell."""

import re
import subprocess
import sys
import tomllib

import nbformat
import pytest
from helpers import NOTEBOOKS, ROOT

from deepseek_shock import notebooks
from deepseek_shock.chapters import recordings

NAMES = [path.relative_to(ROOT).as_posix() for path in NOTEBOOKS]


def code(source: str, *outputs: dict, count: int | None = 1, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(
        source,
        id="cell",
        execution_count=count,
        outputs=[nbformat.v4.new_output(**output) for output in outputs],
        metadata={"tags": list(tags)},
    )


def result(text: str) -> dict:
    return {"output_type": "execute_result", "data": {"text/plain": text}, "execution_count": 1}


def printed(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


ERROR = {"output_type": "error", "ename": "KeyError", "evalue": "'NVDA'", "traceback": []}


def test_the_recorded_outputs_are_in_order() -> None:
    assert recordings.faults(ROOT) == []


def test_every_code_cell_is_collected() -> None:
    """With the project's own settings, as `make test` collects them."""
    command = ["pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider", "chapters"]
    listing = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True).stdout
    collected = re.findall(r"^(\S+)::Cell (\d+)$", listing, re.MULTILINE)
    counts = {name: len(notebooks.code_cells(notebooks.read(ROOT / name))) for name in NAMES}
    expected = [(name, str(number)) for name in NAMES for number in range(counts[name])]
    assert sorted(collected) == sorted(expected), listing[-1000:]


def test_notebooks_are_collected_in_chapters_and_nowhere_else() -> None:
    """Neither what a build leaves in `_build` nor a scratch notebook is taken for a chapter."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    assert settings["testpaths"] == ["tests", "chapters"]
    assert not list((ROOT / "tests").rglob("*.ipynb"))


def test_every_notebook_has_code_to_prove() -> None:
    assert NOTEBOOKS
    assert all(notebooks.code_cells(notebooks.read(path)) for path in NOTEBOOKS)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (code("1 + 1"), "has no output"),
        (code("x = 1\nx"), "has no output"),
        (code("print(1)"), "has no output"),
        (code("for x in (1, 2):\n    print(x)"), "has no output"),
        (code("print(1)\n2", result("2")), "has no output"),
        (code("1 + 1", printed("2")), "has no output"),
        (code("1", result("1"), tags=("nbval-skip",)), "nbval-skip"),
        (code("1", result("1"), tags=("hide-input", "raises-exception")), "raises-exception"),
        (code("prices['NVDA']", result("1"), ERROR), "is an error"),
        (code("1", result("1"), printed("careful", "stderr")), "stderr"),
        (code("x", result("<object at 0x7f3a5c0d2b90>")), "address"),
        (code("x", result("PosixPath('/home/someone/book/data')")), "folder"),
        (code("x", result(r"WindowsPath('C:\\book')")), "folder"),
    ],
)
def test_a_faulty_cell_is_told(cell: nbformat.NotebookNode, fault: str) -> None:
    assert any(fault in message for message in recordings.cell_faults(cell))


@pytest.mark.parametrize(
    "cell",
    [
        code("1 + 1", result("2")),
        code("print(1)", printed("1")),
        code("print(1)\n2", printed("1"), result("2")),
        code('import json\n\nlanguage.use("en")'),
        code("x = 1"),
        code("def show():\n    return 1"),
        code("relay.figure()", result("a figure"), tags=("hide-input",)),
        code("x", result("https://example.org/work/of/art at 0x10")),
    ],
)
def test_a_cell_in_order_is_left_alone(cell: nbformat.NotebookNode) -> None:
    assert recordings.cell_faults(cell) == []
