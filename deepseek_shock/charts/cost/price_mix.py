"""How many times as much: date, time of day and mix of tokens decide, and 20 times is one mix of one tariff."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import day
from deepseek_shock.language import gettext as _
from deepseek_shock.models import api_price

PAIRS = {"deepseek-v3": "gpt-4o", "deepseek-r1": "o1"}
# A day under each list of prices; the night of the last one, from 16:30 to 00:30 UTC, has the off-peak tariff.
DAYS = ("2025-01-27", "2025-02-09", "2025-03-01")
SHARE, CLAIMED = 0.75, 20
COLOURS = {"deepseek-v3": style.FALL, "deepseek-r1": style.RISE}


def figure() -> Figure:
    """Ratio of prices by input share, for each tariff; those of the chosen day and hour stand out."""
    table = tariffs()
    return Figure(
        "price-mix",
        _chart(table),
        _("How many times as much GPT-4o costs as V3, and o1 as R1"),
        _message(),
        {
            "pair": _("models"),
            "tariff": _("DeepSeek's tariff"),
            "begins": _("from (blank: not known)"),
            "ends": _("until"),
            "dearer_input": _("dearer model, input (dollars per million tokens)"),
            "dearer_output": _("dearer model, output"),
            "cheaper_input": _("cheaper model, input"),
            "cheaper_output": _("cheaper model, output"),
        },
        ("llmprices-jan", "dsapi-price-usd", "dsapi-price-apidog", "dsapi-price-v31", "offpeak-tgh"),
        {"share": _("0.01 {}%"), "claimed": _("1 {} times")},
    )


def tariffs() -> pd.DataFrame:
    """Both models' prices for each tariff of V3 and R1."""
    listed = tables.load("api_prices")
    own = listed[listed["model"].isin(PAIRS) & (listed["kind"] == "input")]
    return pd.DataFrame([_tariff(listed, row) for row in own.itertuples()])


def _tariff(listed: pd.DataFrame, row: tuple) -> dict[str, object]:
    begins = "" if pd.isna(row.valid_from) else row.valid_from
    moment = max(begins, DAYS[0])
    cheaper = api_price.at(listed, row.model, moment, tariff=row.tariff)
    dearer = api_price.at(listed, PAIRS[row.model], moment)
    return {
        "model": row.model,
        "pair": f"{names()[PAIRS[row.model]]} / {names()[row.model]}",
        "tariff": tariff_names()[row.tariff],
        "night": row.tariff == "off-peak",
        "begins": begins,
        "ends": row.valid_to,
        "dearer_input": dearer.input,
        "dearer_output": dearer.output,
        "cheaper_input": cheaper.input,
        "cheaper_output": cheaper.output,
    }


def names() -> dict[str, str]:
    """Short names of the four models, which are the same in every language."""
    listed = tables.load("models").set_index("model")["name"]
    return {model: listed[model].removeprefix("DeepSeek-") for pair in PAIRS.items() for model in pair}


def tariff_names() -> dict[str, str]:
    """What the tariffs are called."""
    return {"promotional": _("promotion"), "list": _("list price"), "off-peak": _("off-peak")}


def _message() -> str:
    listed = tables.load("api_prices")
    gpt, o1, v3, r1 = (api_price.at(listed, model, DAYS[0]) for model in ("gpt-4o", "o1", "deepseek-v3", "deepseek-r1"))
    later = api_price.at(listed, "deepseek-v3", DAYS[1])
    night = api_price.at(listed, "deepseek-v3", DAYS[2], tariff="off-peak")
    tariff_starts = listed[listed["model"] == "deepseek-v3"].groupby("tariff")["valid_from"].min()
    least, most, list_least, list_most, mixed = (
        f"{api_price.ratio(gpt, cheaper, share):.1f}"
        for cheaper, share in ((v3, 1), (v3, 0), (later, 0), (later, 1), (v3, SHARE))
    )
    return _(
        "On {day} GPT-4o cost {least} times as much as V3 if all tokens were input and {most} times if all were "
        "output; with three tokens of input to one of output {mixed} times. Exactly {claimed} times is reached at "
        "{cross} input. From {end} the list price applied, and with it {list_least} to {list_most} times, whatever "
        "the mix; by night from {night_start} up to {night}. o1 cost {o1} times as much as R1."
    ).format(
        day=day(DAYS[0]),
        end=day(tariff_starts["list"][:10]),
        night_start=day(tariff_starts["off-peak"]),
        least=least,
        most=most,
        mixed=mixed,
        claimed=CLAIMED,
        cross=units.percent(api_price.share_for(gpt, v3, CLAIMED)),
        list_least=list_least,
        list_most=list_most,
        night=f"{api_price.ratio(gpt, night, 1):.1f}",
        o1=f"{api_price.ratio(o1, r1, SHARE):.1f}",
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    base = _in_force(alt.Chart(table))
    x = alt.X("of_input:Q", title=_("input, as a share of all tokens")).scale(domain=[0, 1])
    x = x.axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], grid=False)
    y = alt.Y("times:Q", title=_("times as much")).scale(type="log", domain=[4, 160], nice=False)
    y = y.axis(values=[5, 10, 20, 50, 100])
    colour = alt.Color("model:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(None)
    opacity = alt.condition("datum.holds", alt.value(1), alt.value(0.35))
    width = alt.condition("datum.holds", alt.value(2.5), alt.value(1.2))
    ink = alt.condition("datum.holds", colour, alt.value(style.MUTED))
    lines = _mixed(base.transform_calculate(of_input="sequence(0, 1.01, 0.05)").transform_flatten(["of_input"]))
    labels = base.transform_calculate(of_input="0", label=f"{_short()} + ' · ' + datum.tariff")
    labels = _mixed(labels).transform_calculate(dy="datum.begins == '' ? -9 : 10")
    now = _mixed(base.transform_filter("datum.holds").transform_calculate(of_input="share"))
    crossing = base.transform_filter("datum.holds && datum.cross >= 0 && datum.cross <= 1")
    crossing = crossing.transform_calculate(of_input="datum.cross", times="claimed")
    return (
        alt.layer(
            marks.horizontal("claimed", color=style.INK, strokeDash=[5, 4]),
            marks.vertical("share", strokeDash=[3, 3]),
            lines.mark_line().encode(x, y, colour, opacity=opacity, size=width, detail="tariff:N"),
            labels.mark_text(align="left", dx=4, dy=alt.ExprRef("datum.dy")).encode(x, y, color=ink, text="label:N"),
            crossing.mark_point(size=130, strokeWidth=2, filled=False, color=style.INK, opacity=1).encode(x, y),
            now.mark_point(size=80, filled=True, opacity=1).encode(x, y, colour),
            *_words(now),
        )
        .add_params(*_inputs())
        .properties(height=300)
    )


def _short() -> str:
    """A Vega expression: the name of DeepSeek's model."""
    return f"({ {model: names()[model] for model in PAIRS} })[datum.model]"


def _in_force(tariffs: alt.Chart) -> alt.Chart:
    """Whether a tariff holds at the chosen day and hour, and `api_price.share_for` once more in the browser."""
    return tariffs.transform_calculate(
        holds=f"datum.begins <= moment && moment < datum.ends && datum.night == (night && moment == '{DAYS[-1]}')",
        cross="(claimed * datum.cheaper_output - datum.dearer_output) / "
        "(datum.dearer_input - datum.dearer_output - claimed * (datum.cheaper_input - datum.cheaper_output))",
    )


def _mixed(shares: alt.Chart) -> alt.Chart:
    """`api_price.ratio` once more in the browser."""
    dearer, cheaper = (
        f"(datum.of_input * datum.{name}_input + (1 - datum.of_input) * datum.{name}_output)"
        for name in ("dearer", "cheaper")
    )
    return shares.transform_calculate(times=f"{dearer} / {cheaper}")


def _words(now: alt.Chart) -> list[alt.Chart]:
    """What holds for each pair, above the chart."""
    at, never = _("at {share} input"), _("with no mix")
    before, after = at.split("{share}")
    where = f"{before!r} + format(datum.cross, '.1%') + {after!r}"
    where = f"datum.cross >= 0 && datum.cross <= 1 ? {where} : {never!r}"
    said = units.lines(
        "{dearer} costs {times} times as much as {cheaper},|exactly {claimed} times {where}",
        dearer="split(datum.pair, ' / ')[0]",
        cheaper="split(datum.pair, ' / ')[1]",
        times="format(datum.times, '.1f')",
        claimed="claimed",
        where=where,
    )
    look = {"align": "left", "baseline": "top", "x": 0, "fontSize": 13, "lineHeight": 17}
    return [
        now.transform_filter(f"datum.model == '{model}'")
        .transform_calculate(words=said)
        .mark_text(y=height, color=COLOURS[model], **look)
        .encode(text="words:N")
        for model, height in zip(PAIRS, (-84, -44), strict=True)
    ]


def _inputs() -> list[alt.Parameter]:
    days = alt.binding_select(options=list(DAYS), labels=[day(date) for date in DAYS], name=_("Date"))
    starts = tables.load("api_prices").query("model == 'deepseek-v3'").groupby("tariff")["valid_from"].min()
    off_peak = day(starts["off-peak"])
    hours = alt.binding_select(
        options=[False, True],
        labels=[_("by day"), _("by night, from {day} off-peak").format(day=off_peak)],
        name=_("Time of use"),
    )
    share = alt.binding_range(min=0, max=1, step=0.05, name=_("Input in all tokens"))
    claimed = alt.binding_range(min=5, max=120, step=1, name=_("The claim"))
    return [
        alt.param(name="moment", value=DAYS[0], bind=days),
        alt.param(name="night", value=False, bind=hours),
        alt.param(name="share", value=SHARE, bind=share),
        alt.param(name="claimed", value=CLAIMED, bind=claimed),
    ]
