"""One module a chapter: tables and model results in, a figure out."""
