"""Comparing the quantities that the two editions of a section state."""

from collections.abc import Callable
from dataclasses import dataclass

from deepseek_shock.quantities.quantity import Quantity
from deepseek_shock.quantities.reading import read
from deepseek_shock.quantities.units import DURATIONS

_COUNTED = DURATIONS | {"count", "times", "rank"}
_LARGEST_STYLISTIC_COUNT = 10
_LARGEST_STYLISTIC_RANK = 3


@dataclass(frozen=True)
class ParityDifference:
    """A quantity that only one edition states.

    Attributes:
        language: The edition that states it, "en" or "ja".
        quantity: What it states, with its words and their place.
    """

    language: str
    quantity: Quantity

    def __str__(self) -> str:
        """Say it in one sentence."""
        q = self.quantity
        return f"only {self.language} states {q.text.strip()!r} ({q.value} {q.unit}) at offset {q.start}"


Rule = Callable[[Quantity, Quantity], bool]


def compare(en_text: str, ja_text: str) -> list[ParityDifference]:
    """Return what only one of the two editions of a section states, English first, each in order.

    Quantities are paired one to one by value and unit, so what one edition states twice the other must too.
    What is left is paired by rules for what the two languages say differently:

    - A sign may be in a word: "fell 16.97%" pairs with −16.97%, but an explicit "+1.91%" never with −1.91%.
    - A number without a unit pairs with the same number with one, "671B" with 6,710億パラメータ, since a
      counter (5社, 2,048基) often has a unit in one language and none in the other.
    - A date or time is stated by the other edition if one of its dates contradicts no part of it and gives
      its finest part: "27 January 2025" is stated by 1月27日 and not by 2025年; 16:00 by 16:00 ET. How often
      a date is said does not count.
    - Ignored as style: whole counts from 0 to 10 ("two tables", 2つの表), ranks 1 to 3 ("first", まず), and
      the value 1 of counted units ("a month", 1カ月). With any other unit all counts: "2%" must be in both.

    Numbers whose sizes differ are never paired, so a tenfold slip always shows. Give MyST Markdown through
    `strip_markup` first.

    Args:
        en_text: The English edition.
        ja_text: The Japanese edition.
    """
    en, ja = read(en_text, "en"), read(ja_text, "ja")
    en_dates, ja_dates = ([q for q in side if q.on_calendar] for side in (en, ja))
    en_rest, ja_rest = ([q for q in side if not q.on_calendar] for side in (en, ja))
    for rule in (_same, _same_but_for_a_word, _same_but_for_the_unit):
        en_rest, ja_rest = _unpaired(en_rest, ja_rest, rule)
    return [
        *_differences("en", en_rest, _not_stated(en_dates, ja_dates)),
        *_differences("ja", ja_rest, _not_stated(ja_dates, en_dates)),
    ]


def _differences(language: str, rest: list[Quantity], dates: list[Quantity]) -> list[ParityDifference]:
    kept = [quantity for quantity in rest if not _is_style(quantity)] + dates
    return [ParityDifference(language, quantity) for quantity in sorted(kept, key=lambda q: q.start)]


def _unpaired(left: list[Quantity], right: list[Quantity], rule: Rule) -> tuple[list[Quantity], list[Quantity]]:
    """Pair one to one by a rule and return what is left on each side."""
    rest, right = [], list(right)
    for quantity in left:
        partner = next((place for place, other in enumerate(right) if rule(quantity, other)), None)
        if partner is None:
            rest.append(quantity)
        else:
            del right[partner]
    return rest, right


def _same(a: Quantity, b: Quantity) -> bool:
    return (a.value, a.unit) == (b.value, b.unit)


def _same_but_for_a_word(a: Quantity, b: Quantity) -> bool:
    explicit_plus = any(quantity.text.startswith(("+", "＋")) for quantity in (a, b))
    return a.unit == b.unit and a.value == -b.value and not explicit_plus


def _same_but_for_the_unit(a: Quantity, b: Quantity) -> bool:
    return a.value == b.value and "count" in (a.unit, b.unit)


def _is_style(quantity: Quantity) -> bool:
    value, unit = quantity.value, quantity.unit
    small_count = unit == "count" and value % 1 == 0 and 0 <= value <= _LARGEST_STYLISTIC_COUNT
    small_rank = unit == "rank" and value <= _LARGEST_STYLISTIC_RANK
    return small_count or small_rank or (unit in _COUNTED and value == 1)


def _not_stated(dates: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    return [quantity for quantity in dates if not any(_states(other, quantity) for other in others)]


def _states(other: Quantity, quantity: Quantity) -> bool:
    """Whether another date or time gives the finest part of this one and contradicts none."""
    if other.unit != quantity.unit:
        return False
    ours, theirs = _parts(quantity), _parts(other)
    finest = max(place for place, part in enumerate(ours) if part)
    agree = all(our == their for our, their in zip(ours, theirs, strict=True) if our and their)
    return agree and (quantity.unit == "time" or bool(theirs[finest]))


def _parts(quantity: Quantity) -> list[str | None]:
    """Return year, month and day of a date, or clock and zone of a time; None for what is not given."""
    if quantity.unit == "time":
        clock, _, zone = quantity.value.partition(" ")
        return [clock, zone or None]
    fields = quantity.value.split("-")
    if len(fields[0]) == 2:
        fields.insert(0, "XX")
    return [None if field == "XX" else field for field in (*fields, "XX", "XX")[:3]]
