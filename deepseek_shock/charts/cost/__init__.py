"""Figures of the chapter on cost."""
