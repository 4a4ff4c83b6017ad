"""The build: editions side by side from the files that exist, and Jupyter Book's own command too."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import LANGUAGES, ROOT

from deepseek_shock.site import build


@pytest.fixture
def chapters(tmp_path: Path) -> build.Book:
    """The sources alone: what is built of them is of no interest here."""
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    return build.Book(tmp_path, tmp_path / "_build")


def test_the_editions_are_the_folders_with_a_catalogue(chapters: build.Book) -> None:
    (chapters.root / "chapters" / "drafts").mkdir()
    assert tuple(chapters.languages()) == LANGUAGES


def test_whole_editions_pass(chapters: build.Book) -> None:
    build.check_pairs(chapters)


@pytest.mark.parametrize("name", ["market-shock.ipynb", "index.md"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_in_one_language_only_is_refused(chapters: build.Book, code: str, name: str) -> None:
    (chapters.chapters(code) / name).unlink()
    with pytest.raises(build.BuildError, match=rf"^Missing chapters/{code}/{re.escape(name)}: every page"):
        build.build(chapters)
    assert not chapters.out.exists()


def test_jupyter_books_own_command_builds_an_edition(tmp_path: Path) -> None:
    command = [
        Path(sys.executable).with_name("jupyter-book"),
        *("build", ROOT / "chapters" / "ja"),
        *("--config", ROOT / "_config.yml", "--toc", ROOT / "_toc.yml", "--path-output", tmp_path, "--warningiserror"),
    ]
    result = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-2000:]
    page = (tmp_path / "_build" / "html" / "market-shock.html").read_text("utf-8")
    assert '<html class="no-js" lang="ja"' in page
    assert '<figure class="chart"' in page
