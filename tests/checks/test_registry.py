"""Checks by name: found in every module, told apart, and missed with a hint."""

import pytest

from deepseek_shock.checks import registry


def test_a_check_goes_by_the_name_of_its_function() -> None:
    assert registry.get("market_value_lost").__name__ == "market_value_lost"
    assert set(registry.every()) == {function.__name__ for function in registry.every().values()}


def test_every_check_says_what_it_computes() -> None:
    assert all(function.__doc__ for function in registry.every().values())


def test_an_unknown_check_is_named_with_its_neighbours() -> None:
    with pytest.raises(registry.UnknownCheckError) as caught:
        registry.get("market_value_list")
    assert str(caught.value).startswith("No check is called 'market_value_list'. Did you mean market_value_lost")


def test_two_checks_cannot_have_one_name() -> None:
    def market_value_lost(statement):
        return statement

    with pytest.raises(ValueError, match="Two checks are called 'market_value_lost'"):
        registry.check(market_value_lost)
