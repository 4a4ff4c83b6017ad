"""``{events}``: the timeline as a plain list, by year, with the precision of each date and its sources."""

from itertools import groupby
from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from deepseek_shock import references, tables
from deepseek_shock.charts.back_matter.timeline import lane_name
from deepseek_shock.language import column, current, gettext
from deepseek_shock.quantities import write
from deepseek_shock.site.templating import render

# How much of an ISO date is known.
_KNOWN = {"day": 10, "by": 10, "month": 7, "year": 4}


class Events(SphinxDirective):
    """The directive."""

    def run(self) -> list[nodes.Node]:
        """One raw HTML node."""
        timeline = tables.load("timeline").sort_values(["date", "id"])
        rows = [event(row) for _, row in timeline.iterrows()]
        years = [(year, list(group)) for year, group in groupby(rows, key=lambda row: row["iso"][:4])]
        return [nodes.raw("", render("events.html", years=years), format="html")]


def event(row: pd.Series) -> dict[str, Any]:
    """What the list says of one event, in the language in use."""
    iso = f"{row['date']:%Y-%m-%d}"[: _KNOWN[row["precision"]]]
    note = row[column("note", row)]
    return {
        "id": row["id"],
        "iso": iso,
        "date": moment(iso, row["precision"]),
        "words": row[column("event", row)],
        "lane": lane_name(row["lane"]),
        "lane_key": row["lane"],
        "note": "" if pd.isna(note) else note,
        "sources": [references.get(key) for key in row["sources"].split(";")],
    }


def moment(iso: str, precision: str) -> str:
    """A date as far as it is known: a day, a month, a year, or "by" a day."""
    words = write(iso, "date", current())
    return gettext("by {date}").format(date=words) if precision == "by" else words


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("events", Events)
