"""The figures of the chapter "Geopolitics", one a module, each made by its ``figure``."""
