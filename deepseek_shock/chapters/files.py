"""Which files the chapters are: editions, pages and notebooks of a checkout."""

from pathlib import Path

from deepseek_shock import language

SUFFIXES = (".ipynb", ".md")
CHECKPOINTS = ".ipynb_checkpoints"  # JupyterLab's copies, which are no pages


def editions(root: Path) -> list[str]:
    """The languages that have chapters, the language of the source first."""
    codes = sorted(path.name for path in (root / "chapters").iterdir() if path.is_dir())
    return sorted(codes, key=lambda code: code != language.SOURCE)


def pages(root: Path, code: str) -> list[str]:
    """The pages of one edition, by file name from its folder."""
    folder = root / "chapters" / code
    files = (path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path.relative_to(folder).as_posix() for path in files if CHECKPOINTS not in path.parts)


def shared_pages(root: Path) -> list[str]:
    """The pages that every edition has."""
    return sorted(set.intersection(*(set(pages(root, code)) for code in editions(root))))


def notebooks(root: Path) -> list[Path]:
    """The notebooks of all editions."""
    names = ((code, page) for code in editions(root) for page in pages(root, code) if page.endswith(".ipynb"))
    return [root / "chapters" / code / page for code, page in names]
