"""Tables are typed as described, and a broken file is refused in one plain sentence."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from deepseek_shock import manifest, tables

NAMES = [entry["name"] for entry in manifest.read(tables.folder())["resources"]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data folder that the tables are read from."""
    copy = shutil.copytree(tables.folder(), tmp_path / "data")
    monkeypatch.setattr(tables, "folder", lambda: copy)
    return copy


def edit(data: Path, name: str, pattern: str, replacement: str) -> int:
    """Replace the first match in a table's file; returns the row it stands in."""
    file = data / f"{name}.csv"
    text = file.read_text(encoding="utf-8")
    match = re.search(pattern, text, flags=re.MULTILINE)
    file.write_text(text[: match.start()] + replacement + text[match.end() :], encoding="utf-8", newline="")
    return text[: match.start()].count("\n") + 1


class TestTyping:
    @pytest.mark.parametrize("name", NAMES)
    def test_columns_are_those_described(self, name: str) -> None:
        fields = tables.resource(name)["schema"]["fields"]
        assert list(tables.load(name).columns) == [field["name"] for field in fields]

    def test_dates_numbers_and_text(self) -> None:
        frame = tables.load("prices_daily")
        assert pd.api.types.is_datetime64_dtype(frame["date"])
        assert frame["close"].dtype == "float64"
        assert pd.api.types.is_string_dtype(frame["ticker"])

    def test_whole_numbers_stay_whole_where_cells_are_blank(self) -> None:
        losses = tables.load("largest_losses")
        assert losses["shares"].dtype == "Int64"
        assert losses.loc[losses["basis"] == "published only", "shares"].isna().all()
        assert tables.load("share_counts")["shares"].dtype == "int64"

    def test_blank_cells_are_missing_and_the_text_na_is_not(self, data: Path) -> None:
        edit(data, "articles", r"^quick,[^,]*", "quick,NA")
        assert tables.load("articles").set_index("article")["label_en"]["quick"] == "NA"
        assert tables.load("published_losses").set_index("id")["value_usd"].isna()["tbs-92"]

    def test_a_caller_may_change_its_copy(self) -> None:
        copy = tables.load("articles")
        copy["kind"] = "changed"
        assert "changed" not in set(tables.load("articles")["kind"])


class TestFolder:
    def test_an_installed_package_carries_its_tables(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shutil.copytree(tables.folder(), tmp_path / "deepseek_shock" / "_data")
        monkeypatch.setattr(tables, "__file__", str(tmp_path / "deepseek_shock" / "tables.py"))
        assert tables.path("claims") == tmp_path / "deepseek_shock" / "_data" / "claims.csv"
        assert len(tables.load("claims")) > 30

    def test_a_checkout_has_them_beside_the_package(self) -> None:
        assert tables.path("claims") == Path(tables.__file__).parents[1] / "data" / "claims.csv"


class TestRecordedFiles:
    def test_a_recorded_file_is_not_validated_again(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(manifest, "validate", lambda *_: pytest.fail("validated a recorded file"))
        assert len(tables.load("prices_daily")) > 10_000

    def test_a_changed_but_valid_file_is_read(self, data: Path) -> None:
        edit(data, "prices_daily", r"^2025-01-27,NVDA,118\.42,", "2025-01-27,NVDA,118.58,")
        frame = tables.load("prices_daily").set_index(["date", "ticker"])
        assert frame["close"][pd.Timestamp("2025-01-27"), "NVDA"] == 118.58


Break = Callable[[Path], int]
ROW = r"^2025-01-27,NVDA,.*\n"


def replace(name: str, pattern: str, replacement: str) -> Break:
    return lambda data: edit(data, name, pattern, replacement)


BROKEN = {
    "missing column": (
        "prices_daily", replace("prices_daily", r"\Adate,ticker,close,", "date,ticker,"),
        "data/prices_daily.csv, row 1: the column 'close' is missing; add it.",
    ),
    "column not described": (
        "articles", replace("articles", r"\Aarticle,", "extra,article,"),
        "data/articles.csv, row 1: datapackage.json has no column 'extra'; describe it there.",
    ),
    "columns out of order": (
        "prices_daily", replace("prices_daily", r"\Adate,ticker,", "ticker,date,"),
        "data/prices_daily.csv, row 1: the columns are out of order; write date,ticker,close,adjusted_close.",
    ),
    "not a number": (
        "prices_daily", replace("prices_daily", ROW, "2025-01-27,NVDA,118·42,118.2434\n"),
        "data/prices_daily.csv, row {row}, column close: '118·42' is not a number; correct it.",
    ),
    "not a whole number": (
        "share_counts", replace("share_counts", r"24490000000", "24.49e9"),
        "data/share_counts.csv, row {row}, column shares: '24.49e9' is not a whole number; correct it.",
    ),
    "not a date": (
        "prices_daily", replace("prices_daily", ROW, "27/01/2025,NVDA,118.42,118.2434\n"),
        "data/prices_daily.csv, row {row}, column date: '27/01/2025' is not a date "
        "such as 2025-01-27; correct it.",
    ),
    "a price of zero": (
        "prices_daily", replace("prices_daily", ROW, "2025-01-27,NVDA,0,118.2434\n"),
        "data/prices_daily.csv, row {row}, column close: '0' must be greater than 0; "
        "correct it or leave the cell blank.",
    ),
    "a blank key": (
        "prices_daily", replace("prices_daily", ROW, ",NVDA,118.42,118.2434\n"),
        "data/prices_daily.csv, row {row}, column date: '' must not be blank; fill it in.",
    ),
    "a repeated date": (
        "prices_daily", replace("prices_daily", r"^2025-01-28,NVDA,", "2025-01-27,NVDA,"),
        "data/prices_daily.csv, row {row}: 2025-01-27, NVDA repeats the key of row {first}; "
        "keep one of the two rows.",
    ),
    "a repeated single key": (
        "nvda_daily", replace("nvda_daily", r"^2025-01-28,", "2025-01-27,"),
        "data/nvda_daily.csv, row {row}, column date: '2025-01-27' stands in another row too; "
        "keep one of the two.",
    ),
    "a broken foreign key": (
        "prices_daily", replace("prices_daily", ROW, "2025-01-27,NVDIA,118.42,118.2434\n"),
        "data/prices_daily.csv, row {row}, column ticker: 'NVDIA' is not in instruments.csv; "
        "add it there or correct it.",
    ),
    "a verdict that is none": (
        "claims", replace("claims", r",unverifiable,", ",false,"),
        "data/claims.csv, row {row}, column verdict: 'false' is none of supported, imprecise, wrong, "
        "contested, unverifiable, came true, partly, did not, too early; correct the spelling.",
    ),
    "a malformed time": (
        "quotes_events", replace("quotes_events", r",04:06,", ",4:06,"),
        "data/quotes_events.csv, row {row}, column time_et: '4:06' does not have the form "
        "([01][0-9]|2[0-3]):[0-5][0-9]; correct it.",
    ),
    "a rank below one": (
        "largest_losses", replace("largest_losses", r"^1,", "0,"),
        "data/largest_losses.csv, row {row}, column rank_computed: '0' must be at least 1; correct it.",
    ),
    "a loss that is a rise": (
        "largest_losses", replace("largest_losses", r",-16\.968,", ",16.968,"),
        "data/largest_losses.csv, row {row}, column percent_change: '16.968' must be at most 0; correct it.",
    ),
    "an unknown source": (
        "quotes_events", replace("quotes_events", r"reuters2025close", "reuters2025clsoe"),
        "data/quotes_events.csv, row {row}, column sources: 'reuters2025clsoe' is not in references.bib; "
        "add the entry or correct the key.",
    ),
}  # fmt: skip


class TestBrokenFiles:
    @pytest.mark.parametrize(("name", "change", "message"), BROKEN.values(), ids=BROKEN.keys())
    def test_is_refused_with_the_mend(self, data: Path, name: str, change: Break, message: str) -> None:
        first = edit(data, name, r"^2025-01-27,NVDA,", "2025-01-27,NVDA,") if "{first}" in message else None
        row = change(data)
        with pytest.raises(tables.TableError) as caught:
            tables.load(name)
        assert str(caught.value) == message.format(row=row, first=first)

    def test_a_cell_too_many(self, data: Path) -> None:
        row = edit(data, "prices_daily", ROW, "2025-01-27,NVDA,118.42,118.2434,USD\n")
        with pytest.raises(tables.TableError, match=rf"^data/prices_daily\.csv, row {row}: .*extra value"):
            tables.load("prices_daily")

    def test_a_missing_file(self, data: Path) -> None:
        (data / "claims.csv").unlink()
        with pytest.raises(tables.TableError, match=r"^data/claims\.csv is missing; restore the file\.$"):
            tables.load("claims")

    def test_an_unknown_name_lists_the_known_ones(self) -> None:
        with pytest.raises(tables.TableError, match=r"no table 'price_daily'.*nvda_daily, .*prices_daily,") as caught:
            tables.load("price_daily")
        assert str(caught.value).endswith("Did you mean 'prices_daily'?")


class TestRefresh:
    def test_records_a_valid_change(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        edit(data, "articles", r"late January 2025", "end of January 2025")
        assert tables.main(["refresh"]) == 0
        assert capsys.readouterr().out == "Recorded: articles.\n"
        assert manifest.is_recorded(data, tables.resource("articles"))
        assert tables.resource("articles")["bytes"] == (data / "articles.csv").stat().st_size

    def test_changes_nothing_when_nothing_changed(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = (data / "datapackage.json").read_bytes()
        assert tables.main(["refresh"]) == 0
        assert capsys.readouterr().out == "Every table is as recorded.\n"
        assert (data / "datapackage.json").read_bytes() == before

    def test_refuses_a_change_that_breaks_another_table(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = (data / "datapackage.json").read_bytes()
        edit(data, "instruments", r"^VRT,.*\n", "")
        assert tables.main(["refresh"]) == 1
        assert "column instrument: 'VRT' is not in instruments.csv" in capsys.readouterr().err
        assert (data / "datapackage.json").read_bytes() == before
