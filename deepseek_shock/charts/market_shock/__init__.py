"""The figures of the chapter "Market shock", one a module, each made by its ``figure``."""
