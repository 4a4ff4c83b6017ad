"""The figures of the chapter "Sputnik", one a module, each made by its ``figure``."""
