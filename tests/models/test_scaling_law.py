import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models.scaling_law import ScalingLaw
from deepseek_shock.models.training_cost import flop

PRINTED, UNROUNDED, REFIT = "hoffmann-2022-rounded", "hoffmann-2022", "besiroglu-2024"
V3_BUDGET, CHINCHILLA_BUDGET = 3.29e24, 5.76e23

laws = st.builds(
    ScalingLaw, st.floats(1, 2), st.floats(10, 5000), st.floats(10, 5000), st.floats(0.1, 0.6), st.floats(0.1, 0.6)
)
budgets = st.floats(1e18, 1e27)


@pytest.fixture(scope="module")
def fitted():
    """A fitted law by its name in the table."""
    table = tables.load("scaling_laws")

    def of(name):
        return ScalingLaw.of(table[table["law"] == name].set_index("parameter")["value"])

    return of


@pytest.mark.parametrize(
    ("name", "exponent", "billions", "trillions"),
    [(PRINTED, 0.4516, 70.7, 7.75), (UNROUNDED, 0.4565, 89.3, 6.14), (REFIT, 0.5126, 176.5, 3.11)],
)
def test_optimum_for_the_budget_of_deepseek_v3(fitted, name, exponent, billions, trillions):
    optimum = fitted(name).optimum(V3_BUDGET)
    assert round(fitted(name).parameter_exponent, 4) == exponent
    assert round(optimum.parameters / 1e9, 1) == billions
    assert round(optimum.tokens / 1e12, 2) == trillions


@pytest.mark.parametrize(("name", "tokens"), [(PRINTED, 93), (UNROUNDED, 59), (REFIT, 18)])
def test_rounding_alone_moves_the_tokens_for_each_parameter(fitted, name, tokens):
    assert round(fitted(name).optimum(CHINCHILLA_BUDGET).tokens_per_parameter) == tokens


@pytest.mark.parametrize(
    ("name", "v3", "llama"), [(PRINTED, 1.8780, 1.8190), (UNROUNDED, 1.8718, 1.8119), (REFIT, 1.9507, 1.8926)]
)
def test_loss_of_two_models(fitted, name, v3, llama):
    assert round(fitted(name).loss(37e9, 14.8e12), 4) == v3
    assert round(fitted(name).loss(405e9, 15.6e12), 4) == llama


@given(laws, budgets)
def test_the_optimum_spends_the_budget(law, budget):
    assert flop(*law.optimum(budget)) == pytest.approx(budget)


@given(laws, budgets, st.floats(0.01, 100))
def test_no_other_split_is_better(law, budget, factor):
    best = law.optimum(budget)
    assert law.reducible(best.parameters * factor, best.tokens / factor) >= law.reducible(*best) * (1 - 1e-12)


@given(laws, st.floats(1e6, 1e13), st.floats(1e6, 1e15), st.floats(1.01, 100))
def test_more_of_either_lowers_the_loss_towards_the_irreducible(law, parameters, tokens, factor):
    loss = law.loss(parameters, tokens)
    assert law.irreducible < law.loss(parameters * factor, tokens) < loss
    assert law.irreducible < law.loss(parameters, tokens * factor) < loss


@given(laws, budgets, st.floats(1.01, 1000))
def test_the_reduction_is_the_same_at_every_budget(law, budget, times):
    before, after = (law.reducible(*law.optimum(c)) for c in (budget, budget * times))
    assert law.reduction(times) == pytest.approx(1 - after / before, rel=1e-6)


@given(laws, budgets)
def test_the_optimum_grows_by_its_exponent(law, budget):
    small, large = law.optimum(budget), law.optimum(2 * budget)
    assert large.parameters / small.parameters == pytest.approx(2**law.parameter_exponent)
    assert large.tokens / small.tokens == pytest.approx(2 ** (1 - law.parameter_exponent))


@pytest.mark.parametrize(("name", "percent"), [(PRINTED, 10.1), (UNROUNDED, 10.2), (REFIT, 11.6)])
def test_twice_the_budget_takes_a_tenth_or_so_off_the_reducible_loss(fitted, name, percent):
    assert round(100 * fitted(name).reduction(), 1) == percent


@given(laws)
def test_the_same_budget_reduces_nothing(law):
    assert law.reduction(1) == 0


def test_exponents_that_the_refit_prints(fitted):
    printed = tables.load("scaling_laws").set_index(["law", "parameter"])["value"][REFIT]
    assert fitted(REFIT).parameter_exponent == pytest.approx(printed["a"], abs=5e-5)
    assert 1 - fitted(REFIT).parameter_exponent == pytest.approx(printed["b"], abs=5e-5)


LAW = ScalingLaw(1, 100, 100, 0.3, 0.3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ScalingLaw(1.69, 406.4, 410.7, 0, 0.28), "alpha is 0"),
        (lambda: ScalingLaw.of({"E": 1, "A": 1, "B": 1, "alpha": 1}), "have no beta; a scaling law needs E, A, B"),
        (lambda: LAW.loss(0, 1), "parameters is 0"),
        (lambda: LAW.reducible(1, -1), "tokens is -1"),
        (lambda: LAW.optimum(0), "flop is 0"),
        (lambda: LAW.reduction(0), "times is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
