"""Numbers as a chart writes them: Vega expressions and Python strings, in the language in use.

Japanese counts in 万 (1e4), 億 (1e8) and 兆 (1e12), English in millions, billions and trillions, so a
translation changes the divisor too: a message such as "1e9 ${} billion" holds divisor and pattern.
"""

import re
from math import log10

from babel.numbers import format_decimal

from deepseek_shock.language import N_, current, gettext

MINUS = "−"


PERCENT_AXIS = "datum.value == 0 ? '0%' : format(datum.value, '+.0%')"
DOLLARS = N_("1e9 ${} billion")
TRILLIONS = N_("1e12 ${} trillion")
YEN = N_("1e12 {} trillion yen")
PRICE = N_("1 ${}")
SHARES = N_("1e9 {} billion shares")


def _filled(template: str, values: dict[str, str]) -> str:
    pieces = re.split(r"\{(\w+)\}", template)
    texts = [f"{piece!r}" for piece in pieces[::2]]
    names = [f"({values[name]})" for name in pieces[1::2]]
    joined = [texts[0]] + [part for pair in zip(names, texts[1:], strict=True) for part in pair]
    return " + ".join(part for part in joined if part != "''")


def lines(template: str, **values: str) -> str:
    """A Vega expression for lines of text: the translated ``template``, each ``{name}`` a Vega expression.

    "|" parts the lines.

    Raises:
        KeyError: the template has a name that ``values`` lacks.
    """
    return "[" + ", ".join(_filled(line, values) for line in gettext(template).split("|")) + "]"


def scaled(value: str, pattern: str, step: float) -> str:
    """A Vega expression that writes ``value`` by a pattern with a divisor, to the nearest ``step``."""
    divisor, text = _divided(pattern)
    before, after = (f"'{part}'" if part else "" for part in text.split("{}"))
    number = f"format(({value}) / {divisor:g}, ',.{_digits(divisor, step)}f')"
    return " + ".join(part for part in (before, number, after) if part)


def _divided(pattern: str) -> tuple[float, str]:
    divisor, text = gettext(pattern).split(" ", 1)
    return float(divisor), text


def _digits(divisor: float, step: float) -> int:
    """Digits after the point that a number in units of ``divisor`` needs to show ``step``."""
    return max(0, round(log10(divisor / step)))


def dollars(value: str, step: float = 1e9) -> str:
    """A Vega expression for an amount: "$593 billion", 「5,930億ドル」."""
    return scaled(value, DOLLARS, step)


def yen(value: str, step: float = 1e12) -> str:
    """A Vega expression for an amount: "91 trillion yen", 「91兆円」."""
    return scaled(value, YEN, step)


def written(value: float, pattern: str, step: float) -> str:
    """``value`` by a pattern with a divisor, to the nearest ``step``, as Python text."""
    divisor, text = _divided(pattern)
    return text.replace("{}", f"{value / divisor:,.{_digits(divisor, step)}f}")


def percent(fraction: float, digits: int = 1, sign: bool = False) -> str:
    """A fraction in percent, with a true minus: -0.1697 is "−17.0%"."""
    text = format_decimal(100 * fraction, "0." + "0" * digits if digits else "0", locale=current())
    return f"{'+' if sign and fraction > 0 else ''}{text.replace('-', MINUS)}%"


def price(value: str) -> str:
    """A Vega expression for a price in whole dollars."""
    return scaled(value, PRICE, 1)


def day_expression(date: str) -> str:
    """A Vega expression that writes a date in UTC: "27 Jan 2025", 「2025年1月27日」."""
    pattern = gettext("%-d %b %Y")
    return f"utcFormat({date}, {pattern!r})"


def month_expression(date: str) -> str:
    """A Vega expression that writes a month: "Jan 2025", 「2025年1月」."""
    pattern = gettext("%b %Y")
    return f"utcFormat({date}, {pattern!r})"
