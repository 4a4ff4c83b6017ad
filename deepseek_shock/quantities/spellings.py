"""The spellings of the unit table as patterns around a numeral."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from deepseek_shock.quantities.numerals import GAP
from deepseek_shock.quantities.scanning import HIDDEN
from deepseek_shock.quantities.units import SI_PREFIXES, TABLE, Unit

_SI_PREFIX = "|".join(sorted(SI_PREFIXES, key=len, reverse=True))
_ANY_GAP = f"(?:{GAP}|-)"
_LONGEST_BEFORE = 16


@dataclass(frozen=True)
class Spelling:
    """A spelling of a unit: what stands before and after the numeral, and what one of it is worth."""

    unit: Unit
    factor: Decimal
    before: re.Pattern | None
    after: re.Pattern | None

    def around(self, text: str, start: int, end: int) -> tuple[int, int, Decimal] | None:
        """Return the span and worth of this spelling around a numeral, or None if it is not there."""
        factor = self.factor
        if self.before:
            before = self.before.search(text, max(0, start - _LONGEST_BEFORE), start)
            if not before:
                return None
            start = before.start()
        if self.after:
            after = self.after.match(text, end)
            if not after:
                return None
            end, factor = after.end(), factor * SI_PREFIXES.get(after.groupdict().get("si"), 1)
        return start, end, factor


@cache
def spellings(language: str) -> list[Spelling]:
    """Return the compiled spellings of a language."""
    return [
        Spelling(row, row.factors.get(spelling, Decimal(1)), *_compiled(spelling))
        for row in TABLE
        for spelling in getattr(row, language)
        if spelling != "{}"
    ]


def _compiled(spelling: str) -> tuple[re.Pattern | None, re.Pattern | None]:
    before, after = (part.strip() for part in spelling.split("{}"))
    return re.compile(_before(before)) if before else None, re.compile(_after(after)) if after else None


def _before(words: str) -> str:
    boundary = r"(?<![A-Za-z])" if words[0].isalpha() and words.isascii() else ""
    return boundary + re.escape(words) + GAP + r"\Z"


def _after(words: str) -> str:
    latin = words[-1].isalpha() and words[-1].isascii()
    if words in ("x", "×"):
        return words + rf"(?![A-Za-z0-9{HIDDEN}]|\s\d)"
    pattern = re.escape(words).replace(r"\ ", _ANY_GAP).replace(r"\-", _ANY_GAP)
    if latin and len(words) > 2:
        pattern = re.sub("s$", "s?", pattern)
    if words == words.lower():
        pattern = f"(?i:{pattern})"
    pattern = pattern.replace(r"\*", f"(?P<si>{_SI_PREFIX})").replace("@", f"[A-Z]+{HIDDEN}+")
    gap = _ANY_GAP if words[0].isascii() and words[0] != "%" else GAP
    return gap + pattern + (r"(?![A-Za-z0-9])" if latin else "")
