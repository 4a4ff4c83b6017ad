"""Known answers and laws of reading quantities in prose."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock.quantities import read
from deepseek_shock.quantities.units import LANGUAGES, TABLE

ENGLISH = [
    ("$593 billion", "593e9", "USD"),
    ("$593bn", "593e9", "USD"),
    ("$1.2tn", "1.2e12", "USD"),
    ("US$5.6m", "5.6e6", "USD"),
    ("USD 5.6 million", "5.6e6", "USD"),
    ("5.6 million dollars", "5.6e6", "USD"),
    ("$5.6\nmillion", "5.6e6", "USD"),
    ("100,000 dollars", "100000", "USD"),
    ("a million dollars", "1e6", "USD"),
    ("$1", "1", "USD"),
    ("$142.62", "142.62", "USD"),
    ("−$592.7 billion", "-592.7e9", "USD"),
    ("one cent", "0.01", "USD"),
    ("five trillion dollars", "5e12", "USD"),
    ("a 593-billion-dollar loss", "593e9", "USD"),
    ("91 trillion yen", "91e12", "JPY"),
    ("about 865 million yen", "865e6", "JPY"),
    ("154.5 yen to the dollar", "154.5", "JPY per USD"),
    ("16.97%", "16.97", "percent"),
    ("-16.97%", "-16.97", "percent"),
    ("−16.97 %", "-16.97", "percent"),
    ("minus 16.97 per cent", "-16.97", "percent"),
    ("1.91 percentage points", "1.91", "point"),
    ("25 basis points", "0.25", "point"),
    ("2.788M hours", "2.788e6", "hour"),
    ("2.788 million H800 GPU hours", "2.788e6", "GPU hour"),
    ("14.8T tokens", "14.8e12", "token"),
    ("per million tokens", "1e6", "token"),
    ("671B parameters", "671e9", "parameter"),
    ("a 671B-parameter model", "671e9", "parameter"),
    ("37B", "37e9", "count"),
    ("24.49 billion shares", "24.49e9", "share"),
    ("11.06x", "11.06", "times"),
    ("11.06 times", "11.06", "times"),
    ("twice", "2", "times"),
    ("tenfold", "10", "times"),
    ("one twentieth", "0.05", "fraction"),
    ("1/20", "0.05", "fraction"),
    ("a quarter of", "0.25", "fraction"),
    ("ninth", "9", "rank"),
    ("the 9th largest", "9", "rank"),
    ("the twenty-first", "21", "rank"),
    ("about five years", "5", "year"),
    ("a 10-year bond", "10", "year"),
    ("two and a half years", "2.5", "year"),
    ("40 trading days", "40", "trading day"),
    ("one hundred and fifty", "150", "count"),
    ("2,048 GPUs", "2048", "count"),
    ("2048 H800 GPUs", "2048", "count"),
    ("671 GB", "671e9", "byte"),
    ("1 GiB", "1073741824", "byte"),
    ("900 GB/s", "900e9", "byte per second"),
    ("3.3×10²⁴ FLOPs", "3.3e24", "FLOP"),
    ("3.3e24 FLOPs", "3.3e24", "FLOP"),
    ("27 January 2025", "2025-01-27", "date"),
    ("January 27, 2025", "2025-01-27", "date"),
    ("2025-01-27", "2025-01-27", "date"),
    ("on 27 January", "01-27", "date"),
    ("on the 27th.", "XX-27", "date"),
    ("March 2020", "2020-03", "date"),
    ("in May", "05-XX", "date"),
    ("in 2025", "2025", "date"),
    ("FY2025", "2025", "date"),
    ("fiscal 2025", "2025", "date"),
    ("On the 27th US shares", "XX-27", "date"),
    ("the 1990s", "199X", "date"),
    ("04:06 ET", "04:06 ET", "time"),
    ("4:06 a.m. ET", "04:06 ET", "time"),
    ("15:30 JST", "15:30 JST", "time"),
    ("16:00", "16:00", "time"),
]
JAPANESE = [
    ("5,930億ドル", "593e9", "USD"),
    ("５，９３０億ドル", "593e9", "USD"),
    ("1,000億ドル", "100e9", "USD"),
    ("10万ドル", "100000", "USD"),
    ("560万ドル", "5.6e6", "USD"),
    ("0.95兆ドル", "0.95e12", "USD"),
    ("142.62ドル", "142.62", "USD"),
    ("1セント", "0.01", "USD"),
    ("約91兆円", "91e12", "JPY"),
    ("8億6,500万円", "865e6", "JPY"),
    ("1兆2,345億円", "1.2345e12", "JPY"),
    ("1万2,000円", "12000", "JPY"),
    ("3千万円", "30e6", "JPY"),
    ("1ドル154.5円", "154.5", "JPY per USD"),
    ("1ドル＝154.5円", "154.5", "JPY per USD"),
    ("2兆", "2e12", "count"),
    ("16.97％", "16.97", "percent"),
    ("−16.97%", "-16.97", "percent"),
    ("－１６．９７％", "-16.97", "percent"),
    ("マイナス16.97%", "-16.97", "percent"),
    ("3割", "30", "percent"),
    ("1.91ポイント", "1.91", "point"),
    ("278.8万時間", "2.788e6", "hour"),
    ("278.8万GPU時間", "2.788e6", "GPU hour"),
    ("H800で278.8万H800 GPU時間", "2.788e6", "GPU hour"),
    ("14.8兆トークン", "14.8e12", "token"),
    ("6,710億パラメータ", "671e9", "parameter"),
    ("671B", "671e9", "count"),
    ("244億9,000万株", "24.49e9", "share"),
    ("11.06倍", "11.06", "times"),
    ("12回", "12", "times"),
    ("20分の1", "0.05", "fraction"),
    ("第9位", "9", "rank"),
    ("9番目", "9", "rank"),
    ("9位", "9", "rank"),
    ("2日目", "2", "rank"),
    ("約5年", "5", "year"),
    ("5年間", "5", "year"),
    ("1カ月", "1", "month"),
    ("4カ月半", "4.5", "month"),
    ("40営業日", "40", "trading day"),
    ("10日間", "10", "day"),
    ("約10日", "10", "day"),
    ("5社", "5", "count"),
    ("2048基", "2048", "count"),
    ("毎秒400GB", "400e9", "byte per second"),
    ("2025年1月27日", "2025-01-27", "date"),
    ("1月27日", "01-27", "date"),
    ("27日", "XX-27", "date"),
    ("2020年3月", "2020-03", "date"),
    ("2025年", "2025", "date"),
    ("2025年度", "2025", "date"),
    ("1966会計年度", "1966", "date"),
    ("1990年代", "199X", "date"),
    ("米東部時間4時6分", "04:06 ET", "time"),
    ("午前4時6分", "04:06", "time"),
    ("15:30（日本時間）", "15:30 JST", "time"),
    ("午後3時半", "15:30", "time"),
]
SEVERAL = [
    ("en", "4 years and 10 months", [("4", "year"), ("10", "month")]),
    ("ja", "4年10か月", [("4", "year"), ("10", "month")]),
    ("en", "3-5%", [("3", "percent"), ("5", "percent")]),
    ("en", "3–5 %", [("3", "percent"), ("5", "percent")]),
    ("en", "3 to 5 percent", [("3", "percent"), ("5", "percent")]),
    ("en", "between 3% and 5%", [("3", "percent"), ("5", "percent")]),
    ("en", "between 3 and 5%", [("3", "percent"), ("5", "percent")]),
    ("en", "$3–5 billion", [("3e9", "USD"), ("5e9", "USD")]),
    ("en", "$3 billion to $5 billion", [("3e9", "USD"), ("5e9", "USD")]),
    ("ja", "3〜5%", [("3", "percent"), ("5", "percent")]),
    ("ja", "3%から5%", [("3", "percent"), ("5", "percent")]),
    ("ja", "−5〜−3％", [("-5", "percent"), ("-3", "percent")]),
    ("ja", "560〜600万ドル", [("5.6e6", "USD"), ("6e6", "USD")]),
    ("ja", "9,000〜1万円", [("9000", "JPY"), ("10000", "JPY")]),
    ("en", "24–28 January 2025", [("2025-01-24", "date"), ("2025-01-28", "date")]),
    ("en", "24, 27 and 28 January", [("01-24", "date"), ("01-27", "date"), ("01-28", "date")]),
    ("ja", "1月27日と28日", [("01-27", "date"), ("01-28", "date")]),
    ("ja", "2024〜2025年", [("2024", "date"), ("2025", "date")]),
    ("ja", "2025年1月27日から10日間", [("2025-01-27", "date"), ("10", "day")]),
    ("en", "the 1957–58 recession", [("1957", "date"), ("1958", "date")]),
    ("ja", "1957〜58年の不況", [("1957", "date"), ("1958", "date")]),
    ("ja", "4カ月と13日", [("4", "month"), ("13", "day")]),
    ("ja", "16時（日本時間28日6時）", [("16:00", "time"), ("XX-28", "date"), ("06:00", "time")]),
    ("ja", "100万トークンあたり2.19ドル", [("1e6", "token"), ("2.19", "USD")]),
    ("en", "from 142.62 to 118.42 dollars", [("142.62", "USD"), ("118.42", "USD")]),
    ("en", "142.62 − 118.42", [("142.62", "count"), ("118.42", "count")]),
]
NOTHING = [
    (
        "en",
        "GPT-4o, R1-0528, V3.1, H800, A100, o1, o3-mini, gpt-oss-120b and DeepSeek-R1-Qwen-14B/32B",
    ),
    ("en", "S&P 500, Nasdaq-100, Nasdaq 100, Nikkei 225 and the 10-Q on Monday; 5G, 3D, 64x8, Python 3.11"),
    ("en", "Chapter 3, Figure 2 and section 1.2; COVID-19 may march on"),
    ("ja", "GPT-4o、R1、V3、H800、日経平均、日経225、ナスダック100、月曜日、5Gと3D"),
    ("ja", "第3章と図2、1.2節。GPU1時間あたり、1株当たり、1社につき"),
]


def _value(text: str, unit: str) -> Decimal | str:
    return text if unit in ("date", "time") else Decimal(text)


def _pairs(text: str, language: str) -> list[tuple[Decimal | str, str]]:
    return [(quantity.value, quantity.unit) for quantity in read(text, language)]


@pytest.mark.parametrize(("text", "value", "unit"), ENGLISH)
def test_english(text, value, unit):
    assert _pairs(text, "en") == [(_value(value, unit), unit)]


@pytest.mark.parametrize(("text", "value", "unit"), JAPANESE)
def test_japanese(text, value, unit):
    assert _pairs(text, "ja") == [(_value(value, unit), unit)]


@pytest.mark.parametrize(("language", "text", "expected"), SEVERAL)
def test_several_in_one_phrase(language, text, expected):
    assert _pairs(text, language) == [(_value(value, unit), unit) for value, unit in expected]


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_names_and_rates_state_nothing(language, text):
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "step"),
    [
        ("en", "$593 billion", "1e9"),
        ("ja", "5,930億ドル", "1e9"),
        ("en", "$600 billion", "1e9"),
        ("ja", "6,000億ドル", "1e9"),
        ("en", "16.97%", "0.01"),
        ("en", "20%", "1"),
        ("ja", "8億6,500万円", "1e6"),
        ("en", "5.60 million", "1e4"),
        ("ja", "278.8万時間", "1e3"),
        ("en", "2.788M hours", "1e3"),
        ("ja", "244億9,000万株", "1e7"),
        ("en", "2,000", "1"),
        ("en", "50,000", "1e3"),
        ("ja", "5万", "1e3"),
        ("ja", "20分の1", "0.0025"),
        ("en", "3.3×10^24", "1e23"),
    ],
)
def test_rounding_step(language, text, step):
    assert [quantity.step for quantity in read(text, language)] == [Decimal(step)]


def test_offsets_point_at_the_words_of_the_source():
    text = "終値は１４２．６２ドルから−16.97％で、2025年1月27日だった。"
    found = read(text, "ja")
    assert [quantity.text for quantity in found] == ["１４２．６２ドル", "−16.97％", "2025年1月27日"]
    assert all(text[quantity.start : quantity.end] == quantity.text for quantity in found)


def test_values_print_in_full():
    assert str(read("$593 billion", "en")[0].value) == "593000000000"


def test_unknown_language_is_named():
    with pytest.raises(ValueError, match=r"unknown language 'fr': known languages are en, ja"):
        read("5 %", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_spelling_in_the_table_reads_as_its_own_unit(language):
    for row in TABLE:
        for spelling in getattr(row, language):
            text = spelling.replace("@", "H800").replace("*", "G").format("70")
            assert [quantity.unit for quantity in read(text, language)] == [row.name], text


@given(english=st.lists(st.sampled_from([case[0] for case in ENGLISH]), max_size=5))
def test_english_sentences_read_one_by_one(english):
    sentences = [f"It was {words.rstrip('.')}." for words in english]
    assert _pairs(" ".join(sentences), "en") == [pair for s in sentences for pair in _pairs(s, "en")]


@given(japanese=st.lists(st.sampled_from([case[0] for case in JAPANESE]), max_size=5))
def test_japanese_sentences_read_one_by_one(japanese):
    sentences = [f"これは{words}です。" for words in japanese]
    assert _pairs("".join(sentences), "ja") == [pair for s in sentences for pair in _pairs(s, "ja")]


@given(case=st.sampled_from(JAPANESE))
def test_full_width_reads_like_half_width(case):
    wide = case[0].translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    half = case[0].translate({code + 0xFEE0: code for code in range(0x21, 0x7F)})
    assert _pairs(wide, "ja") == _pairs(half, "ja")


@given(text=st.text(alphabet="0123456789.,-–−%$ 兆億万千円ドル年月日時分の第〜R1 billiontoand/:×^\n"))
def test_any_text_reads_without_error_in_order_and_without_overlap(text):
    for language in LANGUAGES:
        found = read(text, language)
        assert all(first.end <= second.start for first, second in pairwise(found))
        assert all(text[quantity.start : quantity.end] == quantity.text for quantity in found)
