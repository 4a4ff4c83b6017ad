"""Reading the quantities that a text in English or Japanese states."""

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from itertools import pairwise

from deepseek_shock.quantities.calendar import READERS, Moment
from deepseek_shock.quantities.numerals import (
    WORDS,
    Numeral,
    number_from_words,
    numerals,
    plain,
    rounding_step,
)
from deepseek_shock.quantities.quantity import Quantity
from deepseek_shock.quantities.scanning import blank, hide_names, to_half_width
from deepseek_shock.quantities.spellings import spellings
from deepseek_shock.quantities.units import DURATIONS, check_language

_ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "twentieth": 20, "thirtieth": 30},
    **{word + "th": number for word, number in WORDS.items() if 13 <= number <= 19},
    **{word[:-1] + "ieth": number for word, number in WORDS.items() if number >= 40},
    **{"hundredth": 100, "thousandth": 1000},
}
_PARTS = {**_ORDINALS, "half": 2, "halve": 2, "quarter": 4}
del _PARTS["first"], _PARTS["second"]
_TENS = "|".join(word for word, number in WORDS.items() if number >= 20)
_COUNTS = "|".join(word for word, number in WORDS.items() if 0 < number < 20)
_WHOLE = r"\d+(?:,\d{3})*"
_TIMES_WORD = re.compile(r"\b(?i:(?P<two>twice)|thrice)\b")
_ORDINAL = re.compile(rf"\b(?i:(?:(?P<tens>{_TENS})[- ])?(?<!per )(?<!\d )(?<!\d-)(?P<word>{'|'.join(_ORDINALS)}))\b")
_SLASH = rf"(?<![\d/.,])(?P<over>{_WHOLE})/(?P<under>{_WHOLE})(?:th|rd)?(?![\d/A-Za-z]|[.,]\d)"
_FRACTION = {
    "en": re.compile(
        rf"{_SLASH}|\b(?i:(?P<count>{_COUNTS})[- ](?P<part>{'|'.join(_PARTS)})s?)\b"
        rf"|\b(?i:a[- ](?P<one>{'|'.join(_PARTS)}))(?=\sof\b)"
    ),
    "ja": re.compile(rf"{_SLASH}|(?<![\d.,])(?P<lower>{_WHOLE})分の(?P<upper>{_WHOLE})"),
}
_SIGN = re.compile(r"(?:(?<![0-9A-Za-z%\0])[-−–+]|\bminus\s|マイナス)\Z", re.IGNORECASE)
_MINUS = ("-", "−", "–", "minus", "マイナス")
_PART_OF_A_NAME = re.compile(r"[A-Za-z_]|-[A-Z](?![A-Za-z])")
_RATE_DENOMINATOR = re.compile(r"[^\d、。\s]{0,6}(?:あたり|当たり|につき)")
_JOINER = {
    "en": re.compile(r"\s?[-–—~]\s?|\s(?:to|or)\s"),
    "ja": re.compile(r"\s?[-–~〜]\s?|から|ないし|または"),
}
_BETWEEN = re.compile(r"\bbetween\s(?:about\s)?\Z", re.IGNORECASE)
_BARE_YEAR = re.compile(r"19\d\d|20[0-3]\d")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# Fractions that do not end are quotients of this fixed precision, so that 1/3 equals 3分の1.
QUOTIENTS = Context(prec=28)


def read(text: str, language: str) -> list[Quantity]:
    """Return the quantities that a text states, in order.

    - Hedges (about, nearly, 約, 超) do not change the value.
    - A range is two quantities, its two ends, each with the unit and scale of the whole: "3-5%" is 3 percent
      and 5 percent, so comparing two editions needs no special case. Their spans are their own words.
    - A number without a unit in the table is a "count", whatever noun or counter follows. A bare four-digit
      number from 1900 to 2039 is a year: write counts of that size with a separator ("2,025 models").
    - Names are not quantities: GPT-4o, H800, S&P 500, 10-Q, 第3章. Nor is the 1 of a rate: 1株当たり.
    - 4カ月半 is 4.5 months; 1日 alone is one day, 27日 alone the day of a month, 10日間 ten days.
    - Not read: kanji numerals, "half" and 半分 alone, weekdays, "a dozen", "hundreds of", 数十. The 銭 of
      154円50銭 is a count of its own: write 154.5円. CST is China's time.

    Give prose; for MyST Markdown, give `strip_markup(text)`, which keeps the offsets.

    Args:
        text: Prose.
        language: "en" or "ja".

    Raises:
        ValueError: if the language is unknown.
    """
    check_language(language)
    plain = hide_names(to_half_width(text))
    found = []
    for stage in (_calendar, _fractions, _ordinals, _twice, _magnitudes):
        quantities = stage(plain, language)
        plain = blank(plain, [(quantity.start, quantity.end) for quantity in quantities])
        found += quantities
    found.sort(key=lambda quantity: quantity.start)
    return [replace(quantity, text=text[quantity.start : quantity.end]) for quantity in found]


def _calendar(text: str, language: str) -> list[Quantity]:
    moments: list[Moment] = []
    for pattern, reader in READERS[language]:
        new = [moment for match in pattern.finditer(text) for moment in reader(match)]
        text = blank(text, [(moment.start, moment.end) for moment in new])
        moments += new
    return [Quantity(m.value, m.unit, "", m.start, m.end, Decimal(0)) for m in moments]


def _fractions(text: str, language: str) -> list[Quantity]:
    found = []
    for match in _FRACTION[language].finditer(text):
        over, under = _ratio(match.groupdict())
        if under:
            sign, start = _sign_before(text, match.start())
            value = QUOTIENTS.divide(sign * over, under)
            step = QUOTIENTS.divide(max(over, Decimal(1)), under * under)
            found.append(Quantity(value, "fraction", "", start, match.end(), step))
    return found


def _ratio(groups: dict[str, str | None]) -> tuple[Decimal, Decimal]:
    over, under = groups["over"] or groups.get("upper"), groups["under"] or groups.get("lower")
    if over:
        return Decimal(over.replace(",", "")), Decimal(under.replace(",", ""))
    count, part = groups["count"] or "one", groups["part"] or groups["one"]
    return Decimal(number_from_words(count)), Decimal(_PARTS[part.lower()])


def _ordinals(text: str, language: str) -> list[Quantity]:
    if language != "en":
        return []
    found = []
    for match in _ORDINAL.finditer(text):
        tens = WORDS[match["tens"].lower()] if match["tens"] else 0
        value = Decimal(tens + _ORDINALS[match["word"].lower()])
        found.append(Quantity(value, "rank", "", *match.span(), Decimal(1)))
    return found


def _twice(text: str, language: str) -> list[Quantity]:
    matches = _TIMES_WORD.finditer(text) if language == "en" else ()
    return [Quantity(Decimal(2 if m["two"] else 3), "times", "", *m.span(), Decimal(1)) for m in matches]


@dataclass(frozen=True)
class _Mark:
    """A numeral with the unit found around it, if any."""

    numeral: Numeral
    unit: str | None
    factor: Decimal
    sign: int
    start: int
    end: int


def _magnitudes(text: str, language: str) -> list[Quantity]:
    marks = [mark for numeral in numerals(text, language) if (mark := _marked(numeral, text, language))]
    # The 1 of 1ドル154.5円 belongs to the rate that follows it.
    within_next = {first for first, second in pairwise(marks) if second.start <= first.start}
    marks = [mark for mark in marks if mark not in within_next]
    return [_quantity(mark, text, language) for mark in _share_across_ranges(marks, text, language)]


def _marked(numeral: Numeral, text: str, language: str) -> _Mark | None:
    """Return the numeral with sign and unit, or None if it is part of a name or the 1 of a rate."""
    sign, start = _sign_before(text, numeral.start)
    unit, start, end, factor = _unit_around(numeral, start, text, language)
    if start < numeral.start and sign == 1:
        sign, start = _sign_before(text, start)
    if numeral.letter in ("m", "b") and text[start : numeral.start].strip("+-−–") == "":
        return None  # "5m" is five metres unless a currency stands before it
    if unit is None and _PART_OF_A_NAME.match(text, end):
        return None
    if language == "ja" and numeral.value == 1 and _RATE_DENOMINATOR.match(text, numeral.end):
        return None
    return _Mark(numeral, unit, factor, sign, start, end)


def _sign_before(text: str, start: int) -> tuple[int, int]:
    """Return the sign that stands before an offset, 1 if none does, and where it starts."""
    match = _SIGN.search(text, max(0, start - 8), start)
    if not match:
        return 1, start
    return (-1 if match[0].strip().lower() in _MINUS else 1), match.start()


def _unit_around(numeral: Numeral, start: int, text: str, language: str) -> tuple[str | None, int, int, Decimal]:
    """Return the unit with the longest spelling around a numeral, with its span and worth."""
    found = [
        (spelling.unit.name, *around)
        for spelling in spellings(language)
        if (around := spelling.around(text, start, numeral.end))
    ]
    return max(found, key=lambda row: row[2] - row[1], default=(None, start, numeral.end, Decimal(1)))


def _share_across_ranges(marks: list[_Mark], text: str, language: str) -> list[_Mark]:
    """Give both ends of each range ("3-5%", "$3 to 5 billion", 3〜5%) the unit and scale of either."""
    marks = list(marks)
    for place, (low, high) in enumerate(pairwise(list(marks))):
        if _in_range(low, high, text, language):
            low = marks[place]
            marks[place] = _completed(low, high)
            marks[place + 1] = high if high.unit else replace(high, unit=low.unit, factor=low.factor)
    return marks


def _in_range(low: _Mark, high: _Mark, text: str, language: str) -> bool:
    between = text[low.end : high.start]
    if _JOINER[language].fullmatch(between):
        return True
    return language == "en" and between == " and " and bool(_BETWEEN.search(text, 0, low.start))


def _completed(low: _Mark, high: _Mark) -> _Mark:
    """Return the low end with what it leaves to the high end: a unit, a scale, or both."""
    has_own_unit_after = low.end > low.numeral.end
    if has_own_unit_after or (low.unit and high.unit and low.unit != high.unit):
        return low
    numeral = low.numeral.scaled(high.numeral.power) if low.numeral.power == 0 else low.numeral
    if numeral.value > high.numeral.value:
        numeral = low.numeral  # 「9,000〜1万円」
    if low.unit is None:
        low = replace(low, unit=high.unit, factor=high.factor)
    return replace(low, numeral=numeral)


def _quantity(mark: _Mark, text: str, language: str) -> Quantity:
    if mark.unit is None and _is_year(mark, text, language):
        return Quantity(text[mark.start : mark.end], "date", "", mark.start, mark.end, Decimal(0))
    value, step, end = mark.numeral.value, rounding_step(mark.numeral), mark.end
    if mark.unit in DURATIONS and text[end : end + 1] == "半":
        value, step, end = value + Decimal("0.5"), step / 10, end + 1
    value, step = plain(mark.sign * mark.factor * value), plain(mark.factor * step)
    return Quantity(value, mark.unit or "count", "", mark.start, end, step)


def _is_year(mark: _Mark, text: str, language: str) -> bool:
    followed_by_counter = language == "ja" and _JAPANESE.match(text, mark.end)
    return bool(_BARE_YEAR.fullmatch(text[mark.start : mark.end])) and not followed_by_counter
