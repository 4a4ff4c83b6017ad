"""The headline machine: four inputs write the headline, and published amounts light up when they are hit."""

import altair as alt
import pandas as pd

from deepseek_shock import prices
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import market_value

LAST_TRADE = 118.58  # what several reports printed in place of the official close
RATE = 154.5
PUBLISHED = ((589e9, "USD"), (593e9, "USD"), (600e9, "USD"), (91e12, "JPY"))


def figure() -> Figure:
    """Headline, arithmetic and lamps, turned by price, share count, rate and rounding."""
    before, close = prices.closes().loc[[prices.BEFORE, prices.EVENT], "NVDA"]
    shares = float(prices.shares_outstanding("NVDA", pd.DatetimeIndex([prices.EVENT])).iloc[0])
    return Figure(
        "headline-machine",
        _chart(before, close, shares),
        _("Headline machine: one fall, four inputs, and the headlines they write"),
        _message(before, close, shares),
        {"name": _("headline"), "amount": _("amount (dollars or yen)"), "unit": _("currency")},
        (
            "nasdaq-screener",
            "reuters2025lseg",
            "bloomberg2025loss",
            "diplomaticwatch2025",
            "bloombergjapan2025loss",
            "fred-dexjpus",
        ),
        {"close": _("1 {} dollars"), "shares": _("1 {} billion shares"), "rate": _("1 {} yen")},
    )


def _message(before: float, close: float, shares: float) -> str:
    loss = -market_value.change(before, close, shares)
    last_trade = market_value.rounded(-market_value.change(before, LAST_TRADE, shares), 1e9)
    return _(
        "The official close of {close} dollars and {shares} give a loss of {loss}, which rounds to {official}. "
        "A last trade of {printed} dollars gives {last_trade}. At {rate} yen to the dollar {last_trade} is {yen}. "
        "{hundreds} is what remains when the loss is rounded to hundreds of billions."
    ).format(
        close=f"{close:.2f}",
        shares=units.written(shares, units.SHARES, 1e7),
        loss=units.written(loss, units.DOLLARS, 1e8),
        official=units.written(market_value.rounded(loss, 1e9), units.DOLLARS, 1e9),
        printed=f"{LAST_TRADE:.2f}",
        last_trade=units.written(last_trade, units.DOLLARS, 1e9),
        rate=f"{RATE:.1f}",
        yen=units.written(market_value.in_yen(last_trade, RATE), units.YEN, 1e12),
        hundreds=units.written(market_value.rounded(loss, 1e11), units.DOLLARS, 1e9),
    )


def _chart(before: float, close: float, shares: float) -> alt.LayerChart:
    words = units.lines(
        "Nvidia loses {dollars}|in a day, about {yen}", dollars=units.dollars("dollars"), yen=units.yen("yen")
    )
    return (
        alt.layer(
            marks.once(alt.ExprRef(words), 4, fontSize=19, fontWeight="bold", lineHeight=25),
            marks.once(alt.ExprRef(_sums(before)), 66, fontSize=13, lineHeight=19, color=style.MUTED),
            *_lamps(),
        )
        .add_params(*_inputs(close, shares), *_results(before))
        .properties(height=240)
    )


def _sums(before: float) -> str:
    return units.lines(
        "({before} − {close}) dollars × {shares}|= {loss}; at {rate} yen a dollar {yen}",
        before=f"'{before:.2f}'",
        close="format(close, '.2f')",
        shares=units.scaled("shares * 1e9", units.SHARES, 1e7),
        loss=units.dollars("loss", 1e8),
        rate="format(rate, '.1f')",
        yen=units.yen("loss * rate", 1e11),
    )


def _lamps() -> tuple[alt.Chart, alt.Chart]:
    lamps = alt.Chart(_targets()).transform_calculate(
        printed="datum.unit == 'USD' ? dollars : yen", lit="abs(datum.printed / datum.amount - 1) < 1e-9"
    )
    y = alt.Y("y:Q", axis=None).scale(None)
    colour = alt.condition("datum.lit", alt.value(style.FALL), alt.value(style.MUTED))
    fill = alt.condition("datum.lit", alt.value(style.FALL), alt.value("transparent"))
    hit = _(" ← hit")
    bulbs = lamps.mark_point(size=230, x=12, strokeWidth=1.5, opacity=1)
    names = lamps.transform_calculate(words=f"datum.name + (datum.lit ? {hit!r} : '')")
    return (
        bulbs.encode(y, fill=fill, stroke=alt.value(style.MUTED)),
        names.mark_text(align="left", x=30, fontSize=14).encode(y, text="words:N", color=colour),
    )


def _targets() -> pd.DataFrame:
    """The published amounts, each with the place of its lamp."""
    pattern = {"USD": (units.DOLLARS, 1e9), "JPY": (units.YEN, 1e12)}
    names = [units.written(amount, *pattern[unit]) for amount, unit in PUBLISHED]
    return pd.DataFrame(PUBLISHED, columns=["amount", "unit"]).assign(name=names, y=[130, 160, 190, 220])


def _inputs(close: float, shares: float) -> list[alt.Parameter]:
    price = alt.binding_range(min=117.5, max=119.5, step=0.01, name=_("Last price"))
    outstanding = alt.binding_range(min=24, max=24.8, step=0.01, name=_("Shares outstanding"))
    rate = alt.binding_range(min=150, max=158, step=0.1, name=_("Price of a dollar"))
    steps = [1, 5, 10, 100]
    labels = [units.written(step * 1e9, units.DOLLARS, 1e9) for step in steps]
    rounding = alt.binding_select(options=steps, labels=labels, name=_("Dollars rounded to the nearest"))
    return [
        alt.param(name="close", value=float(close), bind=price),
        alt.param(name="shares", value=shares / 1e9, bind=outstanding),
        alt.param(name="rate", value=RATE, bind=rate),
        alt.param(name="step", value=1, bind=rounding),
    ]


def _results(before: float) -> list[alt.Parameter]:
    """`market_value.change` and `market_value.headline`, once more in the browser."""
    return [
        alt.param(name="loss", expr=f"({before} - close) * shares * 1e9"),
        alt.param(name="dollars", expr="floor(loss / (step * 1e9) + 0.5) * step * 1e9"),
        alt.param(name="yen", expr="floor(loss * rate / 1e12 + 0.5) * 1e12"),
    ]
