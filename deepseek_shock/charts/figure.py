"""A chart with all that a reader needs beside it: caption, message in words, table, sources, licence.

The whole figure travels inside its Vega-Lite specification, under ``usermeta``: so the notebook's
recorded output is the one thing that JupyterLab draws, that nbval compares, and that the website turns
into a page element.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import altair as alt

from deepseek_shock import language
from deepseek_shock.charts import style

MIME_TYPE = "application/vnd.vegalite.v5+json"
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Figure:
    """An Altair chart and its words.

    Attributes:
        name: the figure's id on the page and its file name, lower case with hyphens.
        chart: one view or one layer, without a width of its own.
        caption: what is shown, in a line or two.
        message: the text alternative: what the picture says before anyone touches it.
        columns: column heading by field of the chart's first table, in the order to print them.
        sources: keys of ``data/references.bib``.
        controls: for each parameter that turns, the unit pattern its value is read in, such as "1 {} days":
            a divisor and a text.
        percent: the columns that hold fractions and are printed in percent.
        forgets: for a parameter, the one that goes back to its start when a reader turns the first: a guess is for
            one question.
    """

    name: str
    chart: alt.Chart | alt.LayerChart
    caption: str
    message: str
    columns: Mapping[str, str]
    sources: tuple[str, ...]
    controls: Mapping[str, str] = field(default_factory=dict)
    percent: tuple[str, ...] = ()
    forgets: Mapping[str, str] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification, its message as ``description`` and the rest as ``usermeta``."""
        spec = style.dress(self.chart).to_dict()
        spec["description"] = self.message
        spec["usermeta"] = {
            "name": self.name,
            "language": language.current(),
            "caption": self.caption,
            "table": {
                "dataset": self._table(spec),
                "columns": dict(self.columns),
                "order": list(self.columns),  # a recorded notebook sorts its keys
                "percent": list(self.percent),
            },
            "sources": list(self.sources),
            "licence": LICENCE,
            "controls": dict(self.controls),
            **({"forgets": dict(self.forgets)} if self.forgets else {}),
        }
        return spec

    def _table(self, spec: dict[str, Any]) -> str:
        """The name of the first dataset that holds every column of the table."""
        for name, rows in spec["datasets"].items():
            if rows and set(self.columns) <= set(rows[0]):
                return name
        raise ValueError(f"Figure {self.name!r}: no table of the chart has the columns {list(self.columns)}.")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = {MIME_TYPE: self.spec(), "text/plain": f"{self.caption}\n\n{self.message}"}
        if "google.colab" in sys.modules:  # Colab draws HTML only
            bundle["text/html"] = style.dress(self.chart).to_html()
        return bundle
