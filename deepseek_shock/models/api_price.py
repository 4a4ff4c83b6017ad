"""How many times as much one model's tokens cost as another's, by date and by the mix of input and output.

A price list has a price for tokens that are read (input) and another for tokens that are written (output); what a
user pays depends on the share of each. A price is not a cost of production, and the models do not write equally
many tokens for one answer.
"""

from dataclasses import dataclass

import pandas as pd

from deepseek_shock.errors import Mistake
from deepseek_shock.models.arguments import ArgumentError, require_fraction, require_positive

KINDS = ("input", "output")


class PriceError(Mistake, ValueError):
    """A price that the table does not give, or gives twice."""


@dataclass(frozen=True)
class Price:
    """Prices of a million tokens.

    Attributes:
        input: Of tokens that are read, outside any cache.
        output: Of tokens that are written, a chain of thought among them.
        currency: Of both.
    """

    input: float
    output: float
    currency: str = "USD"

    def mix(self, input_share: float) -> float:
        """Price of a million tokens in a mix: s x input + (1 - s) x output.

        Args:
            input_share: s, the share of input tokens in all tokens; 0.75 is three of input to one of output.

        Returns:
            The price, in `currency`.

        Raises:
            ArgumentError: The share is not between 0 and 1.
        """
        require_fraction(input_share=input_share)
        return input_share * self.input + (1 - input_share) * self.output


def at(table: pd.DataFrame, model: str, moment: str, tariff: str | None = None, context: str | None = None) -> Price:
    """Price of a model at a moment.

    A price holds from `valid_from` until before `valid_to`. Blanks are open ends: none was found.

    Args:
        table: The columns of the table api_prices.
        model: The model.
        moment: A date or a date and time in UTC, written as in the table: 2025-01-27 or 2025-02-08T16:00Z.
        tariff: The tariff, where the model has several at that moment.
        context: The length of prompt, where the price depends on it.

    Returns:
        Prices of input and output.

    Raises:
        PriceError: The table has no price, or several, for input or output.
    """
    rows = table[(table["model"] == model) & _valid(table, moment)]
    for column, wanted in (("tariff", tariff), ("context", context)):
        rows = rows[rows[column] == wanted] if wanted else rows
    described = f"{model} at {moment}"
    (read, currency), (written, other) = (_only(rows[rows["kind"] == kind], kind, described) for kind in KINDS)
    if currency != other:
        raise PriceError(f"{described}: input is priced in {currency} and output in {other}; give one currency.")
    return Price(read, written, currency)


def ratio(dearer: Price, cheaper: Price, input_share: float) -> float:
    """How many times as much one model costs as another, for the same tokens.

    Args:
        dearer: The one model.
        cheaper: The other.
        input_share: Share of input tokens in all tokens.

    Returns:
        mix of the one / mix of the other.

    Raises:
        ArgumentError: The currencies differ, a price is not above zero, or the share is not between 0 and 1.
    """
    _require_comparable(dearer, cheaper)
    return dearer.mix(input_share) / cheaper.mix(input_share)


def saving(dearer: Price, cheaper: Price, input_share: float) -> float:
    """By what fraction the second model is cheaper: 1 - 1 / ratio.

    Raises:
        ArgumentError: As for `ratio`.
    """
    return 1 - 1 / ratio(dearer, cheaper, input_share)


def share_for(dearer: Price, cheaper: Price, times: float) -> float | None:
    """Input share at which one model costs a stated number of times as much as another.

    s = (t o_2 - o_1) / ((i_1 - o_1) - t (i_2 - o_2)), with prices i of input and o of output.

    Args:
        dearer: The one model.
        cheaper: The other.
        times: t, the stated ratio.

    Returns:
        The share; None where no mix has this ratio, or where every mix has one and the same.

    Raises:
        ArgumentError: The currencies differ, or a price or `times` is not above zero.
    """
    _require_comparable(dearer, cheaper)
    require_positive(times=times)
    slope = (dearer.input - dearer.output) - times * (cheaper.input - cheaper.output)
    if slope == 0:
        return None
    share = (times * cheaper.output - dearer.output) / slope
    return share if 0 <= share <= 1 else None


def break_even_output(dearer: Price, cheaper: Price, input_share: float) -> float:
    """How many times as many tokens the second model may write before it costs as much as the first.

    (mix of the first - s i_2) / ((1 - s) o_2): a model that thinks longer before it answers spends its lower price.

    Args:
        dearer: The first model.
        cheaper: The second.
        input_share: s, the share of input tokens in the tokens of the first model.

    Returns:
        A factor on the output tokens; below 0 the input alone already costs more.

    Raises:
        ArgumentError: The currencies differ, a price is not above zero, or the share is not from 0 to below 1.
    """
    _require_comparable(dearer, cheaper)
    output_share = 1 - input_share
    require_positive(output_share=output_share)
    return (dearer.mix(input_share) - input_share * cheaper.input) / (output_share * cheaper.output)


def _valid(table: pd.DataFrame, moment: str) -> pd.Series:
    begun = table["valid_from"].isna() | (table["valid_from"] <= moment)
    return begun & (table["valid_to"].isna() | (table["valid_to"] > moment))


def _only(rows: pd.DataFrame, kind: str, described: str) -> tuple[float, str]:
    if len(rows) == 0:
        raise PriceError(f"{described} has no price of {kind} in the table; choose another model, date or tariff.")
    if len(rows) > 1:
        raise PriceError(f"{described} has {len(rows)} prices of {kind}; name the tariff or context, or drop rows.")
    return float(rows["price"].iloc[0]), rows["currency"].iloc[0]


def _require_comparable(one: Price, other: Price) -> None:
    if one.currency != other.currency:
        raise ArgumentError(f"One price is in {one.currency} and one in {other.currency}; convert one of them.")
    for price in (one, other):
        require_positive(input=price.input, output=price.output)
