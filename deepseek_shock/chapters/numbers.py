"""Whether the editions state the same quantities, and whether something computed or recorded stands behind each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from deepseek_shock.chapters import records
from deepseek_shock.chapters.evidence import Evidence, of_cells
from deepseek_shock.chapters.files import shared_pages
from deepseek_shock.chapters.sections import sections
from deepseek_shock.quantities import Quantity, compare, strip_markup
from deepseek_shock.quantities.units import LANGUAGES

# 「単位は10億ドル」 names the unit of a column, as "in billions of dollars" does; neither states an amount.
_UNIT_OF_A_COLUMN = re.compile(r"単位は[^)、。]+")
# What asks and does not state: an exercise may suppose any figure, and the wrong choices of a guess are wrong.
_EXERCISE = re.compile(r"^(?P<fence>:{3,})\{exercise\}.*?^(?P=fence)$", re.MULTILINE | re.DOTALL)
_GUESS = re.compile(r"^(?P<fence>:{3,})\{guess\}.*?^(?P=fence)$", re.MULTILINE | re.DOTALL)
_RIGHT = re.compile(r"^:right:\s*(\d+)$", re.MULTILINE)
_CHOICE = re.compile(r"^- .*$", re.MULTILINE)
_END_OF_SENTENCE = re.compile(r"[.!?](?=\s)|[。!?\n]")


@dataclass(frozen=True)
class Prose:
    """The text of a section of one edition without its markup, and where in it each cell begins."""

    place: str
    code: str
    text: str
    cells: tuple[tuple[int, str], ...]

    def at(self, offset: int) -> str:
        """The file and cell that an offset of the text lies in."""
        name = next(name for start, name in reversed(self.cells) if start <= offset)
        return f"{self.place}, cell {name}"

    def context(self, quantity: Quantity) -> str:
        """The sentence around a quantity and the one before it, which may hold the subject of both."""
        ends = [0, *(match.end() for match in _END_OF_SENTENCE.finditer(self.text))]
        before = [end for end in ends if end <= quantity.start]
        return self.text[before[-2:][0] : min((end for end in ends if end >= quantity.end), default=None)]

    def quantities(self) -> list[Quantity]:
        """What the text states, without the small counts that are a matter of style."""
        sides = {code: self.text if code == self.code else "" for code in LANGUAGES}
        return [found.quantity for found in compare(sides["en"], sides["ja"])]


def prose(place: str, code: str, cells: Iterable[NotebookNode], stated_only: bool = False) -> Prose:
    """The Markdown cells of a section as one text; with ``stated_only``, without what only asks."""
    starts, text = [], ""
    for cell in cells:
        if cell.cell_type == "markdown":
            starts.append((len(text), cell.id))
            source = _without_questions(cell.source) if stated_only else cell.source
            text += _hidden(_UNIT_OF_A_COLUMN, strip_markup(source)) + "\n\n"
    return Prose(place, code, text, tuple(starts))


def _hidden(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _without_questions(source: str) -> str:
    return _GUESS.sub(lambda guess: _without_wrong_choices(guess[0]), _hidden(_EXERCISE, source))


def _without_wrong_choices(guess: str) -> str:
    right = _RIGHT.search(guess)
    choices = list(_CHOICE.finditer(guess))
    for number, choice in enumerate(choices, start=1):
        if right and number != int(right[1]):
            guess = guess[: choice.start()] + " " * len(choice[0]) + guess[choice.end() :]
    return guess


def differences(root: Path) -> list[str]:
    """The quantities that one edition of a section states and another does not."""
    found = []
    for page in shared_pages(root):
        of_edition = {code: sections(root / "chapters" / code / page) for code in LANGUAGES}
        for label in of_edition["en"].keys() & of_edition["ja"].keys():
            texts = {code: prose(f"chapters/{code}/{page}", code, of_edition[code][label]) for code in LANGUAGES}
            for difference in compare(texts["en"].text, texts["ja"].text):
                found.append(f"{texts[difference.language].at(difference.quantity.start)}: {difference}.")
    return sorted(found)


def unbacked(root: Path) -> list[str]:
    """The quantities behind which stands no output, claim card or row of a table."""
    return [
        f"{text.at(quantity.start)}: nothing computed or recorded gives {quantity.text.strip()!r} "
        f"({quantity.value} {quantity.unit}); show it in a cell of this section, or correct it."
        for text, evidence in with_evidence(root)
        for quantity in text.quantities()
        if not (evidence.backs(quantity) or records.about(text.context(quantity), text.code).backs(quantity))
    ]


def with_evidence(root: Path) -> Iterator[tuple[Prose, Evidence]]:
    """Each section of each edition with its evidence; a page without cells tells what the whole book has found."""
    of_page = {page: _evidence(root, page) for page in shared_pages(root)}
    in_book = sum((known.in_words() for outputs in of_page.values() for known in outputs.values()), Evidence())
    for page, outputs in of_page.items():
        in_words = sum((known.in_words() for known in outputs.values()), Evidence())
        known = in_words if page.endswith(".ipynb") else in_book
        for code in LANGUAGES:
            for label, cells in sections(root / "chapters" / code / page).items():
                yield prose(f"chapters/{code}/{page}", code, cells, stated_only=True), outputs[label] + known


def _evidence(root: Path, page: str) -> dict[str, Evidence]:
    """What the cells of each section say, in both editions together."""
    found: dict[str, Evidence] = {}
    for code in LANGUAGES:
        for label, cells in sections(root / "chapters" / code / page).items():
            found[label] = found.get(label, Evidence()) + of_cells(cells, code)
    return found
