"""Numbers in prose: both editions state the same ones, and something computed or recorded gives each."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from helpers import LANGUAGES, ROOT, copy_of_book, replace_in_cell

from deepseek_shock.chapters import evidence, numbers, records
from deepseek_shock.chapters.evidence import Evidence
from deepseek_shock.charts.figure import MIME_TYPE
from deepseek_shock.quantities import Quantity, read

CHAPTER = "market-shock.ipynb"


def test_the_editions_state_the_same_quantities() -> None:
    assert numbers.differences(ROOT) == []


def test_every_quantity_is_computed_or_recorded() -> None:
    assert numbers.unbacked(ROOT) == []


def one(text: str, code: str = "en") -> Quantity:
    (quantity,) = read(text, code)
    return quantity


def markdown(*texts: str) -> list[nbformat.NotebookNode]:
    return [nbformat.v4.new_markdown_cell(text, id=f"cell-{place}") for place, text in enumerate(texts)]


def figure(rows: list[dict], *percent: str) -> nbformat.NotebookNode:
    table = {"dataset": "data", "columns": {field: field for field in rows[0]}, "percent": list(percent)}
    spec = {"datasets": {"data": rows}, "usermeta": {"table": table}}
    output = nbformat.v4.new_output("execute_result", data={MIME_TYPE: spec, "text/plain": "A figure"})
    return nbformat.v4.new_code_cell("figure()", outputs=[output])


class TestWhatIsRead:
    """What of a section counts as stated."""

    def test_every_kind_of_block_is_read(self) -> None:
        text = (
            "## The 11\n\nPlain 12%.\n\n"
            ":::{guess} guess-a\n:right: 1\nAsked 13%?\n\n- right 14%\n\nAnswer 15%.\n:::\n\n"
            ":::{exercise} Title 16%\n:label: b-99\nBody 17%.\n:::\n\n"
            ":::{solution} b-99\n:label: c\nDone 18%.\n:::\n"
        )
        stated = numbers.prose("page", "en", markdown(text)).quantities()
        assert [int(quantity.value) for quantity in stated] == list(range(11, 19))

    def test_code_cells_and_markup_are_not(self) -> None:
        cells = [nbformat.v4.new_code_cell("print(12.5)"), *markdown("See `x = 13.5` and {cite:t}`reuters2025`.")]
        assert numbers.prose("page", "en", cells).quantities() == []

    def test_an_exercise_may_suppose_and_a_guess_may_offer_what_is_wrong(self) -> None:
        text = (
            ":::{guess} guess-a\n:right: 2\nAsked 13%?\n\n- wrong 14%\n- right 15%\n- wrong 16%\n\nAnswer 17%.\n:::\n"
            ":::{exercise} Two\nBody 18%.\n:::\n:::{solution} a\nDone 19%.\n:::"
        )
        stated = numbers.prose("page", "en", markdown(text), stated_only=True).quantities()
        assert [int(quantity.value) for quantity in stated] == [13, 15, 17, 19]

    def test_the_unit_of_a_column_is_no_amount(self) -> None:
        assert numbers.prose("page", "ja", markdown("損失(単位は10億ドル)です。")).quantities() == []

    def test_the_place_is_that_of_the_cell(self) -> None:
        text = numbers.prose("page", "en", markdown("Up 12%.", "Down 13%."))
        assert [text.at(quantity.start) for quantity in text.quantities()] == ["page, cell cell-0", "page, cell cell-1"]


class TestEvidence:
    """What stands behind a quantity, and what only looks like it."""

    @pytest.mark.parametrize(
        ("shown", "said"),
        [
            ("fell 16.97 percent", "17.0%"),
            ("[-16.968, 4]", "16.97%"),
            ("[-592.7]", "592.7 billion dollars"),
            ("dollars=-593000000000.0", "$593 billion"),
            ("('2020-03-16', -18.45)", "16 March 2020"),
            ("('2020-03-16', -18.45)", "March 2020"),
            ("3 September 2024", "3 September"),
            ("[('04:06', -3.3)]", "04:06"),
            ("at 04:06", "04:06 ET"),
        ],
    )
    def test_an_output_backs(self, shown: str, said: str) -> None:
        assert evidence.stated(shown, "en").backs(one(said))

    @pytest.mark.parametrize(
        ("shown", "said"),
        [
            ("fell 16.97 percent", "16.96%"),
            ("fell 17.0 percent", "16.97%"),
            ("fell 16.97 percent", "16.97 dollars"),
            ("$593 billion", "59.3 billion dollars"),
            ("$593 billion", "593 billion yen"),
            ("2.788 hours", "2.788 days"),
            ("16 March 2020", "17 March 2020"),
            ("March 2020", "16 March 2020"),
            ("3 September", "3 September 2024"),
            ("at 04:06 UTC", "04:06 ET"),
            ("at 04:06", "16:06"),
        ],
    )
    def test_another_value_unit_or_date_does_not(self, shown: str, said: str) -> None:
        assert not evidence.stated(shown, "en").backs(one(said))

    def test_a_fraction_in_a_table_is_a_percentage_there_and_nothing_else(self) -> None:
        known = evidence.of_cells([figure([{"name": "Nvidia", "change": -0.16968}], "change")], "en")
        assert known.backs(one("16.97%"))
        assert not known.backs(one("0.17%"))

    def test_of_a_long_series_only_ends_and_extremes_count(self) -> None:
        closes = [{"date": f"day {day}", "close": 100.0 + (day * 37) % 101} for day in range(100)]
        known = evidence.of_cells([figure(closes)], "en")
        assert known.backs(one("100 dollars"))  # the first, and the lowest
        assert known.backs(one("200 dollars"))  # the highest
        assert not known.backs(one(f"{closes[50]['close']:.0f} dollars"))

    def test_a_row_counts_where_its_subject_is_named(self) -> None:
        assert records.about("Vistra closed lower.", "en").backs(one("28.27%"))
        assert records.about("ビストラの終値です。", "ja").backs(one("28.27%"))
        assert not records.about("Microsoft closed lower.", "en").backs(one("28.27%"))
        assert records.about("Nothing is named.", "en") == Evidence()

    def test_the_subject_may_stand_in_the_sentence_before(self) -> None:
        text = numbers.prose("page", "en", markdown("Vistra was first. Vistra sells power. It lost 28.27%."))
        assert text.context(text.quantities()[0]).split() == ["Vistra", "sells", "power.", "It", "lost", "28.27%."]


class TestStrictness:
    """The checks are worth something: they go red when a number changes, in one edition or in both."""

    @pytest.mark.parametrize(
        ("code", "cell", "old", "new"),
        [
            ("ja", "headline-verdict", r"(\d),(\d)\d0億ドル", r"\1\2億ドル"),
            ("ja", "relay-guess", r"(\d)\.(\d)%", r"\1\2%"),
            ("ja", "after-text", r"20\.4%", "20.5%"),
            ("en", "record-verdict", "16 March 2020", "17 March 2020"),
        ],
    )
    def test_a_slip_in_one_edition_is_told_with_its_cell(
        self, tmp_path: Path, code: str, cell: str, old: str, new: str
    ) -> None:
        book = copy_of_book(tmp_path)
        before = set(numbers.differences(book))
        replace_in_cell(book / "chapters" / code / CHAPTER, cell, old, new)
        found = set(numbers.differences(book)) - before
        assert any(
            message.startswith(f"chapters/{code}/{CHAPTER}, cell {cell}: only {code} states") for message in found
        )

    @pytest.mark.parametrize("steps", [3, 7, 21])
    def test_most_slips_in_both_editions_at_once_are_seen(self, steps: int) -> None:
        """A number some rounding steps off is seldom backed by chance: by measurement, one in four at most."""
        slips = [
            (evidence_of_section, replace(quantity, value=quantity.value + steps * quantity.step))
            for text, evidence_of_section in numbers.with_evidence(ROOT)
            for quantity in text.quantities()
            if text.place.endswith(".ipynb") and not quantity.on_calendar
        ]
        missed = [slip for known, slip in slips if known.backs(slip)]
        assert len(missed) < 0.3 * len(slips)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_dates_of_the_story_are_read_in_both_languages(code: str) -> None:
    """Guards against a check that passes because it reads nothing."""
    texts = [text for text, _ in numbers.with_evidence(ROOT) if text.code == code]
    stated = [quantity.value for text in texts for quantity in text.quantities()]
    assert len(stated) > 100
    assert {"2025-01-27", "2020-03-16"} <= set(stated)
