"""DeepSeek Shock, Recomputed: the tables, models, claims and charts that the chapters import."""

__version__ = "0.1.0"
