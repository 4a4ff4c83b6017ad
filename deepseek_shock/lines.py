"""Lines of words in the language of the page, as the output of a cell."""

from collections.abc import Iterable
from html import escape
from typing import Any


class Lines:
    """Lines to read: a list on a page, plain text elsewhere.

    What a cell prints is the same in both editions; what it says in words goes through here.

    Args:
        lines: Plain text, a line each.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        return {"text/html": f'<ul class="lines">{items}</ul>', "text/plain": "\n".join(self.lines)}
