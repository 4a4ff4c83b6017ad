"""Which files count as pages."""

from pathlib import Path

from deepseek_shock.chapters import files


def book(root: Path) -> Path:
    for name in (
        "ja/one.ipynb",
        "ja/index.md",
        "ja/.ipynb_checkpoints/one-checkpoint.ipynb",
        "en/one.ipynb",
        "en/x.png",
    ):
        path = root / "chapters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root


def test_an_editors_checkpoints_are_no_pages(tmp_path: Path) -> None:
    assert files.pages(book(tmp_path), "ja") == ["index.md", "one.ipynb"]


def test_notebooks_of_all_editions_the_source_language_first(tmp_path: Path) -> None:
    found = files.notebooks(book(tmp_path))
    assert [path.relative_to(tmp_path / "chapters").as_posix() for path in found] == ["en/one.ipynb", "ja/one.ipynb"]


def test_shared_pages_are_those_of_every_edition(tmp_path: Path) -> None:
    assert files.shared_pages(book(tmp_path)) == ["one.ipynb"]
