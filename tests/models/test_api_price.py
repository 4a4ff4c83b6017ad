import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import api_price
from deepseek_shock.models.api_price import Price

SHOCK, THREE_TO_ONE = "2025-01-27", 0.75
V3_LIST_BEGINS = "2025-02-08T16:00Z"

prices = st.builds(Price, st.floats(0.01, 100), st.floats(0.01, 100))
shares = st.floats(0, 1)


@pytest.fixture(scope="module")
def table():
    return tables.load("api_prices")


COMPARISONS = {
    "GPT-4o and V3 at its promotional price": (("gpt-4o", SHOCK), ("deepseek-v3", SHOCK)),
    "GPT-4o and V3 at its list price": (("gpt-4o", SHOCK), ("deepseek-v3", V3_LIST_BEGINS)),
    "o1 and R1": (("o1", SHOCK), ("deepseek-r1", SHOCK)),
    "o1-mini and R1": (("o1-mini", SHOCK), ("deepseek-r1", SHOCK)),
    "o1-mini after its cut and R1": (("o1-mini", "2025-01-31"), ("deepseek-r1", "2025-01-31")),
    "Claude 3.5 Sonnet and V3 at its list price": (("claude-3.5-sonnet", SHOCK), ("deepseek-v3", V3_LIST_BEGINS)),
    "Gemini 1.5 Pro and V3 at its list price": (
        ("gemini-1.5-pro", SHOCK, None, "up to 128K"),
        ("deepseek-v3", V3_LIST_BEGINS),
    ),
}


@pytest.fixture(scope="module")
def pair(table):
    def of(comparison):
        return tuple(api_price.at(table, *one) for one in COMPARISONS[comparison])

    return of


@pytest.mark.parametrize(
    ("comparison", "times"),
    [
        ("GPT-4o and V3 at its promotional price", (17.9, 35.7, 25.0)),
        ("GPT-4o and V3 at its list price", (9.3, 9.1, 9.2)),
        ("o1 and R1", (27.3, 27.4, 27.3)),
        ("o1-mini and R1", (5.5, 5.5, 5.5)),
        ("o1-mini after its cut and R1", (2.0, 2.0, 2.0)),
        ("Claude 3.5 Sonnet and V3 at its list price", (11.1, 13.6, 12.6)),
        ("Gemini 1.5 Pro and V3 at its list price", (4.6, 4.5, 4.6)),
    ],
)
def test_ratio_of_input_of_output_and_of_three_to_one(pair, comparison, times):
    found = tuple(round(api_price.ratio(*pair(comparison), share), 1) for share in (1, 0, THREE_TO_ONE))
    assert found == times


@pytest.mark.parametrize(
    ("comparison", "of_input", "of_output"),
    [
        ("GPT-4o and V3 at its promotional price", 94.4, 97.2),
        ("GPT-4o and V3 at its list price", 89.2, 89.0),
        ("o1 and R1", 96.3, 96.4),  # in between, at no mix 95
        ("o1-mini and R1", 81.7, 81.8),
        ("o1-mini after its cut and R1", 50.0, 50.2),
        ("Claude 3.5 Sonnet and V3 at its list price", 91.0, 92.7),
        ("Gemini 1.5 Pro and V3 at its list price", 78.4, 78.0),
    ],
)
def test_saving_in_percent(pair, comparison, of_input, of_output):
    dearer, cheaper = pair(comparison)
    assert round(100 * api_price.saving(dearer, cheaper, 1), 1) == of_input
    assert round(100 * api_price.saving(dearer, cheaper, 0), 1) == of_output


class TestTwentyTimesCheaperThanGpt4o:
    def test_at_the_promotional_price_and_one_mix(self, pair):
        both = pair("GPT-4o and V3 at its promotional price")
        share = api_price.share_for(*both, 20)
        assert round(100 * share, 1) == 93.6
        assert api_price.ratio(*both, share) == pytest.approx(20)

    def test_at_the_list_price_with_no_mix(self, pair):
        assert api_price.share_for(*pair("GPT-4o and V3 at its list price"), 20) is None


def test_how_much_longer_r1_may_think_than_gpt_4o_writes(table):
    gpt, r1 = (api_price.at(table, model, SHOCK) for model in ("gpt-4o", "deepseek-r1"))
    times = api_price.break_even_output(gpt, r1, THREE_TO_ONE)
    assert THREE_TO_ONE * r1.input + times * (1 - THREE_TO_ONE) * r1.output == pytest.approx(gpt.mix(THREE_TO_ONE))


def test_a_price_holds_until_before_its_end(table):
    assert api_price.at(table, "deepseek-v3", "2025-02-08T15:59Z") == Price(0.14, 0.28)
    assert api_price.at(table, "deepseek-v3", V3_LIST_BEGINS) == Price(0.27, 1.1)


def test_off_peak(table):
    assert api_price.at(table, "deepseek-r1", "2025-03-01", tariff="off-peak") == Price(0.135, 0.55)
    assert api_price.at(table, "deepseek-r1", "2025-03-01", tariff="list") == Price(0.55, 2.19)


@given(prices, prices, shares)
def test_ratios_the_other_way_round_are_the_reciprocals(one, other, share):
    assert api_price.ratio(one, other, share) * api_price.ratio(other, one, share) == pytest.approx(1)
    assert api_price.ratio(one, one, share) == 1


@given(prices, prices, shares)
def test_the_ratio_of_a_mix_lies_between_those_of_its_parts(one, other, share):
    ends = sorted(api_price.ratio(one, other, end) for end in (0, 1))
    assert ends[0] * (1 - 1e-12) <= api_price.ratio(one, other, share) <= ends[1] * (1 + 1e-12)


@given(prices, prices, shares, st.floats(0.01, 100))
def test_doubling_one_price_list_doubles_the_ratio(one, other, share, factor):
    dearer = Price(one.input * factor, one.output * factor)
    assert api_price.ratio(dearer, other, share) == pytest.approx(factor * api_price.ratio(one, other, share))


@given(prices, prices, st.floats(0.01, 100))
def test_the_share_found_has_the_ratio_asked_for(one, other, times):
    share = api_price.share_for(one, other, times)
    assert share is None or api_price.ratio(one, other, share) == pytest.approx(times, rel=1e-6)


@given(prices, prices, st.floats(0.01, 0.99))
def test_a_ratio_that_some_mix_has_has_a_share(one, other, share):
    found = api_price.share_for(one, other, api_price.ratio(one, other, share))
    steady = api_price.ratio(one, other, 0) == pytest.approx(api_price.ratio(one, other, 1), rel=1e-6)
    assert steady or found == pytest.approx(share, rel=1e-3)


@given(prices, prices, st.floats(0, 0.99))
def test_break_even_output(one, other, share):
    times = api_price.break_even_output(one, other, share)
    assert share * other.input + times * (1 - share) * other.output == pytest.approx(one.mix(share))


def test_without_input_the_break_even_is_the_ratio():
    one, other = Price(1, 10), Price(1, 2)
    assert api_price.break_even_output(one, other, 0) == api_price.ratio(one, other, 0) == 5


def test_equal_price_lists_have_no_one_share():
    assert api_price.share_for(Price(1, 2), Price(1, 2), 1) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("deepseek-r2", SHOCK), "deepseek-r2 at 2025-01-27 has no price of input"),
        (("o1", "2024-12-01"), "o1 at 2024-12-01 has no price of input"),
        (("deepseek-r1", "2025-03-01"), "has 2 prices of input; name the tariff or context"),
        (("gemini-1.5-pro", SHOCK), "has 2 prices of input; name the tariff or context"),
        (("deepseek-v3", SHOCK, "list"), "has no price of input"),
    ],
)
def test_a_price_that_is_missing_or_not_one(table, arguments, message):
    with pytest.raises(api_price.PriceError, match=message):
        api_price.at(table, *arguments)


def test_input_and_output_in_two_currencies():
    rows = [("m", kind, "list", None, 1, money, None, None) for kind, money in (("input", "USD"), ("output", "CNY"))]
    columns = ["model", "kind", "tariff", "context", "price", "currency", "valid_from", "valid_to"]
    with pytest.raises(api_price.PriceError, match="priced in USD and output in CNY"):
        api_price.at(pd.DataFrame(rows, columns=columns), "m", SHOCK)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Price(1, 2).mix(75), "input_share is 75; give a fraction"),
        (lambda: api_price.ratio(Price(1, 2), Price(1, 2, "CNY"), 0.5), "in USD and one in CNY"),
        (lambda: api_price.ratio(Price(1, 2), Price(0, 2), 0.5), "input is 0"),
        (lambda: api_price.share_for(Price(1, 2), Price(1, 2), 0), "times is 0"),
        (lambda: api_price.break_even_output(Price(1, 2), Price(1, 2), 1), "output_share is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
