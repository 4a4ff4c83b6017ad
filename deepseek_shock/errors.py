"""The one root of the book's own errors."""


class Mistake(Exception):  # noqa: N818  (it is told to authors, who make mistakes and not errors)
    """Something in the book's files, or in how a command was called, that its message says how to mend."""

    def __str__(self) -> str:
        """The message itself; a ``KeyError`` would put it in quotation marks."""
        return str(self.args[0])
