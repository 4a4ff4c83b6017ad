"""The ledger with what its checks found, as one JSON document for other programs."""

import json
from typing import Any

from deepseek_shock.checks.finding import Finding
from deepseek_shock.claims import ledger


def as_json() -> str:
    """Every column of the ledger in both languages, blanks as null, and the outcome of the claim's check."""
    frame = ledger.load().reset_index()
    rows = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s", force_ascii=False))
    for row in rows:
        for column in ("as_of", "resolved_on"):
            row[column] = row[column] and row[column][:10]
        row["finding"] = _found(ledger.check(row["id"]))
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _found(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    return {
        "verdict": finding.verdict,
        "recomputed": finding.recomputed,
        "rule": finding.rule,
        "tests": [{"test": condition.words, "holds": bool(condition.holds)} for condition in finding.conditions],
    }
