"""The book's sources: entries of ``data/references.bib``, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pybtex.database import BibliographyData, parse_file

from deepseek_shock import language, tables
from deepseek_shock.errors import Mistake

# From what a source is made of to what others say: papers, code and model cards, rules, governments, companies'
# own statements, series of data, analysts, the press.
KINDS = ("paper", "code", "rule", "official", "company", "data", "analysis", "press")


class UnknownSourceError(Mistake, KeyError):
    """A source key that ``references.bib`` does not have."""


@dataclass(frozen=True)
class Reference:
    """One source: who published what, when, where, and how it was read.

    Attributes:
        key: Its key in ``references.bib``.
        title: What was read.
        publisher: Who published it.
        url: Where; "" for a copy whose place is not known.
        year: When it was published; "" if that is not known.
        kind: One of `KINDS`.
        note: How it was read, where not in the original.
    """

    key: str
    title: str
    publisher: str
    url: str
    year: str = ""
    kind: str = ""
    note: str = ""


@cache
def bibliography() -> BibliographyData:
    """The parsed ``references.bib``."""
    return parse_file(str(tables.folder() / "references.bib"), bib_format="bibtex")


def get(key: str) -> Reference:
    """The source ``key``, its title in the language in use where one is given.

    Raises:
        UnknownSourceError: there is no such entry.
    """
    try:
        fields = bibliography().entries[key].fields
    except KeyError:
        raise UnknownSourceError(f"Unknown source {key!r}; add it to data/references.bib.") from None
    return Reference(
        key,
        title=_localised(fields, "title"),
        publisher=_localised(fields, "publisher"),
        url=fields.get("url", ""),
        year=fields.get("year", ""),
        kind=fields.get("keywords", ""),
        note=_localised(fields, "note"),
    )


def _localised(fields: Mapping[str, str], name: str) -> str:
    """A field in the language in use where the entry has it, else as it is."""
    return fields.get(f"{name}_{language.current()}", fields.get(name, ""))
