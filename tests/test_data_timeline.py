"""The timeline and the sections of the articles: in order, complete, and saying the same in both languages."""

import re
from datetime import date

import pandas as pd
import pytest

from deepseek_shock import tables
from deepseek_shock.quantities import compare

TIMELINE = tables.load("timeline").set_index("id")
SECTIONS = tables.load("article_sections")
CHAPTERS = [
    *("market-shock", "technology", "cost", "chips", "open-source"),
    *("geopolitics", "sputnik", "japan", "limits", "aftermath"),
]
FIELDS = {field["name"]: field for field in tables.resource("timeline")["schema"]["fields"]}
ORIGINS = {"Sputnik 1": "sputnik-1", "R1": "deepseek-r1-release", "the shock": "nvidia-shock"}
TICKERS = {"Nvidia": "NVDA", "Microsoft": "MSFT", "Apple": "AAPL", "SpaceX": "SPCX", "Meta": "META"}


def days_between(first: str, second: str) -> int:
    return (TIMELINE["date"][second] - TIMELINE["date"][first]).days


def stating(pattern: str) -> list[tuple[pd.Timestamp, re.Match]]:
    """The events whose English text matches, with their dates."""
    matches = [(row.date, re.search(pattern, row.event_en)) for row in TIMELINE.itertuples()]
    found = [(when, match) for when, match in matches if match]
    assert found, pattern
    return found


class TestOrder:
    def test_events_stand_in_order_of_time(self) -> None:
        assert TIMELINE["date"].is_monotonic_increasing
        assert TIMELINE["date"].iloc[0].year == 1955
        assert TIMELINE["date"].iloc[-1].date() <= date.fromisoformat(tables.resource("timeline")["as_of"])

    def test_ids_are_unique(self) -> None:
        assert TIMELINE.index.is_unique

    @pytest.mark.parametrize("column", ["lane", "precision", "chapter"])
    def test_every_value_is_used(self, column: str) -> None:
        assert set(TIMELINE[column]) == set(FIELDS[column]["constraints"]["enum"])

    def test_the_chapters_are_those_of_the_book(self) -> None:
        assert FIELDS["chapter"]["constraints"]["enum"] == CHAPTERS

    def test_a_date_without_its_day_or_month_is_the_first(self) -> None:
        months = TIMELINE.query("precision == 'month'")["date"].dt
        years = TIMELINE.query("precision == 'year'")["date"].dt
        assert (months.day == 1).all()
        assert (years.day_of_year == 1).all()

    def test_an_overview_can_label_the_important_events(self) -> None:
        assert 20 <= (TIMELINE["importance"] == 1).sum() <= 30
        assert set(TIMELINE.query("importance == 1")["lane"]) == set(TIMELINE["lane"])


class TestKnownIntervals:
    @pytest.mark.parametrize(
        ("first", "second", "days"),
        [
            ("sputnik-1", "explorer-1", 119), ("sputnik-1", "arpa", 126), ("sputnik-1", "space-act", 298),
            ("sputnik-1", "ndea", 333), ("sputnik-1", "kennedy-moon-speech", 1329),
            ("deepseek-r1-release", "nvidia-shock", 7), ("deepseek-r1-release", "ai-action-plan", 184),
            ("deepseek-r1-release", "gpt-oss-release", 197), ("deepseek-r1-release", "open-models-grant", 206),
            ("deepseek-r1-release", "genesis-order", 308), ("stargate", "nvidia-shock", 6),
        ],
    )  # fmt: skip
    def test_days_between_two_events(self, first: str, second: str, days: int) -> None:
        assert days_between(first, second) == days

    @pytest.mark.parametrize("origin", ORIGINS)
    def test_the_days_that_an_event_states_are_those_of_the_dates(self, origin: str) -> None:
        for when, match in stating(rf"([\d,]+) days after {origin}\b"):
            assert (when - TIMELINE["date"][ORIGINS[origin]]).days == int(match[1].replace(",", ""))


class TestMarketEvents:
    """Prices and losses in the words of an event are those of the tables."""

    def test_closes(self) -> None:
        closes = tables.load("prices_daily").query("ticker == 'NVDA'").set_index("date")["close"]
        for when, match in stating(r"^Nvidia .*(?:closes at|falls .* to|at) \$(\d+\.\d\d)"):
            assert closes[when] == float(match[1])

    def test_losses(self) -> None:
        losses = tables.load("largest_losses").set_index(["date", "ticker"])["loss_usd"]
        for when, match in stating(r"^(\w+) falls .* loses \$(\d+(?:\.\d)?) billion"):
            step = 0.1 if "." in match[2] else 1
            assert losses[when, TICKERS[match[1]]] / 1e9 == pytest.approx(float(match[2]), abs=step / 2)

    def test_falls_in_percent(self) -> None:
        changes = tables.load("largest_losses").set_index(["date", "ticker"])["percent_change"]
        for when, match in stating(r"^(\w+) falls (\d+\.(\d+))%"):
            half_a_step = 0.5 / 10 ** len(match[3])
            assert -changes[when, TICKERS[match[1]]] == pytest.approx(float(match[2]), abs=half_a_step + 1e-9)

    def test_the_second_day_in_tokyo(self) -> None:
        closes = tables.load("prices_daily").pivot(index="date", columns="ticker", values="close")
        stated = re.findall(r"\d+\.\d+", TIMELINE["event_en"]["tokyo-second-day"])
        computed = [closes[ticker].dropna().pct_change()["2025-01-28"] for ticker in ("6857.T", "^N225")]
        assert [f"{-100 * change:.2f}" for change in computed] == stated

    def test_what_was_regained_of_the_fall(self) -> None:
        closes = tables.load("prices_daily").query("ticker == 'NVDA'").set_index("date")["close"]
        eve, shock, regained = (closes[day] for day in ("2025-01-24", "2025-01-27", "2025-02-18"))
        assert f"{(regained - shock) / (eve - shock):.0%}" in TIMELINE["event_en"]["nvidia-most-regained"]


class TestWords:
    @pytest.mark.parametrize("event", TIMELINE.index)
    def test_both_languages_state_the_same_quantities(self, event: str) -> None:
        row = TIMELINE.loc[event].fillna("")
        differences = compare(row["event_en"], row["event_ja"]) + compare(row["note_en"], row["note_ja"])
        assert not differences, [str(difference) for difference in differences]

    def test_events_are_short(self) -> None:
        assert TIMELINE["event_en"].str.len().max() <= 110
        assert TIMELINE["event_ja"].str.len().max() <= 60

    def test_events_are_phrases_and_notes_are_sentences(self) -> None:
        assert not TIMELINE["event_en"].str.endswith(".").any()
        assert not TIMELINE["event_ja"].str.endswith("。").any()
        assert TIMELINE["note_en"].dropna().str.endswith(".").all()

    def test_nothing_is_said_of_what_followed_the_suspensions(self) -> None:
        last = TIMELINE.loc[["affiliates-suspension-ends", "china-suspension-ends"]]
        assert last["event_en"].str.endswith("no source says what followed").all()
        assert TIMELINE["date"].max() == last["date"].max()


class TestSections:
    def test_every_section_of_every_article_is_there(self) -> None:
        counted = SECTIONS.groupby("article")["section"].nunique()
        assert counted.sum() == 84
        assert counted.to_dict() == tables.load("articles").set_index("article")["sections"].to_dict()

    def test_every_chapter_answers_a_section(self) -> None:
        assert set(SECTIONS["chapter"]) == set(CHAPTERS)

    def test_a_section_has_one_topic(self) -> None:
        assert (SECTIONS.groupby(["article", "section"])[["topic_en", "topic_ja"]].nunique() == 1).all(axis=None)

    def test_topics_state_the_same_quantities_in_both_languages(self) -> None:
        for row in SECTIONS.itertuples():
            assert not compare(row.topic_en, row.topic_ja), row.topic_en

    def test_every_claim_comes_from_a_section(self) -> None:
        known = set(SECTIONS[["article", "section"]].itertuples(index=False, name=None))
        claims = tables.load("claims")
        numbers = claims["section"].str.extract(r"^S?(\d+[a-z]?)\b")[0]
        assert set(zip(claims["article"], numbers, strict=True)) <= known
