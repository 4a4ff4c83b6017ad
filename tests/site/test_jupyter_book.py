"""Jupyter Book's own command builds an edition too, for people who know it."""

import shutil
import subprocess
import sys
from pathlib import Path

from built import NOTEBOOKS, ROOT, in_a_fork, parse


def test_one_edition_builds_by_jupyter_books_own_command(tmp_path):
    for name in ("chapters", "data", "deepseek_shock", "_config.yml", "_toc.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [jupyter_book, "build", "chapters/ja", "--config", "_config.yml", "--toc", tmp_path / "_toc.yml"]
    environment = in_a_fork() | {"PYTHONPATH": str(tmp_path)}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    built = tmp_path / "_build" / "html"
    assert result.returncode == 0, result.stderr
    assert "warning" not in result.stderr.lower()
    for chapter in (path.removeprefix("ja/") for path in NOTEBOOKS if path.startswith("ja/")):
        page = parse(built, chapter)
        figures = page.find_class("chart")
        assert page.get("lang") == "ja"
        assert figures
        assert all((built / figure.get("data-spec")).is_file() for figure in figures)
