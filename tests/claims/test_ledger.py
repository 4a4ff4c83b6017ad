"""The ledger: complete in both languages, sourced, and clear about what is wrong with a row."""

import re

import pytest
from helpers import LANGUAGES

from deepseek_shock import claims, language, references, tables
from deepseek_shock.checks import registry

LEDGER = claims.load()
FORECASTS = LEDGER[LEDGER["kind"] == "forecast"]
OUTCOMES = {"came true", "partly", "did not", "too early", "unverifiable"}


def test_all_statements_of_the_five_articles_are_there() -> None:
    assert LEDGER.groupby("article").size().to_dict() == {
        "investing-recap": 35,
        "king-column": 50,
        "quick": 56,
        "register-ja": 38,
        "shock-blog": 119,
    }


@pytest.mark.parametrize("claim_id", LEDGER.index)
def test_a_claim_is_told_in_each_language(claim_id: str) -> None:
    told = {}
    for code in LANGUAGES:
        language.use(code)
        claim = claims.get(claim_id)
        assert claim.words.endswith("。" if code == "ja" else ".")
        assert claim.reason
        told[code] = (claim.words, claim.reason)
    language.use(language.SOURCE)
    assert re.search(r"[ぁ-ん]", told["ja"][0] + told["ja"][1])
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", "".join(told["en"]))


@pytest.mark.parametrize("claim_id", FORECASTS.index)
def test_a_forecast_has_its_rule_and_its_day(claim_id: str) -> None:
    row = LEDGER.loc[claim_id]
    assert row["verdict"] in OUTCOMES
    if row["verdict"] != "unverifiable":
        assert row[["rule_en", "rule_ja", "resolved_on"]].notna().all()
        assert row["resolved_on"] <= row["as_of"]


def test_only_forecasts_have_outcomes_rules_and_days() -> None:
    others = LEDGER.drop(FORECASTS.index)
    assert not set(others["verdict"]) & {"came true", "partly", "did not", "too early"}
    assert others[["rule_en", "rule_ja", "resolved_on"]].isna().all(axis=None)


def test_every_source_of_a_claim_is_known() -> None:
    for keys in LEDGER["sources"]:
        assert all(references.get(key).title for key in keys.split(";"))


def test_a_range_rises_and_a_tolerance_belongs_to_a_number() -> None:
    ranges = LEDGER.dropna(subset="value_to")
    assert (ranges["value"] < ranges["value_to"]).all()
    assert LEDGER.loc[LEDGER["rounded_to"].notna(), "value"].notna().all()
    assert ranges["rounded_to"].isna().all()


def test_the_step_of_rounding_is_a_digit_of_the_number() -> None:
    rounded = LEDGER.dropna(subset="rounded_to")
    steps = rounded["value"] / rounded["rounded_to"]
    assert ((steps - steps.round()).abs() < 1e-6).all(), rounded[(steps - steps.round()).abs() >= 1e-6]


@pytest.mark.parametrize(("wrong", "right"), [("quick_004", "quick-004"), ("shockblog-005", "shock-blog-005")])
def test_an_unknown_claim_is_named_with_its_neighbours(wrong: str, right: str) -> None:
    with pytest.raises(claims.UnknownClaimError) as caught:
        claims.card(wrong)
    assert str(caught.value).startswith(f"data/claims.csv has no claim {wrong!r}. Did you mean ")
    assert right in str(caught.value)


def test_a_claim_like_no_other_is_refused_without_a_hint() -> None:
    with pytest.raises(claims.UnknownClaimError, match=r"^data/claims.csv has no claim '§'\.$"):
        claims.check("§")


def test_a_claim_without_a_check_has_no_finding() -> None:
    assert claims.check("quick-007") is None


def test_a_check_that_raises_names_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(statement):
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr(registry, "get", lambda name: broken)
    with pytest.raises(claims.FailedCheckError) as caught:
        claims.check("quick-004")
    assert str(caught.value) == (
        "data/claims.csv, claim quick-004: the check 'nvidia_close' failed: ZeroDivisionError: nothing to divide by"
    )


def test_a_check_that_is_not_there_names_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = tables.load("claims")
    ledger.loc[ledger["id"] == "quick-004", "check"] = "nvidia_closes"
    monkeypatch.setattr(tables, "load", lambda name, load=tables.load: ledger if name == "claims" else load(name))
    with pytest.raises(claims.FailedCheckError, match=r"quick-004: .* No check is called 'nvidia_closes'"):
        claims.check("quick-004")
