"""The figures of the chapter "Technology", one a module, each made by its ``figure``."""
