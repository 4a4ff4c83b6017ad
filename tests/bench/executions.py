"""How long the English chapters take to run, each in a fresh kernel."""

import time
from pathlib import Path

from bench.results import Number
from deepseek_shock import notebooks
from deepseek_shock.claims import words

SUBJECT = "running the chapters, English"


def chapters(root: Path) -> list[Number]:
    """The seconds of each chapter and of all together."""
    paths = [root / "chapters" / "en" / f"{name}.ipynb" for name in words.CHAPTERS]
    numbers = [Number(SUBJECT, path.stem, _seconds(path), "s") for path in paths if path.exists()]
    return [*numbers, Number(SUBJECT, "together", sum(number.value for number in numbers), "s", 90)]


def _seconds(path: Path) -> float:
    start = time.monotonic()
    notebooks.execute(path)
    return time.monotonic() - start
