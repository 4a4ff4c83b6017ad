import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import event_alignment

US, COMPANIES = "United States", "US companies"

years = st.lists(st.integers(1950, 2030), min_size=1, max_size=20, unique=True)
amounts = st.floats(-1e12, 1e12)
positive = st.floats(1e-3, 1e6)


@st.composite
def series(draw, values=amounts):
    """Values by year, in any order of the years."""
    labels = draw(years)
    return pd.Series(draw(st.lists(values, min_size=len(labels), max_size=len(labels))), index=labels)


@pytest.fixture(scope="module")
def nasa():
    return tables.load("nasa_budget").set_index("fiscal_year")


@pytest.fixture(scope="module")
def index():
    return tables.load("ai_index").set_index(["metric", "entity_en", "period"])["value"]


@pytest.fixture(scope="module")
def events():
    return tables.load("timeline").set_index("id")


@pytest.fixture(scope="module")
def dow():
    return tables.load("dow_1957").set_index("date")["dow"]


class TestMoney:
    def test_nasa_in_fiscal_1966(self, nasa):
        of_outlays = event_alignment.share(nasa["nasa_outlays_usd"], nasa["federal_outlays_usd"])
        of_product = event_alignment.share(nasa["nasa_outlays_usd"], nasa["gdp_usd"])
        assert round(100 * of_outlays["1966"], 2) == 4.41
        assert round(100 * of_product["1966"], 2) == 0.76
        assert of_outlays.idxmax() == of_product.idxmax() == "1966"

    def test_a_share_is_blank_where_the_whole_is(self, nasa):
        of_product = event_alignment.share(nasa["nasa_outlays_usd"], nasa["gdp_usd"])
        assert of_product.index[of_product.isna()].tolist() == ["1976TQ"]

    def test_the_peak_came_eight_fiscal_years_after_that_of_sputnik(self, nasa, events):
        zero = event_alignment.fiscal_year(events.loc["sputnik-1", "date"])
        outlays = event_alignment.aligned(nasa["nasa_outlays_usd"].drop("1976TQ"), zero)
        assert zero == 1958
        assert outlays.loc[:20].idxmax() == 8
        assert round(event_alignment.relative(outlays)[8], 1) == 66.7  # 5,933.5 million over 89 million

    def test_in_dollars_of_one_year(self, nasa):
        in_2014 = event_alignment.constant_dollars(nasa["nasa_outlays_usd"], nasa["gdp_deflator"], "2014")
        assert in_2014["2014"] == nasa.loc["2014", "nasa_outlays_usd"]
        assert round(in_2014["1966"] / 1e9, 1) == 33.6
        assert in_2014.idxmax() == "1966"

    def test_federal_ai_research_is_a_67th_of_it(self, nasa, index):
        apollo = event_alignment.share(nasa["nasa_outlays_usd"], nasa["gdp_usd"])["1966"]
        assert round(apollo / (index["federal-ai-rd", US, "FY2025"] / index["gdp", US, "2024"])) == 67

    def test_five_companies_against_the_economy(self, index):
        """The tables' own quotients; the publisher's 0.82 and 1.28 rest on products that it does not print."""
        in_2024 = index["capex-five", COMPANIES, "2024"] / index["gdp", US, "2024"]
        in_spring = event_alignment.annualised(index["capex-five", COMPANIES, "2025Q2"], months=3)
        found = (100 * in_2024, 100 * in_spring / index["gdp", US, "2025"])
        assert tuple(round(percent, 2) for percent in found) == (0.83, 1.27)
        published = tuple(index["capex-five-gdp", COMPANIES, period] for period in ("2024", "2025Q2"))
        assert published == (0.82, 1.28)
        assert found == pytest.approx(published, abs=0.015)

    def test_a_quarter_against_a_year_would_be_a_quarter_of_it(self):
        assert event_alignment.annualised(97e9, months=3) == 388e9
        assert event_alignment.annualised(97e9, months=12) == 97e9


class TestFiscalYear:
    def test_it_is_that_of_the_table(self, nasa):
        ends = nasa["period_end"].drop("1976TQ")
        assert [event_alignment.fiscal_year(day) for day in ends] == ends.index.astype(int).tolist()

    def test_the_next_day_begins_the_next(self, nasa):
        for label, day in nasa["period_end"].drop(["1976", "1976TQ"]).items():
            assert event_alignment.fiscal_year(day + pd.Timedelta(days=1)) == int(label) + 1

    @pytest.mark.parametrize(
        ("day", "year"),
        [
            ("1957-06-30", 1957),
            ("1957-07-01", 1958),
            ("1957-10-04", 1958),
            ("1976-06-30 18:00", 1976),
            ("1976-10-01", 1977),
            ("2025-01-20", 2025),
            ("2025-09-30", 2025),
            ("2025-10-01", 2026),
        ],
    )
    def test_days(self, day, year):
        assert event_alignment.fiscal_year(day) == year


class TestDays:
    @pytest.mark.parametrize(
        ("zero", "event", "days"),
        [
            ("sputnik-1", "explorer-1", 119),
            ("sputnik-1", "arpa", 126),
            ("sputnik-1", "space-act", 298),
            ("sputnik-1", "ndea", 333),
            ("sputnik-1", "kennedy-moon-speech", 1329),
            ("sputnik-1", "dow-high-1957", -84),
            ("deepseek-r1-release", "stargate", 1),
            ("deepseek-r1-release", "ai-action-plan", 184),
            ("deepseek-r1-release", "gpt-oss-release", 197),
            ("deepseek-r1-release", "open-models-grant", 206),
            ("deepseek-r1-release", "genesis-order", 308),
        ],
    )
    def test_lags(self, events, zero, event, days):
        assert event_alignment.lags(events.loc[[zero, event]], zero).to_dict() == {zero: 0, event: days}

    def test_the_order_of_the_rows_stays(self, events):
        chosen = ["ndea", "sputnik-1", "arpa"]
        assert event_alignment.lags(events.loc[chosen], "sputnik-1").index.tolist() == chosen


class TestSessions:
    def test_the_dow_from_the_last_session_before_the_news(self, dow):
        change = 100 * (event_alignment.relative(event_alignment.aligned_sessions(dow, "1957-10-04")) - 1)
        assert (round(change[1], 1), round(change[12], 1)) == (-2.0, -9.1)
        after = change.loc[1:]
        assert after.idxmin() == 12
        assert after.index[after > 0][0] == dow.index.get_loc("1958-05-06") - dow.index.get_loc("1957-10-04")

    def test_nvidia_from_the_eve(self, prices):
        aligned = event_alignment.aligned_sessions(prices["close"]["NVDA"], "2025-01-24")
        assert round(100 * (event_alignment.relative(aligned)[1] - 1), 2) == -16.97

    def test_values_stay(self, dow):
        aligned = event_alignment.aligned_sessions(dow, "1957-10-04")
        assert aligned.tolist() == dow.tolist()
        assert (aligned[0], aligned.index[0], aligned.index[-1]) == (461.70, -67, 185)


class TestLaws:
    @given(series(), st.integers(1950, 2030))
    def test_alignment_keeps_the_values_and_their_order(self, values, zero):
        found = event_alignment.aligned(values, zero)
        assert found.tolist() == values.tolist()
        assert all(found[year - zero] == values[year] for year in values.index)

    @given(series(), st.integers(1950, 2030), st.integers(1950, 2030))
    def test_aligning_twice_is_aligning_once(self, values, first, second):
        twice = event_alignment.aligned(event_alignment.aligned(values, first), second - first)
        pd.testing.assert_series_equal(twice, event_alignment.aligned(values, second))

    @given(series(), st.integers(1950, 2030))
    def test_digits_do_for_numbers(self, values, zero):
        written = values.set_axis([str(year) for year in values.index])
        pd.testing.assert_series_equal(event_alignment.aligned(written, zero), event_alignment.aligned(values, zero))

    @given(series(positive), positive)
    def test_a_multiple_does_not_depend_on_the_unit(self, values, unit):
        aligned = event_alignment.aligned(values, values.index[0])
        found = event_alignment.relative(aligned)
        assert found[0] == 1
        assert event_alignment.relative(unit * aligned).tolist() == pytest.approx(found.tolist())

    @given(series(), positive)
    def test_a_share_does_not_depend_on_the_unit_and_is_undone_by_the_whole(self, values, whole):
        wholes = pd.Series(whole, index=values.index)
        found = event_alignment.share(values, wholes)
        assert (found * wholes).tolist() == pytest.approx(values.tolist())
        assert event_alignment.share(1000 * values, 1000 * wholes).tolist() == pytest.approx(found.tolist())

    @given(series(positive), positive, st.data())
    def test_constant_dollars_leave_the_base_and_do_not_depend_on_the_index(self, values, unit, data):
        numbers = data.draw(st.lists(positive, min_size=len(values), max_size=len(values)))
        deflator, base = pd.Series(numbers, index=values.index), data.draw(st.sampled_from(values.index.tolist()))
        found = event_alignment.constant_dollars(values, deflator, base)
        assert found[base] == pytest.approx(values[base])
        assert event_alignment.constant_dollars(values, unit * deflator, base).tolist() == pytest.approx(found.tolist())

    @given(series(positive), st.data())
    def test_shares_do_not_care_whose_dollars(self, values, data):
        """Deflating both sides of a share changes nothing."""
        numbers = st.lists(positive, min_size=len(values), max_size=len(values))
        whole, deflator = (pd.Series(data.draw(numbers), index=values.index) for _ in range(2))
        base = values.index[0]
        real = [event_alignment.constant_dollars(each, deflator, base) for each in (values, whole)]
        assert event_alignment.share(*real).tolist() == pytest.approx(event_alignment.share(values, whole).tolist())

    @given(st.dates(pd.Timestamp("1900-01-01").date(), pd.Timestamp("2100-01-01").date()), st.integers(-9999, 9999))
    def test_lags_are_calendar_days(self, day, lag):
        dates = pd.to_datetime([day, day]) + pd.to_timedelta([0, lag], unit="D")
        both = pd.DataFrame({"date": dates, "precision": "day"}, index=["zero", "other"])
        assert event_alignment.lags(both, "zero").tolist() == [0, lag]
        assert event_alignment.lags(both, "other").tolist() == [-lag, 0]


TWO = pd.Series([1.0, 2.0], index=[1957, 1958])
DAYS = pd.DataFrame(
    {"date": pd.to_datetime(["1957-10-04"] * 2), "precision": ["day", "year"]}, index=["launch", "peak"]
)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: event_alignment.aligned(TWO.set_axis(["1976", "1976TQ"]), 1958), "1976TQ is not written as a whole"),
        (lambda: event_alignment.aligned(TWO.set_axis([1957, 1957]), 1958), "The year 1957 repeats"),
        (lambda: event_alignment.relative(TWO), "The value at zero is None"),
        (lambda: event_alignment.relative(TWO.set_axis([0, 1]) - 1), r"The value at zero is 0\.0"),
        (lambda: event_alignment.relative(TWO.set_axis([0, 1]).shift()), "The value at zero is nan"),
        (lambda: event_alignment.share(TWO, TWO[1:]), "amounts and the whole are not for the same periods"),
        (lambda: event_alignment.share(TWO, TWO - 1), r"The whole is 0\.0 in 1957; it must be above zero"),
        (lambda: event_alignment.constant_dollars(TWO, TWO[1:], 1958), "amounts and the deflator are not for the same"),
        (lambda: event_alignment.constant_dollars(TWO, TWO - 2, 1958), r"The deflator is -1\.0 in 1957"),
        (lambda: event_alignment.constant_dollars(TWO, TWO, 1959), "The deflator has no value for 1959"),
        (lambda: event_alignment.constant_dollars(TWO, TWO.shift(), 1957), "The deflator has no value for 1957"),
        (lambda: event_alignment.annualised(1, 0), "months is 0"),
        (lambda: event_alignment.fiscal_year("1976-07-01"), "1976-07-01 is in the transition quarter"),
        (lambda: event_alignment.fiscal_year("1976-09-30 12:00"), "1976-09-30 is in the transition quarter"),
        (lambda: event_alignment.lags(DAYS, "landing"), "The events need landing"),
        (lambda: event_alignment.lags(DAYS.set_axis(["launch", "launch"]), "launch"), "The events need launch"),
        (lambda: event_alignment.lags(DAYS, "launch"), "The day of peak is not known"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()


def test_a_day_without_a_session_is_refused(dow):
    with pytest.raises(ValueError, match="1957-10-05 is not a session"):
        event_alignment.aligned_sessions(dow, "1957-10-05")
