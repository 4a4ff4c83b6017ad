"""Writing quantities in the native style of each language."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from deepseek_shock.quantities.calendar import MONTHS, ZONES
from deepseek_shock.quantities.numerals import plain
from deepseek_shock.quantities.reading import QUOTIENTS
from deepseek_shock.quantities.units import Unit, check_language, unit_named

MINUS = "−"
_ENGLISH_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))
_JAPANESE_SCALES = ((12, "兆"), (8, "億"), (4, "万"))
_LONGEST_COEFFICIENT = 3
_LARGEST_IN_WORDS = Decimal(10) ** 15
_SI_LETTERS = "kMGTPE"
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?: (\w+))?")


def write(
    value: Decimal | float | str | date,
    unit: str,
    language: str,
    digits: int | None = None,
    significant: int | None = None,
) -> str:
    """Write a quantity in the native style of a language: "$592.7 billion", 5,927億ドル.

    Exact by default, so that reading it gives the value and the unit again; a float counts as its shortest
    decimal. Rounding, where asked for, is half to even. English counts in million, billion and trillion
    from 1,000,000 on unless that takes more than three decimals; Japanese splits into 万, 億 and 兆 from
    10,000 on. From 10^15 on both write powers of ten.

    Args:
        value: The number; for "date" an ISO date ("2025-01-27", "2025-01", "2025", "01-27") or a `date`, for
            "time" "04:06" or "04:06 ET".
        unit: A name from the unit table.
        language: "en" or "ja".
        digits: Round to this many decimals, and show them all if the number is written out.
        significant: Round to this many significant digits instead.

    Raises:
        ValueError: if language or unit is unknown, the value does not fit, or both roundings are given.
    """
    check_language(language)
    row = unit_named(unit)
    if unit == "date":
        return _date(str(value), language)
    if unit == "time":
        return _time(str(value), language)
    number = _rounded(_number(value, unit), digits, significant)
    if unit == "fraction":
        return _signed(number, _fraction(abs(number), language))
    if unit == "rank":
        return _rank(number, language)
    return _signed(number, _spelled(abs(number), row, language))


def _number(value: Decimal | float | str | date, unit: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError(f"{value!r} is not a number of {unit!r}: give a decimal number") from error
    if not number.is_finite():
        raise ValueError(f"{value!r} cannot be written as {unit!r}: give a finite number")
    return number


def _rounded(number: Decimal, digits: int | None, significant: int | None) -> Decimal:
    if digits is not None and significant is not None:
        raise ValueError("give digits or significant, not both")
    if digits is not None:
        return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    if significant is not None and number:
        place = number.adjusted() - significant + 1
        number = number.quantize(Decimal(1).scaleb(place), ROUND_HALF_EVEN)
    return plain(number)


def _signed(number: Decimal, words: str) -> str:
    return MINUS + words if number < 0 else words


def _spelled(number: Decimal, row: Unit, language: str) -> str:
    spellings = getattr(row, language)
    prefixed = next((spelling for spelling in spellings if "*" in spelling), None)
    if prefixed and number >= 1000:
        power = min(number.adjusted() // 3, len(_SI_LETTERS))
        figures = _figures(plain(number.scaleb(-3 * power)))
        return prefixed.format(figures).replace("*", _SI_LETTERS[power - 1])
    spelling = _singular(spellings[0]) if number == 1 else spellings[0]
    return spelling.format(_magnitude(number, language))


def _singular(spelling: str) -> str:
    return re.sub(r"(?<=[A-Za-z])s$", "", spelling)


def _magnitude(number: Decimal, language: str) -> str:
    if number >= _LARGEST_IN_WORDS:
        power = number.adjusted()
        return f"{_figures(plain(number.scaleb(-power)))}×10^{power}"
    return _in_english(number) if language == "en" else _in_japanese(number)


def _in_english(number: Decimal) -> str:
    for power, scale in _ENGLISH_SCALES:
        coefficient = plain(number.scaleb(-power))
        if coefficient >= 1:
            short = -coefficient.as_tuple().exponent <= _LONGEST_COEFFICIENT
            return f"{_figures(coefficient)} {scale}" if short else _figures(number)
    return _figures(number)


def _in_japanese(number: Decimal) -> str:
    words = ""
    for power, scale in _JAPANESE_SCALES:
        group, number = divmod(number, 10**power)
        words += f"{_figures(group)}{scale}" if group else ""
    return words + _figures(number) if number or not words else words


def _figures(number: Decimal) -> str:
    return f"{number:,f}"


def _fraction(number: Decimal, language: str) -> str:
    exact = Fraction(number)
    short = exact.limit_denominator(1_000_000)
    over, under = short.as_integer_ratio()
    if QUOTIENTS.divide(Decimal(over), Decimal(under)) != number:
        over, under = exact.as_integer_ratio()
    return f"{over}/{under}" if language == "en" else f"{under}分の{over}"


def _rank(number: Decimal, language: str) -> str:
    if number < 1 or number % 1:
        raise ValueError(f"{number} is not a rank: give a whole number from 1 on")
    figures = _figures(plain(number))
    if language == "ja":
        return f"{figures}位"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return figures + ("th" if number % 100 in (11, 12, 13) else endings.get(int(number % 10), "th"))


def _date(iso: str, language: str) -> str:
    year, month, day = _date_fields(iso)
    if language == "ja":
        return "".join(f"{field}{mark}" for field, mark in zip((year, month, day), "年月日", strict=True) if field)
    words = (day, MONTHS[month - 1] if month else None, year)
    return " ".join(str(word) for word in words if word)


def _date_fields(iso: str) -> tuple[int | None, int | None, int | None]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d|\d{4}-\d\d|(?:19\d\d|20[0-3]\d)|\d\d-\d\d", iso):
        raise ValueError(f"{iso!r} is not a date: give 2025-01-27, 2025-01, 2025 (1900 to 2039) or 01-27")
    fields = [int(field) for field in iso.split("-")]
    year, month, day = (None, *fields) if len(iso) == 5 else (*fields, None, None)[:3]
    date(year or 2000, month or 1, day or 1)  # raises ValueError for the 30th of February
    return year, month, day


def _time(clock: str, language: str) -> str:
    match = _TIME.fullmatch(clock)
    zone = match and match[3]
    if not match or (zone and zone not in ZONES):
        raise ValueError(f"{clock!r} is not a time: give 04:06 or 04:06 and one of the zones {', '.join(ZONES)}")
    if language == "en":
        return clock
    hour, minute = int(match[1]), int(match[2])
    spoken_zone = ZONES[zone][1][0] if zone else ""
    return f"{spoken_zone}{hour}時" + (f"{minute}分" if minute else "")
