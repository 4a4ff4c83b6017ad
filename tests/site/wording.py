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
    "UTC", "USD", "JPY", "FRB", "mm", "JSON", "SHA-256", "Frictionless", "J-Quants",
    "MQA", "MHA", "GQA", "OTIS Mock AIME", "ZB1P",
)  # fmt: skip


@functools.cache
def names() -> re.Pattern[str]:
    """The names that may stand in Latin letters on a Japanese page, the longest first."""
    phrases = {*COMMON, *tables.load("instruments")["ticker"], *tables.load("claims")["id"], *tables.names()}
    for table in tables.names():
        frame = tables.load(table)
        phrases |= {*frame.columns, *(text for entry in _described(table) for text in PHRASE.findall(entry))}
        for column in frame.columns[frame.columns.str.endswith("_ja")]:
            phrases |= {phrase for text in frame[column].dropna() for phrase in PHRASE.findall(text)}
    for table, column in (("models", "name"), ("model_configurations", "name"), ("benchmark_tests", "benchmark")):
        phrases |= set(tables.load(table)[column])
    phrases |= set(tables.load("chip_specs")["chip"])
    for key in references.bibliography().entries:
        fields = references.bibliography().entries[key].fields
        told = "。".join(fields.get(name, "") for name in ("title_ja", "publisher_ja", "note_ja"))
        phrases |= {fields["publisher"], *PHRASE.findall(told)}
    longest_first = sorted(filter(None, phrases), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![A-Za-z]){re.escape(phrase)}(?![A-Za-z])" for phrase in longest_first))


def _described(table: str) -> list[str]:
    """What the data package says of a table in Japanese."""
    entry = tables.resource(table)
    parts = [entry, *entry["schema"]["fields"]]
    return [text for part in parts for key, text in part.items() if key.endswith("_ja")]


def strangers(texts: Iterable[str], code: str) -> list[str]:
    """The pieces of text that hold words of another language than ``code``, with those words."""
    found = {text: JAPANESE.findall(text) if code == "en" else LATIN.findall(names().sub(" ", text)) for text in texts}
    return [f"{' '.join(words)} in: {text[:90]}" for text, words in found.items() if words]
