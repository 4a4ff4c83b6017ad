"""The one root of the book's own errors."""


class Mistake(Exception):  # noqa: N818  (it is told to authors, who make mistakes and not errors)
    """Something in the book's files, or in how a command was called, that its message says how to mend."""
