"""The ledger: what the five articles state, and what became of it.

load()                  # the whole ledger
get("quick-004")        # one claim, in the language in use
check("quick-004")      # its computation: stated, recomputed, tolerance, verdict
card("quick-004")       # all of it, to be shown in a notebook
"""

from deepseek_shock.claims.card import card, cards
from deepseek_shock.claims.ledger import Claim, FailedCheckError, UnknownClaimError, check, get, load

__all__ = ["Claim", "FailedCheckError", "UnknownClaimError", "card", "cards", "check", "get", "load"]
