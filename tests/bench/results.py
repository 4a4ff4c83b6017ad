"""One measured number beside its target, the table of them all, and their file."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Number:
    """A measurement.

    Attributes:
        subject: what was measured, such as a page.
        what: which property of it.
        value: how much.
        unit: of the value and the target.
        target: what it should reach, or ``None`` where the number is only reported.
        more_is_better: whether the target is a floor (a score) and not a ceiling (a time).
    """

    subject: str
    what: str
    value: float
    unit: str = ""
    target: float | None = None
    more_is_better: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; ``None`` without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.more_is_better else self.value <= self.target

    def line(self) -> tuple[str, str, str, str, str]:
        """The number as a row of the table."""
        bound = "" if self.target is None else f"{'≥' if self.more_is_better else '≤'} {_written(self.target)}"
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return self.subject, self.what, f"{_written(self.value)} {self.unit}".strip(), bound, verdict


def _written(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def table(numbers: Iterable[Number]) -> str:
    """All rows, columns aligned; a subject is printed once."""
    rows = [("", "", "measured", "target", ""), *(number.line() for number in numbers)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines, before = [], ""
    for row in rows:
        shown = ("" if row[0] == before else row[0], *row[1:])
        before = row[0]
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(shown, widths, strict=True)).rstrip())
    return "\n".join(lines)


def write(numbers: Iterable[Number], machine: dict[str, object], path: Path) -> None:
    """The numbers and the machine that they hold for, as JSON."""
    content = {"machine": machine, "numbers": [asdict(number) | {"met": number.met} for number in numbers]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
