"""Numerals: figures and number words with their scale, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {
    "zero": 0,
    **{word: number for number, word in enumerate(_ONES + _TEENS, start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
}
SCALE_POWERS = {
    **{"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    **{"k": 3, "K": 3, "m": 6, "mn": 6, "M": 6, "b": 9, "bn": 9, "B": 9, "tn": 12, "trn": 12, "T": 12},
    **{"千": 3, "万": 4, "億": 8, "兆": 12},
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

GAP = r"[^\S\n]{0,4}\n?[^\S\n]{0,4}"
FIGURES = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_ALONE = r"(?<!\d)(?<!\d[.,])"
_LETTER = r"(?P<letter>k|K|mn|m|M|bn|b|B|tn|trn|T)(?![A-Za-z0-9])"
_POWER_OF_TEN = (
    rf"(?:(?P<mantissa>{FIGURES})\s?×\s?)?10(?:\^(?P<caret>\d{{1,2}})|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
    rf"|(?P<e_mantissa>{FIGURES})[eE]\+?(?P<e>\d{{1,2}})(?![\dA-Za-z])"
)
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS + _ONES)}|zero)"
_SPELLED = rf"\b(?P<spelled>{_SMALL}(?:\shundred(?:(?:\sand)?\s{_SMALL})?)?)(?=\b|fold)"
_SCALE_WORDS = r"(?:hundred|thousand|million|billion|trillion)"
_ARTICLE = rf"(?:\b(?P<article>half\sa|an?)\s|(?<=\bper\s))(?={_SCALE_WORDS}\b)"
_EN = re.compile(
    rf"{_ALONE}(?:{_POWER_OF_TEN}|(?:(?P<figures>{FIGURES})|(?i:{_SPELLED}|{_ARTICLE}))"
    rf"(?i:(?P<half>\sand\sa\shalf)?)(?:{_LETTER}|(?i:(?:{GAP}|-)(?P<word>{_SCALE_WORDS})\b))?)"
)
_JA = re.compile(
    rf"{_ALONE}(?:{_POWER_OF_TEN}|(?P<figures>{FIGURES}){_LETTER}"
    rf"|(?P<terms>(?:{FIGURES}千?[兆億万])*{FIGURES}(?:千?[兆億万]|千)?))"
)
_TERM = re.compile(rf"(?P<figures>{FIGURES})(?P<scales>[千兆億万]*)")


@dataclass(frozen=True)
class Numeral:
    """A number as written, before its unit.

    Attributes:
        value: The scaled value; its exponent keeps the place of the last decimal written.
        power: Power of ten of the scale ("billion" has 9); 0 for a number written out.
        decimals: Whether decimals were written.
        letter: The scale letter, if the scale was a letter ("37B").
        start: Offset of the first character.
        end: Offset after the last character.
    """

    value: Decimal
    power: int
    decimals: bool
    letter: str | None
    start: int
    end: int

    def scaled(self, power: int) -> "Numeral":
        """Return the numeral with a further scale, as the 3 in "3 to 5 billion" has."""
        return Numeral(self.value.scaleb(power), power, self.decimals, self.letter, self.start, self.end)


def rounding_step(numeral: Numeral) -> Decimal:
    """Return the rounding step that the writing of a number implies.

    - Decimals count as written: "16.97%" has 0.01, "14.8 trillion" and 14.8兆 have 1e11.
    - A whole number below 10,000 without a scale has 1: "2,048", "20%".
    - Any other whole number has the place of its last digit that is not zero, but nothing coarser than the
      thousand, million, billion ... that an English writer would count in. So 8億6,500万 has 1e6 like
      "865 million", 5,930億 has 1e9 like "593 billion", and 6,000億 has 1e9 like "600 billion".

    The rule rests on the value and not on the language: a number has the same step in both editions.
    """
    value = numeral.value
    if numeral.decimals:
        return Decimal(1).scaleb(value.as_tuple().exponent)
    if value == 0 or (numeral.power == 0 and value < 10_000):
        return Decimal(1)
    thousands = value.adjusted() // 3 * 3
    return Decimal(1).scaleb(min(value.normalize().as_tuple().exponent, thousands))


def numerals(text: str, language: str) -> Iterator[Numeral]:
    """Yield the unsigned numerals of a text, in order; the text must be half-width."""
    for match in (_EN if language == "en" else _JA).finditer(text):
        groups = match.groupdict()
        value, power = _power_of_ten(groups) or (_japanese if language == "ja" else _english)(groups)
        decimals = value.as_tuple().exponent < 0
        yield Numeral(value.scaleb(power), power, decimals, groups["letter"], *match.span())


def _power_of_ten(groups: dict[str, str | None]) -> tuple[Decimal, int] | None:
    power = groups["caret"] or groups["e"] or (groups["raised"] or "").translate(_SUPERSCRIPTS)
    if not power:
        return None
    return _decimal(groups["mantissa"] or groups["e_mantissa"] or "1"), int(power)


def _english(groups: dict[str, str | None]) -> tuple[Decimal, int]:
    if groups["figures"]:
        value = _decimal(groups["figures"])
    elif groups["spelled"]:
        value = Decimal(number_from_words(groups["spelled"]))
    else:
        value = Decimal("0.5") if (groups["article"] or "").lower().startswith("half") else Decimal(1)
    if groups["half"]:
        value += Decimal("0.5")
    scale = groups["letter"] or (groups["word"] or "").lower()
    return value, SCALE_POWERS.get(scale, 0)


def _japanese(groups: dict[str, str | None]) -> tuple[Decimal, int]:
    if groups["letter"]:
        return _decimal(groups["figures"]), SCALE_POWERS[groups["letter"]]
    terms = list(_TERM.finditer(groups["terms"]))
    powers = [sum(SCALE_POWERS[scale] for scale in term["scales"]) for term in terms]
    if len(terms) == 1:
        return _decimal(terms[0]["figures"]), powers[0]
    return sum(_decimal(t["figures"]).scaleb(p) for t, p in zip(terms, powers, strict=True)), 0


def number_from_words(words: str) -> int:
    """Return the number that English words up to nine hundred and ninety-nine spell."""
    total = 0
    for word in re.findall("[a-z]+", words.lower()):
        if word == "hundred":
            total *= 100
        elif word != "and":
            total += WORDS[word]
    return total


def plain(value: Decimal) -> Decimal:
    """Return an equal Decimal without trailing zeros or a positive exponent: 593000000000, not 5.93E+11."""
    return Decimal(f"{value.normalize():f}")


def _decimal(figures: str) -> Decimal:
    return Decimal(figures.replace(",", ""))
