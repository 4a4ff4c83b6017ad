"""Figures of the chapter on chips."""
