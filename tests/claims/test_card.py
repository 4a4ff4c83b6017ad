"""The card of a claim: all of it in both languages, as HTML and as plain text, nothing of it as markup."""

import dataclasses
from collections.abc import Iterator

import lxml.html
import pytest
from helpers import LANGUAGES

from deepseek_shock import claims, language
from deepseek_shock.checks.statement import Statement
from deepseek_shock.claims import words
from deepseek_shock.claims.card import Card


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use(language.SOURCE)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("claim_id", claims.load().index)
def test_every_claim_has_a_card_in_each_language(claim_id: str, code: str) -> None:
    language.use(code)
    card = claims.card(claim_id)
    (root,) = lxml.html.fragments_fromstring(card._repr_html_())
    assert root.get("lang") == code
    for part in (card.claim.words, card.claim.reason, words.verdict(card.claim.verdict)):
        assert part in root.text_content()
        assert part in repr(card)
    assert len(root.xpath(".//a[starts-with(@href, 'http')]")) <= len(card.claim.sources)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_computed_card_shows_both_numbers_and_the_tolerance(code: str) -> None:
    language.use(code)
    text = repr(claims.card("investing-recap-005"))
    expected = {
        "en": ("$593 billion", "$592.5 billion to $593.5 billion", "$592.7 billion"),
        "ja": ("5,930億ドル", "5,925億ドル〜5,935億ドル", "5,927億ドル"),
    }[code]
    assert all(part in text for part in expected)


def test_conditions_are_answered() -> None:
    shown = repr(claims.card("shock-blog-004"))
    assert "the dollars and the yen of the sentence are one amount: no" in shown


def test_a_forecast_shows_its_rule_and_the_day() -> None:
    card = claims.card("investing-recap-025")
    assert card.claim.rule in repr(card)
    assert language.day(card.claim.resolved_on) in repr(card)


def test_every_verdict_of_the_scale_has_a_word() -> None:
    for code in LANGUAGES:
        language.use(code)
        for scale, word in (
            (words.VERDICTS, words.verdict),
            (words.KINDS, words.kind),
            (words.CHAPTERS, words.chapter),
        ):
            assert len({word(name) for name in scale}) == len(scale)


def test_markup_in_a_claim_is_shown_as_it_is() -> None:
    claim = dataclasses.replace(claims.get("quick-007"), words="<b>5 & 6</b>", reason="<script>")
    html = Card(claim, None)._repr_html_()
    assert "<b>" not in html
    assert "<script>" not in html
    assert "&lt;b&gt;5 &amp; 6" in html


def test_several_cards_stand_one_below_the_other() -> None:
    ids = list(claims.load().index[:3])
    shown = claims.cards(*ids)
    assert [card.claim.id for card in shown] == ids
    assert shown._repr_html_().count('<div class="claim ') == 3
    assert repr(shown).count("\n\n") == 2


@pytest.mark.parametrize(
    ("value", "unit", "en", "ja"),
    [
        (1 / 14.1, "fraction", "1/14.1", "14.1分の1"),
        (0.1, "fraction", "1/10", "10分の1"),
        (671026419200, "parameter", "671 billion parameters", "6,710億パラメータ"),
        (2788000, "GPU hour", "2.788 million GPU hours", "278万8,000GPU時間"),
        (2048, "count", "2,048", "2,048"),
        (-16.968, "percent", "−16.97%", "−16.97%"),
        (2023, "", "2,023", "2,023"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(value: float, unit: str, en: str, ja: str) -> None:
    assert words.quantity(value, unit) == en
    language.use("ja")
    assert words.quantity(value, unit) == ja


def test_a_stated_range_and_a_stated_date() -> None:
    assert words.stated(Statement("a-001", "USD", 1e9, 9.999e9)) == "$1 billion to $9.999 billion"
    assert words.stated(Statement("a-001", moment="2025-01")) == "January 2025"
    assert words.stated(Statement("a-001")) == ""
