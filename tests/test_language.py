"""Every visible string that code writes is translated, and a language is one catalogue more."""

import ast
import datetime
import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import catalogue
import pandas as pd
import pytest
from babel.messages import pofile
from helpers import LANGUAGES, ROOT

from deepseek_shock import claims, language
from deepseek_shock.charts import market_shock

STRANGE = " \u00df"
FIGURES = [module.name for module in pkgutil.iter_modules(market_shock.__path__)]
TRANSLATED = [code for code in language.available() if code != language.SOURCE]
# Who passes on what others gave it for translation; everyone else names the message itself.
PASSING_ON = {
    "deepseek_shock/claims/card.py",
    "deepseek_shock/charts/units.py",
    "deepseek_shock/language.py",
    "deepseek_shock/site/pages.py",
}


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use(language.SOURCE)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_is_whole(code: str) -> None:
    assert catalogue.faults(ROOT, code) == []


def test_every_message_is_found_by_babel() -> None:
    """Babel reads tokens: on Python 3.11 it does not see a call inside an f-string."""
    found = {text for _, text in catalogue.messages(ROOT)}
    hidden = [
        place
        for place, call in catalogue.calls(ROOT)
        for argument in [call.args[1] if ast.unparse(call.func).endswith("pgettext") else call.args[0]]
        if isinstance(argument, ast.Constant) and argument.value not in found
    ]
    assert hidden == []


def test_every_message_is_written_where_it_is_translated() -> None:
    """A computed message is one that no catalogue can hold."""
    computed = {
        place.split(":")[0] for place, call in catalogue.calls(ROOT) if not isinstance(call.args[0], ast.Constant)
    }
    assert computed <= PASSING_ON


def test_there_is_something_to_translate() -> None:
    found = catalogue.messages(ROOT)
    assert ("verdict", "Supported") in found
    assert (None, "The data as a table") in found
    assert len(found) > 100


class TestUse:
    """One literal names the language, and what code writes follows."""

    def test_a_language_without_a_catalogue_is_refused(self) -> None:
        with pytest.raises(language.LanguageError, match=r"'fr'.*en, ja.*locale/fr/LC_MESSAGES/messages\.po"):
            language.use("fr")

    def test_the_language_stays_after_a_refusal(self) -> None:
        language.use("ja")
        with pytest.raises(language.LanguageError):
            language.use("fr")
        assert language.current() == "ja"

    @pytest.mark.parametrize(("code", "text"), [("en", "27 January 2025"), ("ja", "2025年1月27日")])
    @pytest.mark.parametrize("date", ["2025-01-27", datetime.date(2025, 1, 27), pd.Timestamp("2025-01-27")])
    def test_a_date_is_written_in_it(self, date: object, code: str, text: str) -> None:
        language.use(code)
        assert language.day(date) == text

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_a_claim_speaks_it(self, code: str) -> None:
        language.use(code)
        card = claims.card("quick-004")
        assert f'lang="{code}"' in card._repr_html_()
        assert (language.pgettext("verdict", "Imprecise") == "Imprecise") == (code == "en")

    @pytest.mark.parametrize("module", FIGURES)
    def test_a_third_language_is_one_catalogue(self, german: None, module: str) -> None:
        """Names that no table has in it stay as they are in the language of the source."""
        spec = importlib.import_module(f"deepseek_shock.charts.market_shock.{module}").figure().spec()
        assert spec["usermeta"]["language"] == "de"
        assert spec["usermeta"]["caption"].endswith(STRANGE)
        assert spec["description"].endswith(STRANGE)


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language: a catalogue in which every message ends in a letter that the others lack."""
    locale = shutil.copytree(language.LOCALE, tmp_path / "locale")
    strange = catalogue.read(ROOT, "ja")
    strange.locale = "de"
    for message in strange:
        if message.id:
            message.string = message.id if message.id.startswith("%") else f"{message.id}{STRANGE}"
    (locale / "de" / "LC_MESSAGES").mkdir(parents=True)
    with (locale / "de" / "LC_MESSAGES" / "messages.po").open("wb") as file:
        pofile.write_po(file, strange)
    monkeypatch.setattr(language, "LOCALE", locale)
    assert language.available() == ["en", "de", "ja"]
    language.use("de")
