"""Known answers of writing, and the law that reading undoes it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock.quantities import read, write
from deepseek_shock.quantities.calendar import ZONES
from deepseek_shock.quantities.units import LANGUAGES, UNITS

EXACT = [
    ("592658e6", "USD", "$592.658 billion", "5,926億5,800万ドル"),
    ("592.7e9", "USD", "$592.7 billion", "5,927億ドル"),
    ("91e12", "JPY", "91 trillion yen", "91兆円"),
    ("865e6", "JPY", "865 million yen", "8億6,500万円"),
    ("24.49e9", "share", "24.49 billion shares", "244億9,000万株"),
    ("16.97", "percent", "16.97%", "16.97%"),
    ("-16.97", "percent", "−16.97%", "−16.97%"),
    ("-592.7e9", "USD", "−$592.7 billion", "−5,927億ドル"),
    ("11.06", "times", "11.06 times", "11.06倍"),
    ("154.5", "JPY per USD", "154.5 yen to the dollar", "1ドル154.5円"),
    ("0.05", "fraction", "1/20", "20分の1"),
    ("9", "rank", "9th", "9位"),
    ("21", "rank", "21st", "21位"),
    ("112", "rank", "112th", "112位"),
    ("1", "year", "1 year", "1年"),
    ("5", "year", "5 years", "5年"),
    ("19954.30", "count", "19,954.3", "1万9,954.3"),
    ("1234567", "count", "1,234,567", "123万4,567"),
    ("671e9", "byte", "671 GB", "671GB"),
    ("900e9", "byte per second", "900 GB/s", "900GB/s"),
    ("3.3e24", "FLOP", "3.3×10^24 FLOPs", "3.3×10^24FLOPs"),
    ("0", "count", "0", "0"),
]
CALENDAR = [
    ("2025-01-27", "date", "27 January 2025", "2025年1月27日"),
    (date(2025, 1, 27), "date", "27 January 2025", "2025年1月27日"),
    ("01-27", "date", "27 January", "1月27日"),
    ("2020-03", "date", "March 2020", "2020年3月"),
    ("2025", "date", "2025", "2025年"),
    ("04:06 ET", "time", "04:06 ET", "米東部時間4時6分"),
    ("16:00", "time", "16:00", "16時"),
]
NUMBERS = st.decimals(min_value=-(10**17), max_value=10**17, places=3) | st.integers(-(10**6), 10**6).map(
    lambda n: Decimal(n).scaleb(9)
)


def _values(unit: str) -> st.SearchStrategy:
    times = st.times().map(lambda t: t.strftime("%H:%M"))
    special = {
        "date": st.dates(date(1000, 1, 1), date(2099, 12, 31)).flatmap(
            lambda d: (
                st.sampled_from([d.isoformat(), d.isoformat()[:7], d.isoformat()[5:]])
                if 1900 <= d.year <= 2039
                else st.just(d.isoformat())
            )
        ),
        "time": st.tuples(times, st.sampled_from(["", *(f" {zone}" for zone in ZONES)])).map("".join),
        "rank": st.integers(1, 10**6).map(Decimal),
        "fraction": st.tuples(st.integers(-999, 999), st.integers(1, 999)).map(
            lambda pair: Decimal(pair[0]) / Decimal(pair[1])
        ),
    }
    return special.get(unit, NUMBERS)


STATEMENTS = st.sampled_from(sorted(UNITS)).flatmap(lambda unit: st.tuples(_values(unit), st.just(unit)))


@pytest.mark.parametrize(("value", "unit", "english", "japanese"), EXACT)
def test_exact(value, unit, english, japanese):
    assert write(Decimal(value), unit, "en") == english
    assert write(Decimal(value), unit, "ja") == japanese


@pytest.mark.parametrize(("value", "unit", "english", "japanese"), CALENDAR)
def test_calendar(value, unit, english, japanese):
    assert write(value, unit, "en") == english
    assert write(value, unit, "ja") == japanese


@pytest.mark.parametrize(
    ("rounding", "english", "japanese"),
    [
        ({"significant": 4}, "$592.7 billion", "5,927億ドル"),
        ({"significant": 3}, "$593 billion", "5,930億ドル"),
        ({"significant": 1}, "$600 billion", "6,000億ドル"),
        ({"digits": -9}, "$593 billion", "5,930億ドル"),
    ],
)
def test_rounding_the_loss(rounding, english, japanese):
    loss = Decimal("24.20") * Decimal("24.49e9")
    assert write(loss, "USD", "en", **rounding) == english
    assert write(loss, "USD", "ja", **rounding) == japanese


@pytest.mark.parametrize(("value", "written"), [("0.125", "0.12%"), ("0.375", "0.38%"), ("16.9", "16.90%")])
def test_digits_round_half_to_even_and_are_all_shown(value, written):
    assert write(Decimal(value), "percent", "en", digits=2) == written


def test_a_float_is_its_shortest_decimal():
    assert write(0.1, "percent", "en") == "0.1%"


@given(statement=STATEMENTS, language=st.sampled_from(LANGUAGES))
def test_reading_undoes_writing(statement, language):
    written = write(*statement, language)
    assert [(quantity.value, quantity.unit) for quantity in read(written, language)] == [statement], written
    assert read(written, language)[0].text == written


@given(statement=STATEMENTS)
def test_both_languages_say_the_same(statement):
    english, japanese = (read(write(*statement, language), language)[0] for language in LANGUAGES)
    assert (english.value, english.unit) == (japanese.value, japanese.unit)


@given(billions=st.integers(1, 999))
def test_both_languages_imply_the_same_step(billions):
    english, japanese = (read(write(billions * 10**9, "USD", language), language)[0] for language in LANGUAGES)
    assert english.step == japanese.step


@pytest.mark.parametrize(
    ("value", "unit", "options", "message"),
    [
        (5, "furlong", {}, r"unknown unit 'furlong': known units are USD, JPY"),
        (1.5, "rank", {}, "1.5 is not a rank"),
        ("soon", "date", {}, "'soon' is not a date"),
        ("2025-02-30", "date", {}, "day"),
        ("25:00", "time", {}, "'25:00' is not a time"),
        ("04:06 MARS", "time", {}, "one of the zones ET"),
        ("many", "share", {}, "'many' is not a number"),
        (float("nan"), "USD", {}, "give a finite number"),
        (5, "USD", {"digits": 1, "significant": 1}, "digits or significant, not both"),
    ],
)
def test_what_cannot_be_written_is_named(value, unit, options, message):
    with pytest.raises(ValueError, match=message):
        write(value, unit, "en", **options)


def test_unknown_language_is_named():
    with pytest.raises(ValueError, match="unknown language 'de'"):
        write(5, "USD", "de")
