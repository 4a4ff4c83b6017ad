"""Figures of the pages that belong to no chapter: the ledger and the timeline."""
