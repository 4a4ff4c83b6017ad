"""Was it more than the market: cumulative abnormal returns with their intervals, computed in the browser too."""

import altair as alt
import pandas as pd
from scipy.stats import t as student_t

from deepseek_shock import prices
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import event_study, returns

COMPANIES = ("NVDA", "AVGO", "MSFT", "META", "VST")
MARKET = "^GSPC"
WINDOWS = (60, 90, 120)
GAP = 11
LAST = 20
PARAMETERS = ["alpha", "beta", "sigma", "mean_market", "sum_squares_market", "quantile"]


def figure() -> Figure:
    """The sum of abnormal returns since the event, by company and estimation window."""
    names = prices.names()
    companies = {ticker: _("{company} (%)").format(company=names[ticker]) for ticker in COMPANIES}
    return Figure(
        "event-study",
        _chart(),
        _("Beyond the market: cumulative abnormal return with its 95% interval"),
        _message(),
        {"day": _("trading day"), "market": _("S&P 500 (%)"), **companies},
        ("yahoo-adjusted", "yahoo-indices"),
        {"last": _("1 day {}")},
        percent=("market", *COMPANIES),
    )


def daily_returns() -> pd.DataFrame:
    """Daily returns of the companies (adjusted closes) and of the S&P 500 as ``market``, by session."""
    adjusted = prices.us_closes(prices.ADJUSTED)
    series = {ticker: returns.simple(adjusted[ticker]) for ticker in COMPANIES}
    return pd.DataFrame(series | {"market": returns.simple(prices.us_closes()[MARKET])})


def models() -> pd.DataFrame:
    """The fitted market models by company and window, with all that the browser computes from."""
    daily = daily_returns()
    return pd.DataFrame(_model(daily, ticker, length) for ticker in COMPANIES for length in WINDOWS)


def _model(daily: pd.DataFrame, ticker: str, length: int) -> dict[str, object]:
    model = event_study.fit(daily[ticker], daily["market"], prices.EVENT, length, GAP)
    quantile = float(student_t.ppf(0.975, length - event_study.PARAMETERS))
    return {
        "choice": f"{ticker}-{length}",
        "alpha": round(model.alpha, 7),
        "beta": round(model.beta, 5),
        "sigma": round(model.sigma, 7),
        "mean_market": round(model.mean_market, 7),
        "sum_squares_market": round(model.sum_squares_market, 8),
        "quantile": round(quantile, 5),
    }


def _message() -> str:
    nvidia, meta = (_first_day(ticker) for ticker in ("NVDA", "META"))
    return _(
        "On the day Nvidia fell {nvidia} percentage points more than its ordinary relation to the S&P 500 explains "
        "(95% interval of its abnormal return {low} to {high}). Meta rose {meta} points beyond what the model expects. "
        "The line is the sum since the event, the band its interval; where the band leaves zero out, "
        "ordinary days would rarely do so."
    ).format(
        nvidia=f"{-100 * nvidia.value:.1f}",
        low=units.percent(nvidia.low),
        high=units.percent(nvidia.high),
        meta=f"{100 * meta.value:.1f}",
    )


def _first_day(ticker: str) -> event_study.CumulativeReturn:
    daily = daily_returns()
    model = event_study.fit(daily[ticker], daily["market"], prices.EVENT, WINDOWS[-1], GAP)
    return event_study.cumulative(model, daily[ticker], daily["market"], prices.EVENT, 0, 0)


def _chart() -> alt.LayerChart:
    shown = _cumulated(alt.Chart(_event_days())).transform_filter("datum.day <= last")
    x = alt.X("day:Q", title=_("trading days since 27 January 2025"))
    x = x.axis(values=alt.ExprRef("sequence(0, max(last, 4) + 1, last > 10 ? 5 : 1)"), format="d", grid=False).scale(
        domainMin=0, domainMax=alt.ExprRef("max(last, 4)"), nice=False
    )
    title = _("cumulative abnormal return")
    y = alt.Y("car:Q", title=title).axis(labelExpr=units.PERCENT_AXIS, tickCount=5)
    low = alt.Y("low:Q", title=title)
    dots = alt.OverlayMarkDef(size=45, filled=True, color=style.FALL)
    words = (
        shown.transform_filter("datum.day == last")
        .transform_calculate(words=_words())
        .mark_text(align="left", baseline="bottom", x=0, y=-22, lineHeight=17, fontSize=13)
    )
    return (
        alt.layer(
            shown.mark_area(color=style.RISE, opacity=0.18).encode(x, low, y2="high:Q"),
            shown.mark_rule(color=style.RISE, strokeWidth=3, opacity=0.45).encode(x, low, y2="high:Q"),
            marks.horizontal("0", color=style.MUTED, strokeDash=[4, 3]),
            shown.mark_line(point=dots, color=style.FALL, strokeWidth=2).encode(x, y),
            words.encode(text="words:N"),
        )
        .add_params(*_inputs())
        .properties(height=320)
    )


def _words() -> str:
    return units.lines(
        "Day 0 to {last}: {car}|95% interval {low} to {high}",
        last="last",
        car="format(datum.car, '+.1%')",
        low="format(datum.low, '+.1%')",
        high="format(datum.high, '+.1%')",
    )


def _event_days() -> pd.DataFrame:
    """Returns of days 0 to `LAST`."""
    daily = daily_returns()
    first = daily.index.get_loc(prices.EVENT)
    days = daily.iloc[first : first + LAST + 1].round(6).reset_index(drop=True)
    return days.rename_axis("day").reset_index()


def _cumulated(days: alt.Chart) -> alt.Chart:
    """`event_study.cumulative` once more in the browser, by its closed form of the variance."""
    until_now = {"sort": [alt.SortField("day")], "frame": [None, 0]}
    return (
        days.transform_calculate(choice="company + '-' + window", own="datum[company]")
        .transform_lookup("choice", from_=alt.LookupData(models(), "choice", PARAMETERS))
        .transform_calculate(abnormal="datum.own - datum.alpha - datum.beta * datum.market")
        .transform_window(car="sum(abnormal)", markets="sum(market)", count="count()", **until_now)
        .transform_calculate(
            reach="datum.quantile * datum.sigma * sqrt(datum.count + datum.count * datum.count / window"
            " + pow(datum.markets - datum.count * datum.mean_market, 2) / datum.sum_squares_market)"
        )
        .transform_calculate(low="datum.car - datum.reach", high="datum.car + datum.reach")
    )


def _inputs() -> list[alt.Parameter]:
    names = prices.names()
    lengths = [_("{days} trading days").format(days=length) for length in WINDOWS]
    companies = alt.binding_select(
        options=list(COMPANIES), labels=[names[ticker] for ticker in COMPANIES], name=_("Company")
    )
    windows = alt.binding_select(options=list(WINDOWS), labels=lengths, name=_("Ordinary days to learn from"))
    days = alt.binding_range(min=0, max=LAST, step=1, name=_("Sum from the event to"))
    return [
        alt.param(name="company", value="NVDA", bind=companies),
        alt.param(name="window", value=WINDOWS[-1], bind=windows),
        alt.param(name="last", value=4, bind=days),
    ]
