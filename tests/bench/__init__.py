"""Measures the book: builds, page weight, Lighthouse, charts. ``make bench`` prints a table.

Nothing here is a test: times depend on the machine, so a missed target is printed and is no failure.
"""
