"""The Sphinx side: figures, page furniture, language switch, and the assembly of the site."""
