"""What comparing two editions accepts, and what it must not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deepseek_shock.quantities import compare, write

EN = """On 27 January 2025 Nvidia fell 16.97% to $118.42, the ninth-largest fall since 1999. At 04:06 ET
it was already down 6.9%. The loss, 24.20 dollars times 24.49 billion shares, is $592.7 billion or
91 trillion yen at 154.5 yen to the dollar. Five companies and two tables tell why; one month later, in
February, it was back."""
JA = """2025年1月27日、エヌビディアは118.42ドルへ16.97%下げました。1999年以来9番目の下げです。
米東部時間4時6分にはすでに−6.9%でした。24.20ドルに244億9,000万株を掛けた損失は5,927億ドル、
1ドル154.5円なら91兆円です。理由は5社と2つの表にあります。1カ月後の2月には戻りました。"""


def _said(en: str, ja: str) -> list[tuple[str, str]]:
    return [(difference.language, difference.quantity.text) for difference in compare(en, ja)]


def test_two_editions_that_say_the_same():
    assert compare(EN, JA) == []


@pytest.mark.parametrize(
    ("en", "ja"),
    [
        ("671B", "6,710億パラメータ"),
        ("fell 16.97%", "−16.97%"),
        ("on 27 January 2025", "1月27日"),
        ("on 27 January, and on 27 January", "27日"),
        ("at 16:00 ET", "16時"),
        ("two tables, first", "2つの表"),
        ("five models", "モデル"),
        ("a month", "1カ月"),
        ("2,048 GPUs", "2,048基のGPU"),
        ("three times", "3回"),
        ("one twentieth", "20分の1"),
        ("3 to 5 percent", "3〜5％"),
        ("in the 1990s", "1990年代"),
    ],
)
def test_what_the_languages_say_differently_is_the_same(en, ja):
    assert compare(en, ja) == []


@pytest.mark.parametrize(
    ("en", "ja", "expected"),
    [
        ("671B parameters", "671億パラメータ", [("en", "671B parameters"), ("ja", "671億パラメータ")]),
        ("671B", "671億", [("en", "671B"), ("ja", "671億")]),
        ("$593 billion", "593億ドル", [("en", "$593 billion"), ("ja", "593億ドル")]),
        ("$589 billion", "5,890億円", [("en", "$589 billion"), ("ja", "5,890億円")]),
        ("+1.91%", "−1.91%", [("en", "+1.91%"), ("ja", "−1.91%")]),
        ("5% and 5%", "5%", [("en", "5%")]),
        ("2%", "", [("en", "2%")]),
        ("", "11社", [("ja", "11")]),
        ("27 January 2025", "2025年", [("en", "27 January 2025")]),
        ("27 January 2025", "2024年1月27日", [("en", "27 January 2025"), ("ja", "2024年1月27日")]),
        ("04:06 ET", "日本時間4時6分", [("en", "04:06 ET"), ("ja", "日本時間4時6分")]),
        ("11 hours", "11日間", [("en", "11 hours"), ("ja", "11日間")]),
    ],
)
def test_what_must_show(en, ja, expected):
    assert _said(en, ja) == expected


def test_a_difference_says_who_states_what_where():
    (difference,) = compare("It was 5%.", "")
    assert str(difference) == "only en states '5%' (5 percent) at offset 7"


def test_a_change_in_either_edition_shows():
    assert _said(EN.replace("16.97", "16.79"), JA) == [("en", "16.79%"), ("ja", "16.97%")]
    assert _said(EN, JA.replace("91兆", "9.1兆")) == [("en", "91 trillion yen"), ("ja", "9.1兆円")]


@given(
    value=st.integers(11, 10**15),
    factor=st.sampled_from([10, 100, 1000]),
    unit=st.sampled_from(["parameter", "USD", "JPY", "count", "share", "token", "percent"]),
)
def test_a_slip_of_a_power_of_ten_always_shows(value, factor, unit):
    assume(not (unit == "count" and 1900 <= value <= 2039))
    english, japanese = write(value, unit, "en"), write(value * factor, unit, "ja")
    assert [difference.language for difference in compare(english, japanese)] == ["en", "ja"]
    assert compare(english, write(value, unit, "ja")) == []
