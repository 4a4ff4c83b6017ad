"""How a source is printed: publisher, title, address; no word that belongs to one language."""

from collections import Counter
from collections.abc import Iterable, Iterator

from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Text
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.template import node

from deepseek_shock import references

STYLE = "book"
LABELS = "book-labels"


class BookLabels(BaseLabelStyle):
    """Publisher and year in the reader's language, numbered where several sources share them."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        """One label an entry, no two alike."""
        times: Counter[str] = Counter()
        for entry in sorted_entries:
            source = references.get(entry.key)
            label = f"{source.publisher} {source.year}".strip()
            times[label] += 1
            yield label if times[label] == 1 else f"{label}-{times[label]}"


class BookStyle(BaseStyle):
    """One form for all kinds of sources."""

    default_sorting_style = "author_year_title"
    default_label_style = LABELS

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
    register_plugin("pybtex.style.labels", LABELS, BookLabels)
    register_plugin("pybtex.style.formatting", STYLE, BookStyle)
