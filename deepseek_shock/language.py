"""The language a chapter speaks: one literal names it, and every string that code writes follows.

English is the language of the source, so its catalogue is empty. Any other language is a folder
``locale/<code>/LC_MESSAGES`` with one ``messages.po``; the ``.po`` file is read as it is, so that no
compiled file can be older than its source.
"""

import datetime
import gettext as gettext_library
import io
from collections.abc import Container
from functools import cache
from pathlib import Path

from babel.dates import get_month_names
from babel.messages import mofile, pofile

from deepseek_shock.errors import Mistake

LOCALE = Path(__file__).parent / "locale"
SOURCE = "en"

_current = SOURCE


class LanguageError(Mistake, ValueError):
    """A language without a catalogue."""


def available() -> list[str]:
    """The languages that have a catalogue, the language of the source first."""
    return [SOURCE, *sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/messages.po"))]


def use(code: str) -> None:
    """Speak ``code`` ("en", "ja") from here on.

    Raises:
        LanguageError: the language has no catalogue.
    """
    global _current
    if code not in available():
        raise LanguageError(
            f"No catalogue for language {code!r}; there are {', '.join(available())}. "
            f"Add deepseek_shock/locale/{code}/LC_MESSAGES/messages.po."
        )
    _current = code


def current() -> str:
    """The language in use."""
    return _current


def gettext(message: str) -> str:
    """``message`` in the language in use.

    Raises:
        LanguageError: the catalogue lacks it; no page mixes languages.
    """
    return _found(translations(_current).gettext(message), message, message)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "mark this, translate it later")
    """``message`` unchanged: it marks for the catalogue what is translated elsewhere or later."""
    return message


def pgettext(context: str, message: str) -> str:
    """``message`` in the language in use, for one of its meanings; errors as for `gettext`."""
    return _found(translations(_current).pgettext(context, message), message, f"{context}\x04{message}")


def day(date: str | datetime.date) -> str:
    """A date in words: "27 January 2025", 「2025年1月27日」."""
    known = datetime.date.fromisoformat(date) if isinstance(date, str) else date
    month = get_month_names("wide", locale=_current)[known.month]
    return gettext("{day} {month} {year}").format(day=known.day, month=month, year=known.year)


def column(stem: str, known: Container[str]) -> str:
    """The column of a table that holds ``stem`` in the language in use, or in the language of the source."""
    own = f"{stem}_{_current}"
    return own if own in known else f"{stem}_{SOURCE}"


def _found(translated: str, message: str, key: str) -> str:
    if _current != SOURCE and key not in translations(_current)._catalog:
        raise LanguageError(
            f"deepseek_shock/locale/{_current}/LC_MESSAGES/messages.po has no translation of {message!r}; add it."
        )
    return translated


@cache
def translations(code: str) -> gettext_library.NullTranslations:
    """The catalogue of ``code`` as the standard library's translations."""
    if code == SOURCE:
        return gettext_library.NullTranslations()
    with (LOCALE / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = pofile.read_po(source, locale=code, abort_invalid=True)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext_library.GNUTranslations(compiled)
