"""What holds of every chapter in every language: outputs recorded, editions alike, numbers backed.

Each check takes the root of a checkout and returns its findings, one plain sentence each; none means that all is
well. The tests and `make check` ask them of this book, and of broken copies of it.
"""
