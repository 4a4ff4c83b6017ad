"""The one look of all charts: few colours, told apart without hue, and the reader's own fonts."""

import altair as alt

# Each colour has a second value for dark pages, given in site/static/book.css under the same name.
INK = "#1f2933"
PAPER = "#fffffe"
MUTED = "#52606d"
GRID = "#d5dbe1"
FALL = "#b5401e"
RISE = "#1b6a9c"
ACCENT = "#7a4f9a"
FAINT = "#9aa5b1"

# In a notebook; the website fits a chart to its column.
WIDTH = 640

TOKENS = {
    INK: "ink",
    PAPER: "paper",
    MUTED: "muted",
    GRID: "grid",
    FALL: "fall",
    RISE: "rise",
    ACCENT: "accent",
    FAINT: "faint",
}


def dress(chart: alt.Chart | alt.LayerChart) -> alt.Chart | alt.LayerChart:
    """``chart`` `WIDTH` pixels wide, on a transparent ground, with the book's axes and type."""
    return (
        chart.properties(
            width=WIDTH,
            background="transparent",
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            domainColor=GRID,
            gridColor=GRID,
            gridOpacity=0.6,
            tickColor=GRID,
            labelColor=MUTED,
            titleColor=MUTED,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_legend(
            labelColor=INK, titleColor=MUTED, labelFontSize=12, titleFontSize=12, orient="top", title=None
        )
        .configure_text(color=INK, fontSize=12)
    )
