"""The page of all claims: whole without JavaScript, filtered with it, and readable by machines."""

import gzip
import json

import pytest
from built import CODES, parse, refuse

from deepseek_shock import claims

LEDGER = claims.load()
LARGEST_PAGE = 250 * 1000
SHOWN = "[...document.querySelectorAll('.ledger > .claim:not([hidden])')].map((claim) => claim.id)"
LISTS = ("chapter", "article", "verdict", "kind")


@pytest.mark.parametrize("code", CODES)
def test_every_claim_is_on_the_page_with_its_verdict_and_its_reason(site, code):
    root = parse(site, f"{code}/claims.html")
    shown = {claim.get("id"): " ".join(claim.text_content().split()) for claim in root.xpath("//ol/li[@data-verdict]")}
    assert list(shown) == list(LEDGER.index)
    column = f"reason_{code}"
    refuse(key for key, text in shown.items() if " ".join(LEDGER.loc[key, column].split()) not in text)


@pytest.mark.parametrize("code", CODES)
def test_the_page_is_light(site, code):
    assert len(gzip.compress((site / code / "claims.html").read_bytes())) <= LARGEST_PAGE


@pytest.mark.parametrize("code", CODES)
def test_each_claim_is_reviewed_for_machines(site, code):
    [script] = parse(site, f"{code}/claims.html").xpath("//script[@type='application/ld+json']")
    reviews = json.loads(script.text)["@graph"]
    assert [review["url"].partition("#")[2] for review in reviews] == list(LEDGER.index)
    for review in reviews:
        row = LEDGER.loc[review["url"].partition("#")[2]]
        rating = review["reviewRating"]
        assert review["@type"] == "ClaimReview"
        assert review["claimReviewed"] == row[f"claim_{code}"]
        assert ("ratingValue" in rating) is (row["verdict"] in ("supported", "imprecise", "wrong"))
        assert rating["alternateName"]


def test_the_ledger_can_be_taken_away(site):
    rows = json.loads((site / "data" / "claims.json").read_text("utf-8"))
    assert [row["id"] for row in rows] == list(LEDGER.index)
    assert (site / "data" / "claims.csv").is_file()


@pytest.mark.parametrize("code", CODES)
def test_lists_and_words_narrow_what_is_shown_and_the_counts_follow(visit, code):
    page = visit(f"{code}/claims.html").page
    assert page.evaluate(SHOWN) == list(LEDGER.index)
    page.select_option("#filter-chapter", "cost")
    page.select_option("#filter-verdict", "wrong")
    wanted = LEDGER[(LEDGER["chapter"] == "cost") & (LEDGER["verdict"] == "wrong")]
    assert page.evaluate(SHOWN) == list(wanted.index)
    assert str(len(wanted)) in page.locator(".filter-shown").inner_text()
    offered = {
        option.get_attribute("value"): option.inner_text() for option in page.locator("#filter-verdict option").all()
    }
    counts = LEDGER[LEDGER["chapter"] == "cost"]["verdict"].value_counts()
    assert all(offered[verdict].endswith(f"({count})") for verdict, count in counts.items())
    page.locator(".filter button").click()
    page.fill("#filter-words", "5.6" if code == "en" else "560万")
    found = page.evaluate(SHOWN)
    assert 0 < len(found) < 60
    page.fill("#filter-words", "no such words anywhere")
    assert page.evaluate(SHOWN) == []
    assert page.locator(".filter-none").is_visible()


@pytest.mark.parametrize("code", CODES)
def test_every_choice_of_every_list_shows_what_it_says(visit, code):
    page = visit(f"{code}/claims.html").page
    for name in LISTS:
        for value, claims_of_it in LEDGER.groupby(name):
            page.select_option(f"#filter-{name}", value)
            assert page.evaluate(SHOWN) == list(claims_of_it.index)
        page.select_option(f"#filter-{name}", "")


def test_the_address_keeps_the_choice(visit, address):
    page = visit("en/claims.html?article=quick&words=Advantest").page
    shown = page.evaluate(SHOWN)
    assert shown
    assert all(key.startswith("quick-") for key in shown)
    page.select_option("#filter-verdict", "supported")
    assert page.url == f"{address}/en/claims.html?words=Advantest&article=quick&verdict=supported"


def test_a_link_to_a_claim_opens_it_even_if_the_filter_hid_it(visit):
    page = visit("en/claims.html#shock-blog-063").page
    assert page.locator("#shock-blog-063 details").get_attribute("open") is not None
    page.select_option("#filter-chapter", "japan")
    page.evaluate("location.hash = 'quick-004'")
    page.wait_for_selector("#quick-004 details[open]")
    assert page.evaluate(SHOWN) == list(LEDGER.index)


def test_without_javascript_there_is_no_filter_to_fail(visit):
    page = visit("ja/claims.html", java_script_enabled=False).page
    assert page.locator(".filter").is_hidden()
    assert page.locator(".ledger > .claim").count() == len(LEDGER)
    page.locator("#quick-004 summary").click()
    assert page.locator("#quick-004 .claim-check").is_visible()
