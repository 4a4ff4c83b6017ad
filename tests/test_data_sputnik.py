"""Sputnik, the AI race, adoption and limits: known answers, and tables held against each other."""

import pandas as pd
import pytest

from deepseek_shock import tables

NASA = tables.load("nasa_budget").set_index("fiscal_year")
RESEARCH = tables.load("us_research_spending").set_index("year")
DOW = tables.load("dow_1957").set_index("date")["dow"]
INDEX = tables.load("ai_index").set_index(["metric", "entity_en", "period"])
ADOPTION = tables.load("genai_adoption")
LIMITS = tables.load("limits_findings")
US = "United States"


def index(metric: str, entity: str, period: str) -> float:
    return INDEX.loc[(metric, entity, period), "value"]


class TestNasa:
    YEARS = NASA[~NASA.index.str.endswith("TQ")]

    def test_its_largest_share_is_that_of_1966(self) -> None:
        of_outlays = 100 * self.YEARS["nasa_outlays_usd"] / self.YEARS["federal_outlays_usd"]
        of_gdp = 100 * self.YEARS["nasa_outlays_usd"] / self.YEARS["gdp_usd"]
        assert of_outlays.idxmax() == of_gdp.idxmax() == "1966"
        assert of_outlays.max() == pytest.approx(4.41, abs=0.005)
        assert of_gdp.max() == pytest.approx(0.763, abs=0.0005)

    def test_from_naca_to_the_peak(self) -> None:
        assert NASA.loc["1958", "nasa_outlays_usd"] == 89e6
        assert NASA.loc["1966", "nasa_outlays_usd"] == 5933.5e6

    def test_constant_dollars(self) -> None:
        real = NASA["nasa_outlays_usd"] / NASA["gdp_deflator"]
        assert real["1966"] == pytest.approx(34823e6, rel=1e-4)
        # In dollars of one value no later year comes near: in the dollars of each year most do.
        assert real["1970":].max() < 0.8 * real["1966"]
        assert (NASA.loc["1990":, "nasa_outlays_usd"] > NASA.loc["1966", "nasa_outlays_usd"]).all()

    def test_only_the_first_years_are_approximate(self) -> None:
        assert NASA.index[NASA["status"] == "approximate"].tolist() == ["1958", "1959", "1960", "1961"]

    def test_years_follow_each_other(self) -> None:
        assert NASA["period_end"].is_monotonic_increasing
        assert self.YEARS.index.astype(int).tolist() == list(range(1958, 2015))
        assert NASA.index[NASA["gdp_usd"].isna()].tolist() == ["1976TQ"]

    def test_a_fiscal_year_has_the_product_of_the_calendar_years_it_shares(self) -> None:
        years = self.YEARS.set_axis(self.YEARS.index.astype(int))["gdp_usd"]
        gdp, before = RESEARCH["gdp_usd"], RESEARCH["gdp_usd"].shift()
        shared = ((gdp + before) / 2).where(gdp.index <= 1976, (3 * gdp + before) / 4)
        # Rounded to a tenth of a billion.
        assert (shared.loc[years.index] - years).abs().max() <= 0.051e9

    def test_both_tables_have_one_price_index(self) -> None:
        years = self.YEARS.set_axis(self.YEARS.index.astype(int))["gdp_deflator"]
        assert (RESEARCH.loc[years.index, "gdp_deflator"] == years).all()


class TestResearch:
    @pytest.mark.parametrize(("year", "percent"), [(1953, 0.71), (1957, 1.31), (1964, 1.86), (2022, 0.62)])
    def test_federally_funded_research(self, year: int, percent: float) -> None:
        share = 100 * RESEARCH["federally_funded_usd"] / RESEARCH["gdp_usd"]
        # The source's own percentages differ from the quotient in the last digit.
        assert share[year] == pytest.approx(percent, abs=0.011)
        assert share.idxmax() == 1964

    def test_the_rise_began_before_sputnik(self) -> None:
        share = RESEARCH["federally_funded_usd"] / RESEARCH["gdp_usd"]
        assert share.loc[1953:1957].is_monotonic_increasing

    def test_two_payers_are_not_more_than_the_whole(self) -> None:
        parts = RESEARCH["federally_funded_usd"] + RESEARCH["business_funded_usd"]
        assert (parts <= RESEARCH["research_usd"]).all()

    def test_doctorates(self) -> None:
        science = RESEARCH["doctorates_science"]
        assert (science[1958], science[1971]) == (5751, 19869)
        assert science[1971] / science[1958] == pytest.approx(3.5, abs=0.05)
        known = RESEARCH.dropna(subset=["doctorates", "doctorates_science"])
        assert (known["doctorates_science"] < known["doctorates"]).all()

    def test_the_share_of_defence(self) -> None:
        share = RESEARCH["defense_share_percent"]
        assert (share[1957], share[1966]) == (84.6, 49.2)


class TestMarket:
    @pytest.mark.parametrize(
        ("start", "end", "percent"),
        [
            ("1957-10-04", "1957-10-07", -2.0),
            ("1957-10-04", "1957-10-22", -9.1),
            ("1957-07-12", "1957-10-04", -11.3),
        ],
    )
    def test_the_dow(self, start: str, end: str, percent: float) -> None:
        assert 100 * (DOW[end] / DOW[start] - 1) == pytest.approx(percent, abs=0.05)

    def test_july_had_the_high_and_may_brought_it_back(self) -> None:
        assert DOW[:"1957-10-04"].idxmax() == pd.Timestamp("1957-07-12")
        after = DOW["1957-10-07":]
        assert after[after > DOW["1957-10-04"]].index[0] == pd.Timestamp("1958-05-06")

    def test_every_row_is_a_weekday_of_the_year_around_the_launch(self) -> None:
        assert len(DOW) == 253
        assert (DOW.index.day_of_week < 5).all()
        assert (str(DOW.index[0].date()), str(DOW.index[-1].date())) == ("1957-07-01", "1958-06-30")

    def test_both_indices_tell_one_story(self) -> None:
        changes = tables.load("dow_1957").set_index("date")[["dow", "sp500"]].pct_change().dropna()
        assert changes.corr().loc["dow", "sp500"] > 0.9


class TestIndex:
    def test_private_investment(self) -> None:
        assert index("private-investment", US, "2024") == 109.1e9
        assert index("private-investment", US, "2025") == 285.9e9
        # What the ratio implies for China is stated by no source and is in no row.
        assert ("private-investment", "China", "2025") not in INDEX.index

    @pytest.mark.parametrize(
        ("metric", "before", "after"),
        [("gap-mmlu", 17.5, 0.3), ("gap-mmmu", 13.5, 8.1), ("gap-math", 24.3, 1.6), ("gap-humaneval", 31.6, 3.7)],
    )
    def test_the_gaps_of_one_year(self, metric: str, before: float, after: float) -> None:
        both = "United States and China"
        assert (index(metric, both, "2023-12"), index(metric, both, "2024-12")) == (before, after)

    def test_federal_ai_research_is_a_67th_of_nasas_share(self) -> None:
        share = index("federal-ai-rd", US, "FY2025") / index("gdp", US, "2024")
        apollo = NASA.loc["1966", "nasa_outlays_usd"] / NASA.loc["1966", "gdp_usd"]
        assert 100 * share == pytest.approx(0.0113, abs=0.00005)
        assert apollo / share == pytest.approx(67, abs=0.5)

    def test_the_five_companies_against_the_economy(self) -> None:
        share = 100 * index("capex-five", "US companies", "2024") / index("gdp", US, "2024")
        assert share == pytest.approx(index("capex-five-gdp", "US companies", "2024"), abs=0.01)
        quarter = 400 * index("capex-five", "US companies", "2025Q2") / index("gdp", US, "2025")
        assert quarter == pytest.approx(index("capex-five-gdp", "US companies", "2025Q2"), abs=0.02)

    def test_five_companies_spend_more_than_four_of_them(self) -> None:
        rows = tables.load("capital_expenditure").query("measure == 'cash purchases' and period_type == 'quarter'")
        four = rows.loc[rows["period"].str.startswith("2024"), "value_usd"].sum()
        assert four < index("capex-five", "US companies", "2024") < 1.1 * four

    def test_requests_for_research(self) -> None:
        assert index("nsf", US, "FY2026") / index("nsf", US, "FY2025") - 1 == pytest.approx(-0.569, abs=0.0005)
        assert index("federal-rd", US, "FY2026") / index("federal-rd", US, "FY2025") - 1 == pytest.approx(
            -0.06, abs=0.005
        )
        assert INDEX.loc[("nsf", US, "FY2026"), "status"] == "requested"

    def test_figures_of_an_edition_come_from_a_report_on_that_edition(self) -> None:
        ours = INDEX["sources"].str.extract(r"^aii(\d\d)-")[0]
        assert (ours.notna() == INDEX["edition"].notna()).all()
        assert (2000 + ours.dropna().astype(int) == INDEX["edition"].dropna()).all()


class TestAdoption:
    def people(self, year: int) -> pd.Series:
        rows = ADOPTION.query("metric == 'has-used' and group == 'all' and fiscal_year == @year")
        return rows.set_index("country_en")["share_percent"]

    def test_japan(self) -> None:
        assert (self.people(2023)["Japan"], self.people(2024)["Japan"]) == (9.1, 26.7)

    @pytest.mark.parametrize("year", [2023, 2024])
    def test_japan_is_the_lowest_of_four_and_china_the_highest(self, year: int) -> None:
        assert len(self.people(year)) == 4
        assert (self.people(year).idxmin(), self.people(year).idxmax()) == ("Japan", "China")

    def test_all_ages_lie_between_the_ages(self) -> None:
        ages = ADOPTION.query("metric == 'has-used' and country_en == 'Japan' and group != 'all'")["share_percent"]
        assert ages.min() < self.people(2024)["Japan"] < ages.max()

    def test_a_policy_is_not_yet_use(self) -> None:
        firms = ADOPTION.query("country_en == 'Japan' and group == 'firms'").set_index("metric")["share_percent"]
        assert firms.to_dict() == {"firms-using": 55.2, "firms-with-policy": 49.7}


class TestLimits:
    def test_a_value_has_a_unit_and_a_qualifier(self) -> None:
        assert (LIMITS["value"].notna() == LIMITS["unit"].notna()).all()
        assert (LIMITS["value"].notna() == LIMITS["qualifier"].notna()).all()

    def test_allegations_are_those_of_competitors(self) -> None:
        alleged = LIMITS[LIMITS["standing"] == "allegation"]
        assert set(alleged["topic"]) == {"distillation"}
        assert alleged["finder_interest_en"].str.contains("competitor").all()

    def test_rows_of_one_finding_differ_by_subject_alone(self) -> None:
        rest = LIMITS.columns.difference(["id", "finding", "subject_en", "subject_ja", "value"])
        assert (LIMITS.groupby("finding")[list(rest)].nunique(dropna=False) == 1).all(axis=None)
        assert not LIMITS.duplicated(["finding", "subject_en"]).any()

    def test_the_count_of_refusals(self) -> None:
        refused = LIMITS.set_index("id").loc["promptfoo"]
        assert 1360 * refused["value"] / 100 == 1156

    def test_r1_stands_among_others(self) -> None:
        rates = LIMITS[LIMITS["finding"] == "harmbench"].set_index("subject_en")["value"]
        assert rates.to_dict() == {"R1": 100, "Llama 3.1 405B": 96, "Gemini 1.5 Pro": 64, "o1-preview": 26}

    def test_the_statement_on_cost_is_the_assumed_price_times_the_hours(self) -> None:
        price = tables.load("gpu_rental_prices").query("kind == 'assumption'")["price_low_usd"].item()
        assert LIMITS.set_index("id").loc["final-run-only", "value"] == pytest.approx(2.788e6 * price)


class TestSpinoffs:
    ITEMS = tables.load("spinoffs").set_index("id")

    def test_the_solar_cell_alone_is_older_than_sputnik(self) -> None:
        assert self.ITEMS.index[self.ITEMS["before_sputnik"] == "yes"].tolist() == ["solar-panels"]

    def test_years_agree_with_before_and_after(self) -> None:
        assert (self.ITEMS["origin_from"] <= self.ITEMS["origin_to"]).all()
        assert ((self.ITEMS["origin_to"] < 1957) == (self.ITEMS["before_sputnik"] == "yes")).all()
