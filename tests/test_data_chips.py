"""Chips, export rules, capital expenditure and AI revenue: known answers, and tables held against each other."""

import operator

import pandas as pd
import pytest

from deepseek_shock import tables

CHIPS = tables.load("chip_specs").set_index("chip")
RULES = tables.load("export_rules")
CAPEX = tables.load("capital_expenditure")
REVENUE = tables.load("ai_revenue")
BITS = {"fp16_dense_tflops": 16, "fp8_dense_tflops": 8, "int8_dense_tops": 8, "fp4_dense_tflops": 4}
COMPARE = {"<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt}
CHINA_VERSIONS = [("A100 SXM4 80GB", "A800 SXM4 80GB"), ("H100 SXM5 80GB", "H800 SXM5 80GB")]


def performance(chip: str) -> float:
    """Total processing performance; a vendor that prints it and no rate is believed."""
    rates = pd.Series({column: bits * CHIPS.loc[chip, column] for column, bits in BITS.items()})
    return CHIPS.loc[chip, "tpp_reported"] if rates.isna().all() else rates.max()


def quantities(chip: str) -> dict[str, float]:
    """What the rules compare, for one chip; a chip without a link between GPUs has 0 GB/s."""
    row, tpp = CHIPS.loc[chip], performance(chip)
    linked = 0 if row["link_type"] == "PCIe" else row["link_bandwidth_gb_s"]
    return {
        "tpp": tpp,
        "bits_times_tops": tpp,
        "performance_density": tpp / row["die_area_mm2"],
        "link_bandwidth": linked,
        "datacenter": float(row["datacenter"] == "yes"),
        "dram_bandwidth": 1000 * row["memory_bandwidth_tb_s"],
    }


def applies(rule: str, chip: str) -> bool:
    """Any clause of which all conditions hold; a quantity that is not known holds nothing."""
    values = quantities(chip)
    rows = RULES[RULES["rule"] == rule]
    holds = [COMPARE[row.operator](values[row.variable], row.threshold) for row in rows.itertuples()]
    return bool(pd.Series(holds, index=rows["clause_id"].to_numpy()).groupby(level=0).all().any())


def quarters(first: str, last: str, *companies: str) -> float:
    """Cash purchases of some companies over calendar quarters, in billion dollars."""
    rows = CAPEX.query("measure == 'cash purchases' and period_type == 'quarter' and company_en in @companies")
    return rows.loc[rows["period"].between(first, last), "value_usd"].sum() / 1e9


def nvidia(metric: str, period: str) -> float:
    rows = REVENUE.query("company_en == 'Nvidia' and metric == @metric and period == @period")
    return rows["value"].item()


class TestChips:
    @pytest.mark.parametrize(
        ("chip", "tpp", "density"),
        [
            ("V100 SXM2 16GB", 2000, 2.45), ("A100 SXM4 80GB", 4992, 6.04), ("H100 SXM5 80GB", 15832, 19.45),
            ("H100 PCIe 80GB", 12096, 14.86), ("H800 SXM5 80GB", 15832, 19.45), ("H20 SXM 96GB", 2368, 2.91),
            ("RTX 4090", 5285, 8.69), ("B200 180GB", 36000, 22.11), ("B200 192GB", 36000, 22.11),
            ("MI300X", 20919, 20.57),
        ],
    )  # fmt: skip
    def test_performance_and_density(self, chip: str, tpp: float, density: float) -> None:
        assert performance(chip) == pytest.approx(tpp, abs=0.5)
        assert performance(chip) / CHIPS.loc[chip, "die_area_mm2"] == pytest.approx(density, abs=0.005)

    @pytest.mark.parametrize(
        ("chip", "tpp"),
        [("L2 PCIe 24GB", 1544), ("Ascend 910B1", 6400), ("Ascend 910B4", 4480), ("Ascend 910C", 12800)],
    )
    def test_performance_where_no_area_is_known(self, chip: str, tpp: float) -> None:
        assert performance(chip) == tpp
        assert pd.isna(CHIPS.loc[chip, "die_area_mm2"])

    def test_hoppers_number_formats_tie(self) -> None:
        hopper = CHIPS[CHIPS.index.str.contains("SXM5 |H200|H20 ")].dropna(subset="fp8_dense_tflops")
        assert len(hopper) == 4
        assert (16 * hopper["fp16_dense_tflops"] == 8 * hopper["fp8_dense_tflops"]).all()
        assert (hopper["fp8_dense_tflops"] == hopper["int8_dense_tops"]).all()

    @pytest.mark.parametrize(("chip", "china"), CHINA_VERSIONS)
    def test_the_china_versions_differ_in_the_link_alone(self, chip: str, china: str) -> None:
        same = [*BITS, "memory_gb", "memory_type", "die_area_mm2", "process", "tdp_w"]
        assert CHIPS.loc[chip, same].equals(CHIPS.loc[china, same])
        assert CHIPS.loc[china, "link_bandwidth_gb_s"] == 400 < CHIPS.loc[chip, "link_bandwidth_gb_s"]

    def test_printed_performance_is_the_computed_one(self) -> None:
        # The rates of the table are rounded to a tenth: 660.6 x 8 = 5284.8, printed as 5286.
        assert performance("RTX 4090") == pytest.approx(CHIPS.loc["RTX 4090", "tpp_reported"], abs=1.3)

    def test_dates_say_what_they_rest_on(self) -> None:
        dated = CHIPS["release_date"].notna()
        assert (dated == CHIPS["release_precision"].notna()).all()
        assert (dated == CHIPS["release_basis"].notna()).all()
        assert (CHIPS["die_area_mm2"].notna() == CHIPS["die_area_basis"].notna()).all()


class TestRules:
    @pytest.mark.parametrize(
        ("rule", "caught", "free"),
        [
            (
                "2022-october",
                ["A100 SXM4 40GB", "H100 SXM5 80GB", "H100 PCIe 80GB", "H200 SXM 141GB", "MI300X", "Ascend 910C"],
                ["V100 SXM2 16GB", "A800 SXM4 80GB", "H800 SXM5 80GB", "H20 SXM 96GB", "RTX 4090", "Ascend 910B4"],
            ),
            (
                "2023-october-a",
                ["A100 SXM4 40GB", "A800 SXM4 80GB", "H800 SXM5 80GB", "RTX 4090", "B200 192GB", "Ascend 910B3"],
                ["V100 SXM2 16GB", "H20 SXM 96GB", "L2 PCIe 24GB", "RTX 4090 D"],
            ),
            ("2023-october-note-2", ["RTX 4090 D"], ["RTX 4090", "H20 SXM 96GB"]),
            ("2023-october-nac", ["RTX 4090"], ["RTX 4090 D", "H100 SXM5 80GB"]),
            ("2026-january-review", ["H200 SXM 141GB", "H100 SXM5 80GB", "MI300X"], ["B200 180GB", "B200 192GB"]),
            ("2026-january-tariff", ["H200 SXM 141GB"], ["H100 SXM5 80GB", "MI300X", "B200 180GB"]),
        ],
    )
    def test_who_is_caught(self, rule: str, caught: list[str], free: list[str]) -> None:
        assert [chip for chip in caught + free if applies(rule, chip)] == caught

    def test_no_chip_of_the_table_falls_under_the_second_tier(self) -> None:
        assert [chip for chip in CHIPS.index if applies("2023-october-b", chip)] == []

    def test_a_rule_says_one_thing(self) -> None:
        parts = ["citation", "published", "effective_from", "effective_to", "document", "destinations_en", "outcome"]
        assert (RULES.groupby("rule")[parts].nunique(dropna=False) == 1).all(axis=None)
        assert (RULES.groupby(["rule", "clause_id"])["provision_en"].nunique() == 1).all()

    def test_the_rule_of_2023_follows_that_of_2022_without_a_gap(self) -> None:
        ends = RULES.loc[RULES["rule"] == "2022-october", "effective_to"]
        begins = RULES.loc[RULES["rule"].str.startswith("2023-october"), "effective_from"]
        assert set(ends + pd.Timedelta(days=1)) == set(begins) == {pd.Timestamp("2023-11-17")}

    def test_the_diffusion_rule_never_had_to_be_obeyed(self) -> None:
        never = RULES["compliance_from"] > RULES["effective_to"]
        assert set(RULES.loc[never, "rule"]) == {"2025-january-diffusion", "2025-january-diffusion-weights"}

    def test_bands_have_an_inside(self) -> None:
        ends = RULES.assign(end=RULES["operator"].str[0]).pivot_table(
            index=["rule", "clause_id", "variable"], columns="end", values="threshold"
        )
        bands = ends.dropna(subset=["<", ">"])
        assert len(bands) == 7
        assert (bands[">"] < bands["<"]).all()

    def test_flags_are_yes_or_no(self) -> None:
        flags = RULES[RULES["unit"] == "flag"]
        assert set(flags["threshold"]) == {0, 1}
        assert set(flags["operator"]) == {"="}


class TestCapitalExpenditure:
    FOUR = ("Microsoft", "Alphabet", "Amazon", "Meta")

    @pytest.mark.parametrize(("year", "billion"), [("2023", 147.2), ("2024", 228.3), ("2025", 376.1)])
    def test_the_four_by_calendar_year(self, year: str, billion: float) -> None:
        assert quarters(f"{year}Q1", f"{year}Q4", *self.FOUR) == pytest.approx(billion, abs=0.05)

    @pytest.mark.parametrize(
        ("last", "companies", "billion"),
        [("2024Q2", FOUR[:3], 202.8), ("2024Q2", FOUR, 244.4), ("2024Q3", FOUR[:3], 253.4), ("2024Q3", FOUR, 303.2)],
    )
    def test_since_the_start_of_2023(self, last: str, companies: tuple[str, ...], billion: float) -> None:
        # One of the four sums is 202.75 to the million.
        assert quarters("2023Q1", last, *companies) == pytest.approx(billion, abs=0.0501)

    def test_quarters_add_up_to_years(self) -> None:
        years = CAPEX.query("measure == 'cash purchases' and period_type in ['calendar year', 'fiscal year']")
        compared = 0
        for year in years.itertuples():
            inside = CAPEX.query(
                "measure == 'cash purchases' and period_type == 'quarter' and company_en == @year.company_en"
                " and period_start >= @year.period_start and period_end <= @year.period_end"
            )
            if len(inside) == 4:
                compared += 1
                assert inside["value_usd"].sum() == pytest.approx(year.value_usd, abs=2e6), year.id
        assert compared == 12

    def test_periods_have_the_length_they_claim(self) -> None:
        dated = CAPEX.dropna(subset="period_start")
        days = (dated["period_end"] - dated["period_start"]).dt.days + 1
        assert days[dated["period_type"] == "quarter"].between(90, 92).all()
        assert days[dated["period_type"] != "quarter"].between(365, 366).all()

    def test_leases_add_to_cash(self) -> None:
        wide = CAPEX.pivot_table(index=["company_en", "period"], columns="measure", values="value_usd")
        both = wide.dropna(subset=["cash purchases", "with finance leases"])
        assert len(both) == 3
        assert (both["cash purchases"] < both["with finance leases"]).all()

    def test_plans_have_two_ends_in_order(self) -> None:
        plans = CAPEX[CAPEX["measure"].str.startswith("guidance")]
        ends = plans.pivot_table(
            index=["company_en", "period", "guidance_date"], columns="measure", values="value_usd"
        ).dropna()
        assert (ends["guidance low"] <= ends["guidance high"]).all()
        early = plans[plans["guidance_date"].between("2025-01-01", "2025-02-28")].query("measure == 'guidance high'")
        assert early.query("company_en in @self.FOUR")["value_usd"].sum() == 325e9
        assert early.query("company_en == 'Four companies'")["value_usd"].item() == 325e9


class TestRevenue:
    @pytest.mark.parametrize("year", ["FY2023", "FY2024", "FY2025", "FY2026"])
    def test_nvidias_quarters_add_up_to_its_years(self, year: str) -> None:
        parts = [nvidia("data-center-revenue", f"{year}Q{quarter}") for quarter in range(1, 5)]
        # Quarters are rounded to a tenth of a billion.
        assert sum(parts) == pytest.approx(nvidia("data-center-revenue", year), abs=0.21e9)

    @pytest.mark.parametrize("year", ["FY2022", "FY2023"])
    def test_chinas_share_follows_from_the_revenues(self, year: str) -> None:
        share = 100 * nvidia("china-revenue", year) / nvidia("revenue", year)
        assert share == pytest.approx(nvidia("china-share", year), abs=0.05)

    def test_data_centers_are_a_part_of_revenue(self) -> None:
        for year in ("FY2023", "FY2024", "FY2025"):
            assert nvidia("data-center-revenue", year) < nvidia("revenue", year)

    def test_both_series_for_china_are_kept_apart(self) -> None:
        china = REVENUE[REVENUE["metric"] == "china-revenue"]
        assert china["series"].notna().all()
        assert REVENUE.loc[REVENUE["metric"] != "china-revenue", "series"].isna().all()
        first = china[china["period"] == "FY2026Q1"].set_index("series")["value"]
        assert first.to_dict() == {"first": 5.52e9, "recast": 9.659e9}
        assert not china.duplicated(["period", "series", "status", "value"]).any()

    def test_ranges_have_two_ends_in_order(self) -> None:
        ranges = REVENUE.dropna(subset="value_to")
        assert len(ranges) == 1
        assert (ranges["value"] < ranges["value_to"]).all()

    def test_recognized_and_annualized_revenue_differ(self) -> None:
        openai = REVENUE.query("company_en == 'OpenAI' and period == '2024'").set_index("metric")["value"]
        assert openai.to_dict() == {"revenue": 3.7e9, "annualized-revenue": 6e9}


class TestRentalPrices:
    PRICES = tables.load("gpu_rental_prices")

    def test_the_assumed_price_gives_the_famous_cost(self) -> None:
        assumed = self.PRICES.query("kind == 'assumption'")["price_low_usd"].item()
        assert 2.788e6 * assumed == pytest.approx(5.576e6)

    @pytest.mark.parametrize(
        ("key", "million"), [("h100-2026-03-one-year-contract", 6.55), ("h100-2024-10-on-demand-sxm", 8.34)]
    )
    def test_the_same_hours_at_other_prices(self, key: str, million: float) -> None:
        price = self.PRICES.set_index("id").loc[key, "price_low_usd"]
        assert 2.788 * price == pytest.approx(million, abs=0.005)

    def test_every_price_has_an_end_and_ends_are_in_order(self) -> None:
        ends = self.PRICES[["price_low_usd", "price_high_usd"]]
        assert ends.notna().any(axis=1).all()
        both = ends.dropna()
        assert (both["price_low_usd"] <= both["price_high_usd"]).all()
