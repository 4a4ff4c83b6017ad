"""Which words do not belong to the language of a page.

On a Japanese page Latin letters are for names, units, code and the licence only. The names are not listed
here: they are the Latin phrases inside the Japanese texts of ``data/`` and the publishers of the sources.
"""

import functools
import re
from collections.abc import Iterable

from deepseek_shock import references, tables

JAPANESE = re.compile(r"[\u3001-\u3017\u3040-\u30ff\u3400-\u9fff\uff01-\uff9f]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z.'’-]*[A-Za-z]")
PHRASE = re.compile(r"[A-Za-z][A-Za-z0-9.,&'’ -]*[A-Za-z0-9.]")
# What no table names: tools, file types, currency codes, and abbreviations that Japanese newspapers print.
COMMON = (
    "Colab", "Binder", "GitHub", "JavaScript", "Python", "Jupyter", "Sphinx", "Furo", "CSV", "CC BY",
    "UTC", "USD", "JPY", "FRB",
)  # fmt: skip


@functools.cache
def names() -> re.Pattern[str]:
    """The names that may stand in Latin letters on a Japanese page, the longest first."""
    phrases = {*COMMON, *tables.load("instruments")["ticker"], *tables.load("claims")["id"]}
    for table in ("instruments", "articles", "claims", "published_losses", "quotes_events", "largest_losses"):
        frame = tables.load(table)
        for column in frame.columns[frame.columns.str.endswith("_ja")]:
            phrases |= {phrase for text in frame[column].dropna() for phrase in PHRASE.findall(text)}
    for key in references.bibliography().entries:
        title = references.bibliography().entries[key].fields.get("title_ja", "")
        phrases |= {references.get(key).publisher, *PHRASE.findall(title)}
    longest_first = sorted(filter(None, phrases), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![A-Za-z]){re.escape(phrase)}(?![A-Za-z])" for phrase in longest_first))


def strangers(texts: Iterable[str], code: str) -> list[str]:
    """The pieces of text that hold words of another language than ``code``, with those words."""
    found = {text: JAPANESE.findall(text) if code == "en" else LATIN.findall(names().sub(" ", text)) for text in texts}
    return [f"{' '.join(words)} in: {text[:90]}" for text, words in found.items() if words]
