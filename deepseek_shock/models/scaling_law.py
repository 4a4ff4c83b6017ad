"""Chinchilla's scaling law: loss by parameters and tokens, and how to split a budget of arithmetic between them.

L(N, D) = E + A / N^alpha + B / D^beta. E is what no model can go below; the other two terms are the reducible loss.
Training takes C = 6 N D, so for a given C a larger model sees fewer tokens, and one split has the lowest loss.

Sources: Hoffmann et al. (arXiv 2203.15556), approach 3; Besiroglu et al. (arXiv 2404.10102), who fitted it again.
The constants were fitted on dense models: the active parameters of a mixture of experts as N are an illustration.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

import pandas as pd

from deepseek_shock.models.arguments import ArgumentError, require_positive
from deepseek_shock.models.training_cost import FLOP_PER_PARAMETER

CONSTANTS = ("E", "A", "B", "alpha", "beta")


class Optimum(NamedTuple):
    """The split of a budget that has the lowest loss.

    Attributes:
        parameters: N.
        tokens: D.
    """

    parameters: float
    tokens: float

    @property
    def tokens_per_parameter(self) -> float:
        """D / N."""
        return self.tokens / self.parameters


@dataclass(frozen=True)
class ScalingLaw:
    """A fitted law; the constants are those of the formula at the head of this module.

    Attributes:
        irreducible: E, in nats a token.
        parameter_factor: A.
        token_factor: B.
        alpha: Exponent of the parameters.
        beta: Exponent of the tokens.

    Raises:
        ArgumentError: A constant is not above zero.
    """

    irreducible: float
    parameter_factor: float
    token_factor: float
    alpha: float
    beta: float

    def __post_init__(self) -> None:
        require_positive(**asdict(self))

    @classmethod
    def of(cls, constants: Mapping[str, float] | pd.Series) -> "ScalingLaw":
        """Make a law from its constants under the names E, A, B, alpha and beta, as in the table scaling_laws.

        Raises:
            ArgumentError: A constant is missing or not above zero.
        """
        missing = [name for name in CONSTANTS if name not in constants]
        if missing:
            raise ArgumentError(f"The constants have no {missing[0]}; a scaling law needs {', '.join(CONSTANTS)}.")
        return cls(*(float(constants[name]) for name in CONSTANTS))

    def reducible(self, parameters: float, tokens: float) -> float:
        """Reducible loss: A / N^alpha + B / D^beta.

        Args:
            parameters: N.
            tokens: D.

        Returns:
            Nats a token.

        Raises:
            ArgumentError: An argument is not above zero.
        """
        require_positive(parameters=parameters, tokens=tokens)
        return self.parameter_factor / parameters**self.alpha + self.token_factor / tokens**self.beta

    def loss(self, parameters: float, tokens: float) -> float:
        """Loss: E + A / N^alpha + B / D^beta.

        Args:
            parameters: N.
            tokens: D.

        Returns:
            Nats a token.

        Raises:
            ArgumentError: An argument is not above zero.
        """
        return self.irreducible + self.reducible(parameters, tokens)

    @property
    def parameter_exponent(self) -> float:
        """How the best N grows with the budget: N ~ C^(beta / (alpha + beta))."""
        return self.beta / (self.alpha + self.beta)

    def optimum(self, flop: float) -> Optimum:
        """Compute-optimal parameters and tokens, in closed form.

        N = G (C/6)^(beta/(alpha+beta)) and D = (C/6) / N, with G = (alpha A / (beta B))^(1/(alpha+beta)).

        Args:
            flop: C, the budget of training.

        Returns:
            N and D, with 6 N D = C.

        Raises:
            ArgumentError: `flop` is not above zero.
        """
        require_positive(flop=flop)
        product = flop / FLOP_PER_PARAMETER
        scale = (self.alpha * self.parameter_factor / (self.beta * self.token_factor)) ** (1 / (self.alpha + self.beta))
        parameters = scale * product**self.parameter_exponent
        return Optimum(parameters, product / parameters)

    def reduction(self, times: float = 2) -> float:
        """By what fraction the reducible loss falls when the budget grows, each time at the best split.

        Both terms fall as C^(-alpha beta / (alpha + beta)), so 1 - times^(-alpha beta / (alpha + beta)): the same
        at any budget.

        Args:
            times: Factor on the budget; 2 doubles it.

        Returns:
            A fraction.

        Raises:
            ArgumentError: `times` is not above zero.
        """
        require_positive(times=times)
        return 1 - times ** -(self.alpha * self.parameter_exponent)
