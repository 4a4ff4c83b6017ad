"""Every computed verdict is the ledger's."""

import pytest

from deepseek_shock import claims
from deepseek_shock.checks import registry

LEDGER = claims.load()
COMPUTED = LEDGER.index[LEDGER["check"].notna()]


@pytest.mark.parametrize("claim_id", COMPUTED)
def test_the_computed_verdict_is_the_ledgers(claim_id: str) -> None:
    finding = claims.check(claim_id)
    assert finding.verdict == LEDGER.loc[claim_id, "verdict"], finding


def test_at_least_ninety_claims_are_computed() -> None:
    assert len(COMPUTED) >= 90


def test_every_check_serves_a_claim() -> None:
    assert set(registry.every()) == set(LEDGER["check"].dropna())


def test_computed_is_said_of_the_claims_that_are() -> None:
    said = LEDGER["evidence"].str.contains("computed")
    assert set(LEDGER.index[said]) == set(COMPUTED)


@pytest.mark.parametrize("kind", ["quantity", "ranking", "date"])
def test_a_claim_that_states_a_number_is_computed_or_not_decidable(kind: str) -> None:
    left = LEDGER[(LEDGER["kind"] == kind) & LEDGER["check"].isna()]
    assert set(left["verdict"]) <= {"unverifiable", "contested", "imprecise", "supported"}
