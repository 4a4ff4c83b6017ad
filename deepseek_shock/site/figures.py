"""A chart's recorded specification becomes a page element: still picture, words, table, sources, CSV.

MyST-NB calls `FigureRenderer` for each output of the charts' mime type (entry point
``myst_nb.mime_renderers``). Two pictures are drawn, for a phone's width and for a desk's; the style
sheet shows the one that fits. ``book.js`` later puts the live chart in their place.
"""

import csv
import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import vl_convert
from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer

from deepseek_shock import references
from deepseek_shock.charts import style
from deepseek_shock.charts.figure import MIME_TYPE
from deepseek_shock.site.templating import render

VEGA_LITE = "6.4"  # reads what Altair 5 writes, and is what the bundled Vega 6 is made for
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTHS = {"wide": 700, "narrow": 340}
FOLDER = "_figures"


class FigureRenderer:
    """MyST-NB's renderer for the charts' mime type."""

    mime_priority_overrides = (("*", MIME_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """The chart as one raw HTML node; other mime types are left to MyST-NB."""
        if data.mime_type != MIME_TYPE or inline:
            return None
        env = renderer.renderer.sphinx_env
        folder = Path(env.app.outdir) / FOLDER / env.docname
        up = "../" * env.docname.count("/")
        drawer = Path(env.doctreedir).parent / "pictures"
        text = page_element(data.content, folder, f"{up}{FOLDER}/{env.docname}", drawer)
        return [nodes.raw("", text, format="html")]


def page_element(spec: dict[str, Any], folder: Path, address: str, drawer: Path) -> str:
    """The figure's HTML.

    Its specification and its CSV are written to ``folder``, which the page sees at ``address``; drawn pictures
    are kept in ``drawer``, so that an edit of the prose draws nothing anew.
    """
    words = spec["usermeta"]
    rows = table_rows(spec)
    bare = {key: value for key, value in spec.items() if key != "usermeta"}
    live = themed(bare | {"$schema": SCHEMA, "width": "container"})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{words['name']}.json").write_text(json.dumps(unbound(live), ensure_ascii=False), "utf-8")
    (folder / f"{words['name']}.csv").write_text(as_csv(rows), "utf-8-sig")
    return render(
        "figure.html",
        words=words,
        message=spec["description"],
        pictures={
            size: own_ids(picture(live, width, drawer), f"{words['name']}-{size}") for size, width in WIDTHS.items()
        },
        controls=controls(spec),
        table=[[as_text(cell) for cell in row] for row in rows],
        sources=[references.get(key) for key in words["sources"]],
        address=f"{address}/{words['name']}",
    )


def picture(spec: dict[str, Any], width: int, drawer: Path) -> str:
    """The chart's first state as SVG, from the drawer if the same chart lies there."""
    still = spec | {"width": width, "config": spec["config"] | {"aria": False}}  # the figure's own words speak for it
    text = json.dumps(still, sort_keys=True)
    kept = drawer / f"{hashlib.sha256(f'{vl_convert.__version__} {VEGA_LITE} {text}'.encode()).hexdigest()}.svg"
    if not kept.exists():
        drawer.mkdir(parents=True, exist_ok=True)
        kept.write_text(vl_convert.vegalite_to_svg(text, vl_version=VEGA_LITE), "utf-8")
    return kept.read_text("utf-8")


def own_ids(svg: str, prefix: str) -> str:
    """The picture with ids of its own on the page, in the page's font, and left to the figure's words to tell."""
    svg = re.sub(r'id="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    return svg.replace(' font-family="sans-serif"', "").replace("<svg ", '<svg aria-hidden="true" ', 1)


def bitmap(spec: dict[str, Any]) -> bytes:
    """The chart's first state as PNG, for the previews that other sites show of a link."""
    drawn = spec | {"width": 1140, "background": "white", "padding": 30}
    return vl_convert.vegalite_to_png(json.dumps(drawn), vl_version=VEGA_LITE)


def themed(spec: dict[str, Any]) -> dict[str, Any]:
    """The same chart with the page's colour variables, which know light and dark."""
    text = json.dumps(spec, ensure_ascii=False)
    for colour, token in style.TOKENS.items():
        text = text.replace(f'"{colour}"', f'"var(--chart-{token})"').replace(f"'{colour}'", f"'var(--chart-{token})'")
    return json.loads(text)


def unbound(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart without Vega's own input elements: the page has labelled ones, there from the start."""
    params = [{key: value for key, value in param.items() if key != "bind"} for param in spec.get("params", [])]
    return spec | ({"params": params} if params else {})


def controls(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry for each parameter that turns: name, label, input, bounds, first value, unit, and what it forgets."""
    patterns, forgets = spec["usermeta"]["controls"], spec["usermeta"].get("forgets", {})
    return [
        _control(param, patterns.get(param["name"], "1 {}")) | {"forgets": forgets.get(param["name"])}
        for param in spec.get("params", [])
        if "input" in param.get("bind", {})
    ]


def _control(param: dict[str, Any], pattern: str) -> dict[str, Any]:
    own = {"name": param["name"], "label": param["bind"]["name"], "value": param["value"], "pattern": pattern}
    return param["bind"] | own | {"shown": reading(param, pattern)}


def reading(param: dict[str, Any], pattern: str) -> str:
    """A slider's first value as its output shows it; ``book.js`` writes the later ones the same way."""
    if param["bind"]["input"] != "range":
        return ""
    divisor, text = pattern.split(" ", 1)
    step = Decimal(repr(param["bind"]["step"])) / Decimal(divisor)
    digits = max(0, -step.normalize().as_tuple().exponent)
    return text.replace("{}", f"{param['value'] / float(divisor):.{digits}f}")


def table_rows(spec: dict[str, Any]) -> list[list[Any]]:
    """The chart's data, headings first; ``None`` is a gap."""
    table = spec["usermeta"]["table"]
    fields, percent = table["order"], set(table["percent"])
    rows = spec["datasets"][table["dataset"]]
    return [
        [table["columns"][field] for field in fields],
        *([_printed(row[field], field in percent) for field in fields] for row in rows),
    ]


def _printed(value: Any, percent: bool) -> Any:
    """A fraction in percent, a date without the midnight that the specification gives it."""
    if percent and value is not None:
        return round(100 * value, 4)
    return value.removesuffix("T00:00:00") if isinstance(value, str) else value


def as_text(value: Any) -> str:
    """A table cell for reading: grouped thousands, an empty cell for a gap."""
    if value is None:
        return ""
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def as_csv(rows: list[list[Any]]) -> str:
    """The table as comma-separated values."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def bundle() -> str:
    """The one script that draws: Vega, Vega-Lite and Vega-Embed, as vl-convert packs them."""
    return vl_convert.javascript_bundle(vl_version=VEGA_LITE)
