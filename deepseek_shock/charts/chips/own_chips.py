"""Own chips: what Huawei's and others' can do beside an H100, and what shares of the market they are said to have."""

from functools import partial

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_, column
from deepseek_shock.language import gettext as _
from deepseek_shock.models import chips
from deepseek_shock.quantities import write

REFERENCE, BEST = "H100 SXM5 80GB", "Ascend 910C"
CHIPS = (
    "Ascend 910B1", "Ascend 910B2", "Ascend 910B3", "Ascend 910B4", BEST, "H20 SXM 96GB", "H800 SXM5 80GB",
    "H200 SXM 141GB", "B200 180GB", "MI300X",
)  # fmt: skip
# How each measure is read from a chip, and in what it is written.
MEASURES = {
    "arithmetic": (chips.total_processing_performance, N_("1 {}")),
    "bandwidth": (chips.memory_bandwidth, N_("1 {} GB/s")),
    "memory": (partial(chips.figure, column="memory_gb"), N_("1 {} GB")),
    "link": (chips.link_bandwidth, N_("1 {} GB/s")),
}
MARKETS = {"china": "China", "world": "world"}
EARLIER = ("nvidia-gpu-shipment-share-2023", "nvidia-ai-gpu-share-2024-01")  # rows of ai_revenue
KINDS = {"Huawei": "Chinese", "AMD": "other"}
TONES = {"Nvidia": style.RISE, "Chinese": style.FALL, "custom": style.ACCENT, "other": style.MUTED}
MOST = 250  # percent of the H100, at the right end
ROW = 40


def figure() -> Figure:
    """A bar a row: chips in percent of the H100 in one measure, or shares of one market."""
    table = rows()
    return Figure(
        "own-chips",
        _chart(table),
        _("Own chips: Huawei's and others' beside the H100, and shares of the market"),
        _message(table),
        {
            "group": _("what is shown"),
            "label": _("chip or maker"),
            "low": _("percent"),
            "high": _("to"),
            "words": _("value"),
            "detail": _("maker, or who says it"),
            "said": _("said"),
        },
        (
            "epochhw", "repo-swk", "huaweia3", "heim910c", "opentechstack2026idc", "gokawiil2026bernstein",
            "aigazine2026huawei", "financetom2025huang", "allabout2025huang", "alatirok2026share",
            "nicheflash2026share", "circuits2026trendforce", "yahootw2025trendforce", "ti98", "share90",
        ),
    )  # fmt: skip


def rows() -> pd.DataFrame:
    """The rows of every choice, each with its place from the top."""
    parts = [*(_beside(measure) for measure in MEASURES), *(_shares(market) for market in MARKETS)]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(
        place=ROW * table.groupby("show").cumcount() + 2,
        group=table["show"].map(choices()),
        high=table["high"].where(table["high"] != table["low"]),
    )


def choices() -> dict[str, str]:
    """What can be shown."""
    return {
        "arithmetic": _("total processing performance, H100 = 100%"),
        "bandwidth": _("memory bandwidth, H100 = 100%"),
        "memory": _("memory, H100 = 100%"),
        "link": _("link, H100 = 100%"),
        "china": _("shares of the Chinese market"),
        "world": _("shares of the world market"),
    }


def beside(measure: str) -> pd.Series:
    """A measure of each chip in percent of the H100's; blank where it is not published."""
    specs = tables.load("chip_specs").set_index("chip", drop=False).rename_axis(None)
    read = MEASURES[measure][0]
    values = pd.Series({chip: read(specs.loc[chip]) for chip in CHIPS}, dtype=float)
    return 100 * values / read(specs.loc[REFERENCE])


def _beside(measure: str) -> pd.DataFrame:
    specs = tables.load("chip_specs").set_index("chip", drop=False).rename_axis(None)
    read, pattern = MEASURES[measure]
    shares = beside(measure).sort_values(ascending=False, kind="stable", na_position="last")
    values = [read(specs.loc[chip]) for chip in shares.index]
    makers = specs.loc[shares.index]
    return pd.DataFrame(
        {
            "show": measure,
            "label": shares.index,
            "detail": makers[column("vendor", specs)].to_list(),
            "kind": [KINDS.get(maker, maker) for maker in makers["vendor_en"]],
            "low": shares.round(2).to_list(),
            "high": shares.round(2).to_list(),
            "words": [_value(value, share, pattern) for value, share in zip(values, shares, strict=True)],
            "said": "",
        }
    )


def _value(value: float | None, share: float, pattern: str) -> str:
    if value is None:
        return _("not published")
    return f"{units.written(value, pattern, 1)} · {units.percent(share / 100, 0)}"


def _shares(market: str) -> pd.DataFrame:
    table = tables.load("chip_shares")
    table = table[table["market"] == MARKETS[market]].sort_values(["period", "id"])
    said = _("{who}: {what}"), _("{who}: {what}, forecast")
    names = table[[column(name, table) for name in ("estimator", "measure")]].itertuples(index=False)
    detail = [
        said[status == "forecast"].format(who=who, what=what)
        for (who, what), status in zip(names, table["status"], strict=True)
    ]
    own = pd.DataFrame(
        {
            "show": market,
            "label": _labels(table[column("maker", table)], table["period"]),
            "detail": detail,
            "kind": table["kind"],
            "low": table["share"],
            "high": table["share_to"].fillna(table["share"]),
            "said": table["said"],
        }
    )
    own = pd.concat([_earlier(), own], ignore_index=True) if market == "world" else own
    dash = _("–")
    spans = [
        f"{low:g}%" if low == high else f"{low:g}{dash}{high:g}%"
        for low, high in zip(own["low"], own["high"], strict=True)
    ]
    return own.assign(words=spans)


def _earlier() -> pd.DataFrame:
    """Nvidia's shares of 2023 and of January 2024."""
    table = tables.load("ai_revenue").set_index("id").loc[list(EARLIER)]
    return pd.DataFrame(
        {
            "show": "world",
            "label": _labels(table[column("company", table)], table["period"]),
            "detail": table[column("metric", table)],
            "kind": "Nvidia",
            "low": table["value"],
            "high": table["value"],
            "said": table["period"],
        }
    )


def _labels(makers: pd.Series, periods: pd.Series) -> list[str]:
    dates = [write(period, "date", language.current()) for period in periods]
    together = _("{maker}, {date}")
    return [together.format(maker=maker, date=date) for maker, date in zip(makers, dates, strict=True)]


def _message(table: pd.DataFrame) -> str:
    shares = tables.load("chip_shares").set_index("id")["share"]
    best = {measure: beside(measure)[BEST] / 100 for measure in MEASURES}
    return _(
        "By published figures an Ascend 910C has {arithmetic} of an H100's total processing performance, {bandwidth} "
        "of its memory bandwidth and {link} of its link; most figures for Huawei's chips are analysts'. In China, IDC "
        "counted {domestic} of the cards shipped in 2025 as Chinese, {huawei} as Huawei's and {nvidia} as Nvidia's; "
        "Nvidia's head, who argues against the controls, spoke of {may} in May and of {october} in October. Worldwide, "
        "estimates for 2026 leave Nvidia {low} to {high} of revenue."
    ).format(
        arithmetic=units.percent(best["arithmetic"], 0),
        bandwidth=units.percent(best["bandwidth"], 0),
        link=units.percent(best["link"], 0),
        domestic=_share(shares["china-idc-domestic-2025"]),
        huawei=_share(shares["china-idc-huawei-2025"]),
        nvidia=_share(shares["china-idc-nvidia-2025"]),
        may=_share(shares["china-huang-nvidia-2025-05"]),
        october=_share(shares["china-huang-nvidia-2025-10"]),
        low=_share(shares["world-alatirok-nvidia-2026"]),
        high=_share(shares["world-nicheflash-nvidia-2026"]),
    )


def _share(share: float) -> str:
    return units.percent(share / 100, 0)


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    base = (
        alt.Chart(table)
        .transform_filter("datum.show == show")
        .transform_calculate(
            end="isValid(datum.high) ? datum.high : datum.low",
            start="0",
            under="datum.place + 14",
            top="datum.place + 28",
            foot="datum.place + 35",
        )
    )
    x = alt.X("start:Q", title=None).scale(domain=[0, alt.ExprRef("most")], nice=False)
    x = x.axis(labelExpr="datum.value + '%'", tickCount=5)
    place, under, top = (alt.Y(f"{name}:Q", axis=None).scale(None) for name in ("place", "under", "top"))
    tone = alt.Color("kind:N").scale(domain=list(TONES), range=list(TONES.values())).legend(_legend())
    left = {"align": "left", "x": 0, "baseline": "top"}
    right = left | {"align": "right", "x": alt.ExprRef("width")}
    return (
        alt.layer(
            base.mark_bar(opacity=0.35).encode(x, top, tone, x2="end:Q", y2="foot:Q"),
            base.mark_bar().encode(x, top, tone, x2="low:Q", y2="foot:Q"),
            marks.vertical("most > 100 ? 100 : 0", strokeDash=[3, 3]),
            base.mark_text(fontSize=12.5, fontWeight="bold", **left).encode(place, text="label:N"),
            base.mark_text(fontSize=11, color=style.MUTED, **left).encode(under, text="detail:N"),
            base.mark_text(fontSize=12.5, **right).encode(place, text="words:N"),
        )
        .add_params(*_inputs())
        .properties(height=ROW * int(table.groupby("show").size().max()) + 4)
    )


def _legend() -> alt.Legend:
    names = {
        "Nvidia": _("Nvidia"),
        "Chinese": _("Huawei, Chinese makers"),
        "custom": _("cloud firms' own"),
        "other": _("AMD"),
    }
    return alt.Legend(labelExpr=f"({names})[datum.value]", columns=2, symbolType="square", symbolOpacity=1)


def _inputs() -> list[alt.Parameter]:
    shown = choices()
    show = alt.binding_select(options=list(shown), labels=list(shown.values()), name=_("Show"))
    return [
        alt.param(name="show", value="arithmetic", bind=show),
        alt.param(name="most", expr=f"indexof({list(MARKETS)}, show) < 0 ? {MOST} : 100"),
    ]
