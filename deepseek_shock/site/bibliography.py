"""How a source is printed: publisher, title, address; no word that belongs to one language."""

from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Text
from pybtex.style.formatting import BaseStyle
from pybtex.style.template import node

from deepseek_shock import references

STYLE = "book"


class BookStyle(BaseStyle):
    """One form for all kinds of sources."""

    default_sorting_style = "author_year_title"

    def __getattr__(self, name: str):
        if name.startswith("get_") and name.endswith("_template"):
            return lambda entry: _source()
        raise AttributeError(name)


@node
def _source(children, context) -> Text:
    source = references.get(context["entry"].key)
    link = HRef(source.url, source.title) if source.url else Text(source.title)
    return Text(source.publisher, ": ", link, ".") if source.publisher else Text(link, ".")


def register_style() -> None:
    """Make the style known to sphinxcontrib-bibtex under `STYLE`."""
    register_plugin("pybtex.style.formatting", STYLE, BookStyle)
