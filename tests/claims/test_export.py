"""The ledger as JSON: every claim, and what its check found."""

import json

from deepseek_shock import claims
from deepseek_shock.claims import export


def test_the_document_has_every_claim_with_its_finding() -> None:
    rows = {row["id"]: row for row in json.loads(export.as_json())}
    ledger = claims.load()
    assert list(rows) == list(ledger.index)
    assert {key for key, row in rows.items() if row["finding"]} == set(ledger.index[ledger["check"].notna()])
    found = rows["quick-004"]
    assert (found["value"], found["rounded_to"], found["as_of"]) == (-16.9, 0.1, "2026-11-21")
    assert found["finding"]["verdict"] == "imprecise"
    assert round(found["finding"]["recomputed"], 2) == -16.97
    assert found["rule_en"] is None
