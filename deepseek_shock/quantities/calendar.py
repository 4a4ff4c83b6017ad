"""Dates and times of day, in both languages, as ISO-like text (see `Quantity.value`)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Canonical zone: spellings in English, spellings in Japanese; the first Japanese one is written.
ZONES = {
    "ET": (
        ("ET", "EST", "EDT", "US Eastern time", "Eastern time", "New York time"),
        ("米東部時間", "米国東部時間", "東部時間", "ニューヨーク時間"),
    ),
    "PT": (("PT", "PST", "PDT", "Pacific time"), ("米西部時間", "太平洋時間")),
    "UTC": (("UTC", "GMT"), ("協定世界時", "世界標準時")),
    "CET": (("CET", "Central European time"), ("中央欧州時間",)),
    "JST": (("JST", "Japan time", "Tokyo time"), ("日本時間", "東京時間")),
    "CST": (("CST", "China time", "Beijing time"), ("中国時間", "北京時間")),
}
_CANONICAL_ZONE = {spelling: zone for zone, rows in ZONES.items() for row in rows for spelling in row}


@dataclass(frozen=True)
class Moment:
    """A date or time found in a text: its ISO-like value, its unit, and its span."""

    value: str
    unit: str
    start: int
    end: int


Reader = Callable[[re.Match], Iterator[Moment]]

_YEAR = r"(?P<year>(?:1\d|20)\d\d)(?!\d|,\d|\.\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ANY_MONTH = rf"(?P<month>(?:{'|'.join(MONTHS)})\b|(?:{'|'.join(m[:3] for m in MONTHS)}|Sept)\b\.?)"
_FULL_MONTH = rf"(?P<month>{'|'.join(m for m in MONTHS if m not in ('March', 'May'))})\b"
# "May" and "March" are words of their own, so alone they count as months only after one of these.
_BEFORE_MONTH = "|".join(
    f"(?<={word})" for word in ("In ", "in ", "by ", "ince ", "ntil ", "of ", "rly ", "ate ", "mid-")
)
_MONTH_WORD = rf"(?:{_BEFORE_MONTH})(?P<month>March|May)\b"
_DAY_LIST = rf"(?<![\d.,$])(?P<days>{_DAY}(?:(?:,\s|\s?[-–/]\s?|\s(?:to|and|or)\s){_DAY})*)"
_SPOKEN_DAY = r"\bthe\s(?P<days>\d{1,2}(?:st|nd|rd|th))(?=[.,;:)]|\s(?:and|to|or|the|was|in|at)\b|\s*$)"
_ON_THE_DAY = r"\b[Oo]n\sthe\s(?P<days>\d{1,2}(?:st|nd|rd|th))\b"
_CLOCK_EN = (
    r"(?<![\d:.,])(?P<hour>\d{1,2})"
    r"(?::(?P<minute>[0-5]\d)(?![\d:])(?:\s?(?P<half>[ap])\.?m\b\.?)?|\s?(?P<half2>[ap])\.?m\b\.?)"
    rf"(?:\s\(?(?P<zone>{'|'.join(s for en, _ in ZONES.values() for s in en)})\b\)?)?"
)
_SEPARATOR = r"(?:[〜~–\-・、/]|から|と|および|や)"
_DURATION = "間|後|前|以内|以上|以下|ぶり|目|分|連続|足らず|程度|ほど|余り|あまり|超"
_LENGTH_FOLLOWS = ("約", "およそ", "わずか", "ほぼ", "たった", "月と", "年と", "週間と")
_NOT_AFTER = r"(?<![\d.,])"
_YEAR_JA = rf"{_NOT_AFTER}(?P<year>(?:1\d|20)\d\d)年"
_DAYS_JA = (
    rf"(?:(?:{_YEAR_JA}\s?)?{_NOT_AFTER}(?P<month>\d{{1,2}})月\s?)?"
    rf"{_NOT_AFTER}(?P<days>\d{{1,2}}(?:日?{_SEPARATOR}\d{{1,2}})*)日(?!{_DURATION})"
)
_MONTHS_JA = rf"(?:{_YEAR_JA}\s?)?{_NOT_AFTER}(?P<months>\d{{1,2}}(?:月?{_SEPARATOR}\d{{1,2}})*)月(?!間)"
_ZONE_JA = "|".join(sorted((s for en, ja in ZONES.values() for s in (*ja, *en)), key=len, reverse=True))
_CLOCK_JA = (
    rf"(?:(?P<zone>{_ZONE_JA})\s?の?)?(?P<half>午前|午後)?{_NOT_AFTER}(?<!:)(?P<hour>\d{{1,2}})"
    rf"(?:時(?!間)(?:(?P<minute>\d{{1,2}})分|(?P<thirty>半))?|:(?P<minute2>[0-5]\d)(?![\d:]))"
    rf"(?:\s?\((?P<zone2>{_ZONE_JA})\)|\s(?P<zone3>{_ZONE_JA})(?![A-Za-z]))?"
)


def _iso(year: str | None, month: int | None, day: int | None = None) -> str:
    if day is None:
        return f"{year}-{month:02}" if year else f"{month:02}-XX"
    month_day = f"{month:02}-{day:02}" if month else f"XX-{day:02}"
    return f"{year}-{month_day}" if year else month_day


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, start=1) if month[:3] == name[:3])


def _days(match: re.Match) -> Iterator[Moment]:
    """Yield each day of a list that shares month and year: "24, 27 and 28 January 2025", 1月27日と28日."""
    groups = match.groupdict()
    month = groups.get("month")
    month = (int(month) if month.isdigit() else _month_number(month)) if month else None
    days = list(re.finditer(r"\d+", groups["days"]))
    if not _plausible_days(match, month, [int(day[0]) for day in days]):
        return
    yield from _listed(match, "days", days, lambda day: _iso(groups.get("year"), month, day))


def _plausible_days(match: re.Match, month: int | None, days: list[int]) -> bool:
    in_range = all(1 <= day <= 31 for day in days) and (month is None or 1 <= month <= 12)
    # 1日 without its month is "one day", and the days of 約10日 and 4カ月と13日 are a length of time too.
    length_of_time = month is None and (days == [1] or match.string[: match.start()].endswith(_LENGTH_FOLLOWS))
    return in_range and not length_of_time


def _listed(match: re.Match, group: str, items: list[re.Match], iso: Callable[[int], str]) -> Iterator[Moment]:
    """Yield one date for each item of a list; the outer ones take what stands before and after the list."""
    origin = match.start(group)
    for place, item in enumerate(items):
        start = match.start() if place == 0 else origin + item.start()
        end = match.end() if place == len(items) - 1 else origin + item.end()
        yield Moment(iso(int(item[0])), "date", start, end)


def _months(match: re.Match) -> Iterator[Moment]:
    months = list(re.finditer(r"\d+", match["months"]))
    if all(1 <= int(month[0]) <= 12 for month in months):
        yield from _listed(match, "months", months, lambda month: _iso(match["year"], month))


def _month(match: re.Match) -> Iterator[Moment]:
    year = match.groupdict().get("year")
    yield Moment(_iso(year, _month_number(match["month"])), "date", *match.span())


def _year(match: re.Match) -> Iterator[Moment]:
    yield Moment(match["year"], "date", *match.span())


def _short_years(match: re.Match) -> Iterator[Moment]:
    first, last = match["first"], match["first"][:2] + match["last"]
    if first < last:
        yield Moment(first, "date", match.start(), match.end("first"))
        yield Moment(last, "date", match.start("last"), match.end())


def _decade(match: re.Match) -> Iterator[Moment]:
    yield Moment(match["decade"][:3] + "X", "date", *match.span())


def _time(match: re.Match) -> Iterator[Moment]:
    groups = match.groupdict()
    hour, minute = int(groups["hour"]), groups["minute"] or groups.get("minute2")
    half = groups["half"] or groups.get("half2")
    minute = 30 if groups.get("thirty") else int(minute or 0)
    if half:
        hour = hour % 12 + (12 if half in ("p", "午後") else 0)
    zone = _CANONICAL_ZONE.get(groups["zone"] or groups.get("zone2") or groups.get("zone3"))
    if hour <= 24 and minute < 60:
        yield Moment(f"{hour:02}:{minute:02}" + (f" {zone}" if zone else ""), "time", *match.span())


def _readers(*rows: tuple[str, Reader]) -> list[tuple[re.Pattern, Reader]]:
    return [(re.compile(pattern), reader) for pattern, reader in rows]


_ISO_DATE = (r"(?<![\d-])(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<days>[0-3]\d)(?![\d-])", _days)
_ISO_MONTH = (r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<months>0[1-9]|1[0-2])(?![\d-])", _months)
_SHORT_YEARS = (r"(?<![\d.,$-])(?P<first>(?:19|20)\d\d)[-–〜~](?P<last>\d\d)(?![\d.,%])年?", _short_years)
_FISCAL_YEAR = (rf"\b(?:FY\s?|[Ff]iscal\s(?:year\s)?){_YEAR}", _year)

# In order: what an earlier pattern took, a later one does not see.
READERS = {
    "en": _readers(
        _ISO_DATE,
        _ISO_MONTH,
        _SHORT_YEARS,
        _FISCAL_YEAR,
        (_CLOCK_EN, _time),
        (rf"{_DAY_LIST}\s(?:of\s)?{_ANY_MONTH}(?:,?\s{_YEAR})?", _days),
        (
            rf"\b{_ANY_MONTH}\s(?P<days>{_DAY}(?:\s?[-–]\s?{_DAY})?)(?![\d%:]|[.,]\d|\s?%)(?:,?\s{_YEAR})?",
            _days,
        ),
        (rf"\b{_ANY_MONTH},?\s{_YEAR}", _month),
        (rf"\b{_FULL_MONTH}", _month),
        (_MONTH_WORD, _month),
        (r"(?<![\d.,$])(?P<decade>(?:19|20)\d0)s\b", _decade),
        (_SPOKEN_DAY, _days),
        (_ON_THE_DAY, _days),
    ),
    "ja": _readers(
        _ISO_DATE,
        _ISO_MONTH,
        _SHORT_YEARS,
        (_CLOCK_JA, _time),
        (_DAYS_JA, _days),
        (_MONTHS_JA, _months),
        (rf"{_NOT_AFTER}(?P<decade>(?:19|20)\d0)年代", _decade),
        (rf"{_YEAR_JA}度?(?!間)", _year),
        (rf"{_NOT_AFTER}(?P<year>(?:19|20)\d\d)会計年度", _year),
        _FISCAL_YEAR,
    ),
}
