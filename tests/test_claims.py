"""The ledger of claims: every card can be shown, says its verdict, and escapes what it quotes."""

from collections.abc import Iterator

import lxml.html
import pytest
from helpers import LANGUAGES

from deepseek_shock import claims, language, tables


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use(language.SOURCE)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("claim_id", claims.load().index)
def test_every_claim_has_a_card_in_each_language(claim_id: str, code: str) -> None:
    language.use(code)
    card = claims.card(claim_id)
    assert all((card.words, card.reason, card.article))
    (root,) = lxml.html.fragments_fromstring(card._repr_html_())
    assert root.get("lang") == code
    assert card.words in root.text_content()
    assert card.reason in root.text_content()
    assert claim_id in repr(card)


def test_the_card_is_the_row_of_the_ledger() -> None:
    row = claims.load().loc["quick-004"]
    card = claims.card("quick-004")
    assert (card.words, card.verdict, card.reason) == (row["claim_en"], row["verdict"], row["reason_en"])
    assert str(row["as_of"].year) in card.as_of


def test_every_verdict_of_the_ledger_has_a_word() -> None:
    allowed = next(f for f in tables.resource("claims")["schema"]["fields"] if f["name"] == "verdict")
    for code in LANGUAGES:
        language.use(code)
        words = [claims._verdict(verdict) for verdict in allowed["constraints"]["enum"]]
        assert len(set(words)) == len(words)


def test_markup_in_a_claim_is_shown_as_it_is() -> None:
    card = claims.Claim("a", "b", "<b>5 & 6</b>", "wrong", "<script>", "2026-11-21")
    assert "<b>" not in card._repr_html_()
    assert "<script>" not in card._repr_html_()
    assert "&lt;b&gt;5 &amp; 6" in card._repr_html_()


def test_several_cards_stand_one_below_the_other() -> None:
    ids = list(claims.load().index[:3])
    shown = claims.cards(*ids)
    assert [card.id for card in shown] == ids
    assert shown._repr_html_().count('<div class="claim ') == 3
    assert repr(shown).count("\n\n") == 2


@pytest.mark.parametrize(("wrong", "right"), [("quick-4", "quick-004"), ("shock-blog-05", "shock-blog-005")])
def test_an_unknown_claim_is_named_with_its_neighbours(wrong: str, right: str) -> None:
    with pytest.raises(claims.UnknownClaimError) as caught:
        claims.card(wrong)
    assert str(caught.value).startswith(f"data/claims.csv has no claim {wrong!r}. Did you mean ")
    assert right in str(caught.value)


def test_a_claim_like_no_other_is_refused_without_a_hint() -> None:
    with pytest.raises(claims.UnknownClaimError, match=r"^data/claims.csv has no claim '§'\.$"):
        claims.card("§")
