"""Days from the shock: the market after Sputnik 1 and after DeepSeek-R1, in a window that the reader chooses."""

import altair as alt
import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import day
from deepseek_shock.language import gettext as _
from deepseek_shock.models import event_alignment

BEFORE, AFTER = 60, 150  # sessions
LAUNCH = pd.Timestamp("1957-10-04")  # a Friday: the last session before the news
# By pair the column of each side.
PAIRS = {"dow": ("dow", "nvda"), "index": ("sp57", "sp25")}
SIDES = {"then": style.FALL, "now": style.RISE}
SHOCKS = {"then": LAUNCH, "now": prices.EVENT}
LINE = 17


def figure() -> Figure:
    """Two lines that meet at the last close before the shock."""
    table = changes()
    names = series_names()
    return Figure(
        "dow-and-nvidia",
        _chart(table),
        _("Days from the shock: the market after Sputnik 1 and after DeepSeek-R1"),
        _message(),
        {
            "day": _("trading day"),
            "then": _("days since 4 October 1957"),
            **{key: _("{name} (%)").format(name=names[key]) for key in ("dow", "sp57")},
            "now": _("days since 27 January 2025"),
            **{key: _("{name} (%)").format(name=names[key]) for key in ("nvda", "sp25")},
        },
        ("djia-mw", "sp500-yahoo", "nasdaq-screener", "yahoo-indices"),
        {"before": _("1 {} trading days"), "after": _("1 {} trading days")},
        percent=("dow", "sp57", "nvda", "sp25"),
    )


def series_names() -> dict[str, str]:
    """The name of each series."""
    names = prices.names()
    index = _("S&P 500, {years}")
    return {
        "dow": _("Dow, 1957–58"),
        "nvda": _("{company}, 2025").format(company=names["NVDA"]),
        "sp57": index.format(years=_("1957–58")),
        "sp25": index.format(years="2025"),
    }


def closes() -> dict[str, tuple[pd.Series, pd.Timestamp]]:
    """The closes of each series, as traded, and the last session before the shock."""
    then, now = tables.load("dow_1957").set_index("date"), prices.us_closes()
    return {
        "dow": (then["dow"], LAUNCH),
        "sp57": (then["sp500"], LAUNCH),
        "nvda": (now["NVDA"], prices.BEFORE),
        "sp25": (now["^GSPC"], prices.BEFORE),
    }


def aligned() -> pd.DataFrame:
    """Changes from the last close before the shock by trading day, which is 0 there; all days that are known."""
    series = {
        name: event_alignment.relative(event_alignment.aligned_sessions(close, zero)) - 1
        for name, (close, zero) in closes().items()
    }
    return pd.DataFrame(series)


def changes() -> pd.DataFrame:
    """The days that can be shown, with the calendar days of each side."""
    table = aligned().loc[-BEFORE:AFTER].round(4)
    for side, name in (("then", "dow"), ("now", "nvda")):
        close, zero = closes()[name]
        days = pd.Series((close.index - SHOCKS[side]).days, close.index)
        table[side] = event_alignment.aligned_sessions(days, zero)
    columns = ["then", "dow", "sp57", "now", "nvda", "sp25"]
    return table[columns].rename_axis("day").reset_index()


def _message() -> str:
    known = aligned()
    first, after = known.loc[1], known.loc[1:AFTER]
    (dow, _launch), (nvidia, _before) = closes()["dow"], closes()["nvda"]
    low = nvidia[nvidia.index > prices.BEFORE][:AFTER].idxmin()
    return _(
        "On the first trading day after the launch of Sputnik 1 the Dow lost {dow}; Nvidia lost {nvidia} on 27 January "
        "2025. The whole market, in the S&P 500, lost {then} and {now}. The Dow had fallen by {prior} from its high "
        "before the launch, was lowest at {dow_low} after {dow_days} trading days and was back after {dow_back}. "
        "Nvidia was lowest at {nvidia_low} on {low_day} and back after {nvidia_back}. The longer the window, the more "
        "it holds that is not the shock: in 1957 a recession had begun two months before."
    ).format(
        dow=units.percent(-first["dow"]),
        nvidia=units.percent(-first["nvda"]),
        then=units.percent(-first["sp57"]),
        now=units.percent(-first["sp25"]),
        prior=units.percent(1 - dow[LAUNCH] / dow[:LAUNCH].max()),
        dow_low=units.percent(after["dow"].min()),
        dow_days=after["dow"].idxmin(),
        dow_back=(after["dow"] >= 0).idxmax(),
        nvidia_low=units.percent(after["nvda"].min()),
        low_day=day(low),
        nvidia_back=(after["nvda"] >= 0).idxmax(),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    shown = alt.Chart()
    x = alt.X("day:Q", title=_("trading days since the last close before the shock"))
    x = x.axis(format="d", tickCount=6, tickMinStep=1, grid=False).scale(
        domainMin=alt.ExprRef("-before"), domainMax=alt.ExprRef("after"), nice=False
    )
    y = alt.Y("change:Q", title=_("change from that close"))
    y = y.axis(labelExpr=units.PERCENT_AXIS, tickCount=5)
    colour = alt.Color("side:N").scale(domain=list(SIDES), range=list(SIDES.values())).legend(None)
    layers = [
        marks.horizontal("0"),
        marks.vertical("0"),
        shown.mark_line(strokeWidth=2).encode(x, y, colour),
        shown.transform_filter("datum.day == 1").mark_point(filled=True, size=50, opacity=1).encode(x, y, colour),
        *_words(shown),
    ]
    return _shown(alt.layer(*layers, data=table)).add_params(*_inputs()).properties(height=290)


def _shown(days: alt.LayerChart) -> alt.LayerChart:
    """A row for each day and side within the window."""
    sides = {side: f"pair == 'dow' ? datum.{PAIRS['dow'][place]} : datum.{PAIRS['index'][place]}"
             for place, side in enumerate(("old", "new"))}  # fmt: skip
    return (
        days.transform_filter("datum.day >= -before && datum.day <= after")
        .transform_calculate(**sides)
        .transform_fold(["old", "new"], as_=["which", "change"])
        .transform_filter("isValid(datum.change)")
        .transform_calculate(
            side="datum.which == 'old' ? 'then' : 'now'",
            days="datum.which == 'old' ? datum.then : datum.now",
            later="datum.day > 0 ? datum.change : 9",
        )
    )


def _words(shown: alt.Chart) -> list[alt.Chart]:
    """For each side the change up to the shock, the change since, and the lowest close since."""
    told = shown.transform_aggregate(
        first="argmin(day)", last="argmax(day)", lowest="argmin(later)", groupby=["side"]
    ).transform_calculate(
        until="1 / (1 + datum.first.change) - 1", since="datum.last.change", low="datum.lowest.change"
    )
    look = {"align": "left", "baseline": "top", "x": 0, "fontSize": 13, "lineHeight": LINE}
    names = series_names()
    texts = []
    for place, (side, colour) in enumerate(SIDES.items()):
        said = units.lines(
            "{name}|{before} trading days before: {until}|up to {date}: {since}, lowest {low}",
            name=f"pair == 'dow' ? {names[PAIRS['dow'][place]]!r} : {names[PAIRS['index'][place]]!r}",
            before="before",
            until="format(datum.until, '+.1%')",
            date=units.day_expression(f"toDate('{SHOCKS[side]:%Y-%m-%d}') + 864e5 * datum.last.days"),
            since="format(datum.since, '+.1%')",
            low="format(datum.low, '+.1%')",
        )
        one = told.transform_filter(f"datum.side == '{side}'").transform_calculate(words=said)
        text = one.mark_text(y=-8 - (2 - place) * (3 * LINE + 5), color=colour, **look)
        texts.append(text.encode(text="words:N"))
    return texts


def _inputs() -> list[alt.Parameter]:
    labels = [_("the Dow and Nvidia"), _("the S&P 500, both times")]
    pair = alt.binding_select(options=list(PAIRS), labels=labels, name=_("Compare"))
    before = alt.binding_range(min=0, max=BEFORE, step=1, name=_("Shown before the shock"))
    after = alt.binding_range(min=1, max=AFTER, step=1, name=_("Shown after the shock"))
    return [
        alt.param(name="pair", value="dow", bind=pair),
        alt.param(name="before", value=BEFORE, bind=before),
        alt.param(name="after", value=AFTER, bind=after),
    ]
