"""The closed table of units, with their spellings in both languages.

A new unit is one new row of `TABLE`; reading, writing and comparing follow from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

LANGUAGES = ("en", "ja")

SI_PREFIXES = {
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", start=1)},
    **{letter + "i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", start=1)},
    **{word: Decimal(1000) ** power for power, word in enumerate(("kilo", "mega", "giga", "tera"), start=1)},
    **{word: Decimal(1000) ** power for power, word in enumerate(("キロ", "メガ", "ギガ", "テラ"), start=1)},
    "K": Decimal(1000),
}


@dataclass(frozen=True)
class Unit:
    """One row of the table: how a unit is spelled around a numeral.

    In a spelling, `{}` stands for the numeral, `*` for an SI prefix (k, M, giga, ギガ), `@` for the name of
    a chip (H800). A space stands for any gap or hyphen, and a final English "s" may be missing. The first
    spelling of a language is the one that `write` uses; the others are only read.

    Attributes:
        name: The canonical name.
        en: English spellings.
        ja: Japanese spellings.
        factors: For a spelling worth other than one unit (a cent, 割), its worth.
    """

    name: str
    en: tuple[str, ...] = ()
    ja: tuple[str, ...] = ()
    factors: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))


_DOLLARS = ("{} dollars", "{} US dollars", "{} U.S. dollars", "{} USD", "{} cents")
_CENT = Decimal("0.01")

TABLE = (
    # Money
    Unit(
        "USD",
        ("${}", "US${}", "USD {}", *_DOLLARS),
        ("{}ドル", "{}米ドル", "${}", "US${}", "{}USD", "{}セント"),
        {"{} cents": _CENT, "{}セント": _CENT},
    ),
    Unit("JPY", ("{} yen", "¥{}", "JPY {}", "{} JPY"), ("{}円", "¥{}")),
    Unit("CNY", ("{} yuan", "{} renminbi", "{} RMB", "RMB {}"), ("{}元", "{}人民元")),
    Unit("EUR", ("€{}", "{} euros"), ("{}ユーロ", "€{}")),
    Unit("GBP", ("£{}", "{} pounds"), ("{}ポンド", "£{}")),
    Unit("KRW", ("{} won",), ("{}ウォン",)),
    Unit(
        "JPY per USD",
        ("{} yen to the dollar", "{} yen per dollar", "{} yen a dollar", "{} to the dollar"),
        ("1ドル{}円", "1ドル={}円"),
    ),
    Unit("share", ("{} shares",), ("{}株",)),
    # Ratios
    Unit(
        "percent",
        ("{}%", "{} percent", "{} per cent"),
        ("{}%", "{}パーセント", "{}割"),
        {"{}割": Decimal(10)},
    ),
    Unit(
        "point",
        ("{} percentage points", "{} points", "{} pp", "{} basis points"),
        ("{}ポイント", "{}%ポイント", "{}パーセントポイント", "{}点", "{}ベーシスポイント"),
        {"{} basis points": _CENT, "{}ベーシスポイント": _CENT},
    ),
    # English "three times" is 3倍 or 3回, so both Japanese words are this unit.
    Unit("times", ("{} times", "{}x", "{}×", "{} fold"), ("{}倍", "{}回", "{}x", "{}×")),
    Unit("fraction"),
    # Counts
    Unit("count", ("{}",), ("{}",)),
    Unit(
        "rank",
        ("{}th", "{}st", "{}nd", "{}rd"),
        (
            *("{}位", "第{}位", "第{}", "{}番目", "{}つ目"),
            *("{}日目", "{}年目", "{}回目", "{}人目", "{}社目", "{}度目", "{}本目"),
        ),
    ),
    Unit("token", ("{} tokens",), ("{}トークン",)),
    Unit("parameter", ("{} parameters",), ("{}パラメータ", "{}パラメーター", "{}個のパラメータ")),
    # Time
    Unit(
        "GPU hour",
        ("{} GPU hours", "{} @ GPU hours", "{} @ hours"),
        ("{}GPU時間", "{}@GPU時間", "{}@ GPU時間", "{}@時間"),
    ),
    Unit("second", ("{} seconds",), ("{}秒", "{}秒間")),
    Unit("minute", ("{} minutes",), ("{}分間", "{}分")),
    Unit("hour", ("{} hours",), ("{}時間",)),
    Unit("day", ("{} days",), ("{}日間", "{}日")),
    Unit(
        "trading day",
        ("{} trading days", "{} sessions", "{} trading sessions", "{} business days"),
        ("{}営業日", "{}取引日"),
    ),
    Unit("week", ("{} weeks",), ("{}週間", "{}週")),
    Unit("month", ("{} months",), ("{}カ月", "{}か月", "{}ヶ月", "{}ケ月", "{}ヵ月")),
    Unit("year", ("{} years",), ("{}年", "{}年間", "{}カ年")),
    Unit("date"),
    Unit("time"),
    # Machines
    Unit("byte", ("{} bytes", "{} *B", "{} *bytes"), ("{}バイト", "{}*B", "{}*バイト")),
    Unit("bit", ("{} bits",), ("{}ビット",)),
    Unit(
        "byte per second",
        ("{} bytes per second", "{} *B/s", "{} *bytes per second"),
        ("毎秒{}バイト", "{}*B/s", "毎秒{}*B", "毎秒{}*バイト"),
    ),
    Unit("FLOP", ("{} FLOPs", "{} floating-point operations"), ("{}FLOPs", "{}回の浮動小数点演算")),
    Unit(
        "FLOP per second",
        ("{} FLOP/s", "{} *FLOP/s", "{} *FLOPS"),
        ("{}FLOP/s", "{}*FLOP/s", "{}*FLOPS"),
    ),
    Unit("watt", ("{} watts", "{} *W", "{} *watts"), ("{}ワット", "{}*W", "{}*ワット")),
    Unit("nanometre", ("{} nm", "{} nanometres", "{} nanometers"), ("{}ナノメートル", "{}nm", "{}ナノ")),
)

UNITS = {row.name: row for row in TABLE}
CALENDAR_UNITS = frozenset({"date", "time"})
DURATIONS = frozenset({"second", "minute", "hour", "day", "trading day", "week", "month", "year"})


def unit_named(name: str) -> Unit:
    """Return the row of a unit.

    Raises:
        ValueError: if the table has no such unit.
    """
    if name not in UNITS:
        raise ValueError(f"unknown unit {name!r}: known units are {', '.join(UNITS)}")
    return UNITS[name]


def check_language(language: str) -> None:
    """Raise ValueError unless the language is one that can be read and written."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}: known languages are {', '.join(LANGUAGES)}")
