"""Every figure, in every language: valid, small, deterministic, complete in words, and drawable."""

import functools
import importlib
import json
import math
import pkgutil
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import lxml.etree
import pytest
from helpers import LANGUAGES

from deepseek_shock import charts, language, references, tables
from deepseek_shock.charts import figure as figure_module
from deepseek_shock.charts import style, units
from deepseek_shock.charts.figure import MIME_TYPE, Figure
from deepseek_shock.site import figures

LARGEST_SPEC = 30 * 1024
# The timeline carries the words of all its events.
LARGER_SPECS = {"back_matter.timeline": 60 * 1024}
MODULES = [
    f"{chapter.name}.{module.name}"
    for chapter in pkgutil.iter_modules(charts.__path__)
    if chapter.ispkg
    for module in pkgutil.iter_modules([f"{charts.__path__[0]}/{chapter.name}"])
]
BOTH = [(module, code) for module in MODULES for code in LANGUAGES]
# Latin letters that a Japanese reader expects: codes of clocks and currencies, and the abbreviations of the field;
# names of firms, models and tests come from the tables.
LATIN = {"UTC", "CSV", "USD", "JPY", "KV", "MHA", "GQA", "MQA", "MLA", "FLOP", "FP", "BF"}


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use(language.SOURCE)


def figure(module: str, code: str) -> Figure:
    language.use(code)
    return importlib.import_module(f"deepseek_shock.charts.{module}").figure()


@functools.cache
def spec(module: str, code: str) -> dict[str, Any]:
    return figure(module, code).spec()


def rows(module: str, code: str) -> list[dict[str, Any]]:
    table = spec(module, code)["usermeta"]["table"]
    return spec(module, code)["datasets"][table["dataset"]]


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


@functools.cache
def picture(module: str, code: str, width: int) -> str:
    language.use(code)
    themed = figures.themed(spec(module, code) | {"$schema": figures.SCHEMA})
    with tempfile.TemporaryDirectory() as drawer:
        return figures.own_ids(figures.picture(themed, width, Path(drawer)), "picture")


def test_a_picture_is_drawn_once_and_anew_when_its_chart_changes(tmp_path: Path) -> None:
    chart = alt.Chart(alt.Data(values=[{}])).mark_text(text="one").to_dict() | {"$schema": figures.SCHEMA}
    first = figures.picture(chart, 340, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_text(first.replace("one", "kept"), "utf-8")
    assert "kept" in figures.picture(chart, 340, tmp_path)
    assert "two" in figures.picture(chart | {"mark": {"type": "text", "text": "two"}}, 340, tmp_path)


def words(svg: str) -> list[str]:
    return ["".join(element.itertext()).strip() for element in lxml.etree.fromstring(svg).iter("{*}text")]


def test_there_are_figures() -> None:
    assert len(MODULES) >= 9


@pytest.mark.parametrize(("module", "code"), BOTH)
class TestSpecification:
    """What the notebook records."""

    def test_it_keeps_to_the_schema(self, module: str, code: str) -> None:
        alt.Root.validate({key: value for key, value in spec(module, code).items() if key != "usermeta"})

    def test_it_is_small_plain_json(self, module: str, code: str) -> None:
        text = json.dumps(spec(module, code), ensure_ascii=False, allow_nan=False)
        assert len(text.encode("utf-8")) <= LARGER_SPECS.get(module, LARGEST_SPEC)

    def test_a_second_time_it_is_the_same(self, module: str, code: str) -> None:
        assert json.dumps(figure(module, code).spec()) == json.dumps(spec(module, code))

    def test_its_numbers_are_rounded(self, module: str, code: str) -> None:
        long = [number for number in numbers(spec(module, code)["datasets"]) if float(f"{number:.9g}") != number]
        assert long == []

    def test_its_words_are_there(self, module: str, code: str) -> None:
        meta = spec(module, code)["usermeta"]
        assert meta["language"] == code
        assert meta["licence"] == figure_module.LICENCE
        assert meta["caption"].strip()
        assert len(spec(module, code)["description"]) > 40
        assert all(heading.strip() for heading in meta["table"]["columns"].values())
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", meta["name"])

    def test_its_table_has_every_column_and_fractions_are_fractions(self, module: str, code: str) -> None:
        table = spec(module, code)["usermeta"]["table"]
        assert rows(module, code)
        assert all(set(table["columns"]) <= set(row) for row in rows(module, code))
        assert set(table["percent"]) <= set(table["columns"])
        values = [row[column] for row in rows(module, code) for column in table["percent"]]
        assert all(value is None or abs(value) < 1 for value in values)

    def test_its_sources_are_known(self, module: str, code: str) -> None:
        language.use(code)
        sources = [references.get(key) for key in spec(module, code)["usermeta"]["sources"]]
        # The ledger and the timeline name the sources of each row on their pages.
        assert sources or module.startswith("back_matter.")
        assert all(source.title and source.url.startswith("https://") for source in sources)

    def test_every_control_has_a_label_and_a_unit_that_can_be_read(self, module: str, code: str) -> None:
        for control in figures.controls(spec(module, code)):
            assert control["label"].strip()
            assert len(control.get("labels", [])) == len(control.get("options", []))
            if control["input"] == "range":
                assert re.search(r"\d", control["shown"])
        patterns = spec(module, code)["usermeta"]["controls"]
        assert patterns.keys() <= {param["name"] for param in spec(module, code).get("params", [])}

    @pytest.mark.parametrize("width", figures.WIDTHS.values())
    def test_it_is_drawn(self, module: str, code: str, width: int) -> None:
        svg = picture(module, code, width)
        assert abs(float(lxml.etree.fromstring(svg).get("width")) - width) <= 1
        assert not re.search(r"NaN|undefined|Infinity", svg)
        assert len(words(svg)) > 3

    def test_every_colour_follows_light_and_dark(self, module: str, code: str) -> None:
        svg = picture(module, code, 700)
        assert not {colour for colour in style.TOKENS if colour in svg}


@pytest.mark.parametrize("module", MODULES)
class TestLanguages:
    """No figure mixes languages."""

    def test_caption_and_message_are_written_in_each(self, module: str) -> None:
        texts = [{spec(module, code)["description"], spec(module, code)["usermeta"]["caption"]} for code in LANGUAGES]
        assert not set.intersection(*texts)

    def test_the_tables_have_the_same_numbers(self, module: str) -> None:
        ours, theirs = ([list(numbers(row)) for row in rows(module, code)] for code in LANGUAGES)
        assert ours == theirs

    def test_japanese_has_no_english_words(self, module: str) -> None:
        made = spec(module, "ja")
        meta = made["usermeta"]
        table = figures.table_rows(made)
        texts = [made["description"], meta["caption"], *words(picture(module, "ja", 700))]
        texts += [text for c in figures.controls(made) for text in (c["label"], c["shown"], *c.get("labels", []))]
        texts += [cell for row in table for cell in row if isinstance(cell, str)]
        assert english(" | ".join(texts), meta["sources"]) == set()

    def test_english_has_no_japanese(self, module: str) -> None:
        assert not re.search(r"[぀-ヿ一-鿿]", json.dumps(spec(module, "en"), ensure_ascii=False))


def english(text: str, sources: list[str]) -> set[str]:
    """Words in Latin letters that are no name of a firm or of a source."""
    named = [references.get(key) for key in sources]
    names = [name for source in named for name in (source.publisher, source.title)]
    names += [*tables.load("instruments")["label_ja"], *tables.load("largest_losses")["company_ja"]]
    names += [*tables.load("articles")["short_ja"], *tables.load("timeline")["event_ja"]]
    names += [*tables.load("ai_index")["metric_ja"]]
    names += [*tables.load("models")["name"], *tables.load("benchmark_tests")["benchmark"]]
    names += [*tables.load("model_configurations")["name"], *tables.load("chip_specs")["chip"]]
    known = LATIN | {word for name in names for word in re.findall("[A-Za-z]+", name)}
    return {word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in known}


class TestFigure:
    """The envelope of every chart."""

    CHART = alt.Chart(alt.Data(values=[{"x": 1}])).mark_point().encode(x="x:Q")

    def test_the_notebook_records_the_chart_and_its_words(self) -> None:
        bundle = figure("market_shock.relay", "en")._repr_mimebundle_()
        assert set(bundle) == {MIME_TYPE, "text/plain"}
        assert bundle["text/plain"].startswith(bundle[MIME_TYPE]["usermeta"]["caption"])

    def test_colab_gets_html(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "google.colab", object())
        assert "vega" in figure("market_shock.relay", "en")._repr_mimebundle_()["text/html"]

    def test_a_table_that_no_dataset_holds_is_refused(self) -> None:
        import pandas as pd

        chart = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")
        with pytest.raises(ValueError, match=r"'example': no table of the chart has the columns \['y'\]"):
            Figure("example", chart, "Caption", "Message", {"y": "why"}, ()).spec()


class TestUnits:
    """Numbers as a chart writes them."""

    @pytest.mark.parametrize(
        ("code", "value", "pattern", "step", "text"),
        [
            ("en", 592.658e9, units.DOLLARS, 1e9, "$593 billion"),
            ("en", 592.658e9, units.DOLLARS, 1e8, "$592.7 billion"),
            ("ja", 592.658e9, units.DOLLARS, 1e9, "5,927億ドル"),
            ("ja", 593e9, units.DOLLARS, 1e9, "5,930億ドル"),
            ("en", 91e12, units.YEN, 1e12, "91 trillion yen"),
            ("ja", 91e12, units.YEN, 1e12, "91兆円"),
            ("ja", 24.49e9, units.SHARES, 1e7, "244.9億株"),
        ],
    )
    def test_amounts(self, code: str, value: float, pattern: str, step: float, text: str) -> None:
        language.use(code)
        assert units.written(value, pattern, step) == text

    @pytest.mark.parametrize(
        ("fraction", "options", "text"),
        [
            (-0.16968, {}, "−17.0%"),
            (-0.16968, {"digits": 2}, "−16.97%"),
            (0.01914, {"sign": True}, "+1.9%"),
            (0.01914, {}, "1.9%"),
            (0.0, {"sign": True}, "0.0%"),
            (0.5, {"digits": 0}, "50%"),
        ],
    )
    @pytest.mark.parametrize("code", LANGUAGES)
    def test_percent(self, code: str, fraction: float, options: dict, text: str) -> None:
        language.use(code)
        assert units.percent(fraction, **options) == text

    @pytest.mark.parametrize("code", LANGUAGES)
    @pytest.mark.parametrize("value", [588.7e9, 592.658e9, 600e9, 1.059e12, 0.0])
    def test_the_browser_writes_what_python_writes(self, tmp_path: Path, code: str, value: float) -> None:
        language.use(code)
        chart = alt.Chart(alt.Data(values=[{}])).mark_text(text=alt.ExprRef(units.dollars(f"{value!r}", 1e8)))
        (shown,) = words(figures.picture(chart.to_dict() | {"$schema": figures.SCHEMA}, 340, tmp_path))
        assert shown == units.written(value, units.DOLLARS, 1e8)
        assert math.isfinite(value)

    def test_an_expression_without_a_value_is_refused(self) -> None:
        with pytest.raises(KeyError, match="yen"):
            units.lines("Nvidia loses {dollars}|in a day, about {yen}", dollars="1")
