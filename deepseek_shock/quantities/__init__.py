"""Quantities in prose: what a text says in numbers, read, written and compared in English and Japanese.

    read("$593 billion", "en")[0].value == read("5,930億ドル", "ja")[0].value == 593_000_000_000
    write(592_658_000_000, "USD", "ja", significant=4) == "5,927億ドル"
    compare(en_section, ja_section)  # what only one edition states
    backed(quantity, numbers)        # whether some number rounds to it

For MyST Markdown, read `strip_markup(text)`. The units and their spellings are the rows of `units.TABLE`.
"""

from deepseek_shock.quantities.backing import backed
from deepseek_shock.quantities.markup import strip_markup
from deepseek_shock.quantities.parity import ParityDifference, compare
from deepseek_shock.quantities.quantity import Quantity
from deepseek_shock.quantities.reading import read
from deepseek_shock.quantities.writing import write

__all__ = ["ParityDifference", "Quantity", "backed", "compare", "read", "strip_markup", "write"]
